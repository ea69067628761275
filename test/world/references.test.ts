import t from 'tap';
import {
  COLLECTIONS,
  type Collection,
  type CollectionName,
} from '../../src/contract/collections.ts';
import { checkRecords, toStored } from '../../src/world/records.ts';
import { checkReferences, KeySet } from '../../src/world/references.ts';
import type { Report } from '../../src/world/report.ts';
import { type Fields, record } from '../fixture-helpers.ts';

const of = (name: CollectionName) => COLLECTIONS.find((one) => one.name === name) as Collection;

/** A report that keeps a line for each violation. */
function lines(): { report: Report; found: string[] } {
  const found: string[] = [];
  return {
    found,
    report: {
      full: false,
      at: (location, what, expected) => found.push(`${location.join('/')}: ${what}, ${expected}`),
    },
  };
}

const thematique = (tid: number, parent: number | null) => record('thematiques', { tid, parent });

t.test('a value that is not a record is one violation, and has no key', async (t) => {
  for (const value of [null, 1, 'a', []]) {
    const { report, found } = lines();
    const keys = checkRecords(of('thematiques'), [value, thematique(2, null)], report);
    t.match(found, [/^0: .*, an object with tid, nom/]);
    t.equal(found.length, 1);
    t.strictSame(
      [undefined, null, 1, 2, 3].filter((key) => keys.has(key)),
      [2],
    );
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

t.test('a circle is reported for every record in it, and for no other', async (t) => {
  const { report, found } = lines();
  const values = [thematique(1, 2), thematique(2, 3), thematique(3, 2), thematique(4, 4), null];
  checkReferences(of('thematiques'), values, {}, report);
  t.strictSame(
    found.map((line) => line.slice(0, line.indexOf(','))),
    ['1/parent: 3', '2/parent: 2', '3/parent: 4'],
  );
});

t.test('a long chain is followed once', async (t) => {
  const { report, found } = lines();
  const values = Array.from({ length: 100_000 }, (_, index) => thematique(index + 1, index + 2));
  checkReferences(of('thematiques'), values, {}, report);
  t.strictSame(found, []);
  values.push(thematique(100_001, 99_999));
  checkReferences(of('thematiques'), values, {}, report);
  t.equal(found.length, 3);
});

t.test('nothing more is looked for once a report is full', async (t) => {
  const found: string[] = [];
  const report: Report = {
    get full() {
      return found.length > 2;
    },
    at: (location) => found.push(location.join('/')),
  };
  const user = (uid: number, ...thematiques: number[]) => record('users', { uid, thematiques });
  const keys = { thematiques: new Set([1]) };
  checkReferences(of('users'), [user(1, 2, 3, 1, 4, 5), user(2, 6)], keys, report);
  t.strictSame(found, ['0/thematiques/0', '0/thematiques/1', '0/thematiques/3']);
  checkReferences(of('users'), [user(1, 2)], keys, report);
  checkRecords(of('users'), [null], report);
  t.equal(found.length, 3);
  found.length = 0;
  const circle = [1, 2, 3, 4].map((tid) => thematique(tid, tid === 4 ? 1 : tid + 1));
  checkReferences(of('thematiques'), circle, {}, report);
  t.strictSame(found, ['0/parent', '1/parent', '2/parent']);
});

t.test('a record is stored in the order of the contract, then its other members', async (t) => {
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
});

t.test('a set of keys holds what was added, of any size', async (t) => {
  const keys = new KeySet();
  const added = [1, 2, 31, 32, 33, 63, 64, 4095, 65537, 2 ** 26 - 1, 2 ** 26, 2 ** 31, 2 ** 53 - 1];
  for (const key of added) {
    t.notOk(keys.has(key), `${key}`);
    keys.add(key);
    t.ok(keys.has(key), `${key}`);
  }
  for (const key of [
    3,
    30,
    65,
    65536,
    2 ** 26 - 2,
    2 ** 26 + 1,
    2 ** 32,
    2 ** 32 + 1,
    2 ** 53 - 2,
  ]) {
    t.notOk(keys.has(key), `${key}`);
  }
  t.strictSame([...keys], added);
});
