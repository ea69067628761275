import t from 'tap';
import { Partenaire } from '../../src/contract/resources.ts';
import { prepareFixtures } from '../../src/generate/prepare.ts';

// Before the first record is stored: the members of a collection are computed once.
Object.assign(Partenaire.properties, { telephone: { type: ['string', 'null'] } });

t.test('a nullable field that the schema gains is null in every generated partner', async (t) => {
  const { records } = await prepareFixtures(undefined, { partners: 500, seed: 1 });
  const offending = Array.from(records.users).filter(
    ({ document }) => JSON.parse(document).telephone !== null,
  );
  t.strictSame(offending, []);
  t.equal(Array.from(records.users).length, 500);
});
