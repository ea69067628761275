import t from 'tap';
import {
  COLLECTIONS,
  type Collection,
  type CollectionName,
} from '../../src/contract/collections.ts';
import { checkRecords, type Report, toStored } from '../../src/world/records.ts';
import { checkReferences } from '../../src/world/references.ts';
import { type Fields, record } from '../fixture-helpers.ts';

const of = (name: CollectionName) => COLLECTIONS.find((one) => one.name === name) as Collection;

/** A report that keeps a line for each violation. */
function lines(): { report: Report; found: string[] } {
  const found: string[] = [];
  return {
    found,
    report: {
      at: (location, what, expected) => found.push(`${location.join('/')}: ${what}, ${expected}`),
    },
  };
}

const thematique = (tid: number, parent: number | null) => record('thematiques', { tid, parent });

t.test('what is no record at all is one violation, and has no key', async (t) => {
  for (const value of [null, 1, 'a', []]) {
    const { report, found } = lines();
    const keys = checkRecords(of('thematiques'), [value, thematique(2, null)], report);
    t.match(found, [/^0: .*, an object with tid, nom/]);
    t.equal(found.length, 1);
    t.strictSame([...keys], [2]);
  }
});

t.test('no record has no references', async (t) => {
  const { report, found } = lines();
  checkReferences(of('thematiques'), [null, thematique(1, null)], {}, report);
  t.strictSame(found, []);
});

t.test('references to a collection whose keys are not known are not held against it', async (t) => {
  const { report, found } = lines();
  const proposition = record('propositions', { auteur: 8, thematique: 8, campagne: 8 });
  checkReferences(of('propositions'), [proposition], { users: new Set([1]) }, report);
  t.strictSame(found, ['0/auteur: 8, the key of a record of users.json']);
});

t.test('a circle is told of every record that is in it, and of no other', async (t) => {
  const { report, found } = lines();
  const values = [thematique(1, 2), thematique(2, 3), thematique(3, 2), thematique(4, 4), null];
  checkReferences(of('thematiques'), values, {}, report);
  t.strictSame(
    found.map((line) => line.slice(0, line.indexOf(','))),
    ['1/parent: 3', '2/parent: 2', '3/parent: 4'],
  );
});

t.test(
  'a record is stored in the order of the contract, then whatever else it holds',
  async (t) => {
    const { parent: _, nom, ...rest } = thematique(7, null);
    const given: Fields = { plus: 1, ...rest, nom };
    const { key, document } = toStored(of('thematiques'), given);
    t.equal(key, 7);
    t.strictSame(Object.keys(JSON.parse(document)), [
      'tid',
      'nom',
      'description',
      'parent',
      'date_creation',
      'date_modification',
      'plus',
    ]);
    t.equal(JSON.parse(document).parent, null);
  },
);
