import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { SCHEMAS } from '../../src/contract/resources.ts';
import { DEFAULT_FIXTURES } from '../../src/fixtures/load.ts';
import { call, start } from '../helpers.ts';
import { errorsOf } from '../schema-helpers.ts';

interface Dated {
  id?: number;
  date_creation: string;
  date_modification: string;
}

// 1 January and 1 July, midnight in Paris: an hour ahead of UTC in winter, two in summer.
const PERIODS = [
  ['2013-S2', '2013-06-30T22:00:00Z', '2013-12-31T23:00:00Z'],
  ['2014-S1', '2013-12-31T23:00:00Z', '2014-06-30T22:00:00Z'],
  ['2014-S2', '2014-06-30T22:00:00Z', '2014-12-31T23:00:00Z'],
  ['2015-S1', '2014-12-31T23:00:00Z', '2015-06-30T22:00:00Z'],
  ['2015-S2', '2015-06-30T22:00:00Z', '2015-12-31T23:00:00Z'],
  ['2016-S1', '2015-12-31T23:00:00Z', '2016-06-30T22:00:00Z'],
  ['2016-S2', '2016-06-30T22:00:00Z', '2016-12-31T23:00:00Z'],
] as const;

const COLLECTIONS = {
  partenaires: 'users.json',
  thematiques: 'thematiques.json',
  campagnes: 'campagnes.json',
  propositions: 'propositions.json',
} as const;

function fixture(file: string): Dated[] {
  return JSON.parse(fs.readFileSync(path.join(DEFAULT_FIXTURES, file), 'utf8'));
}

for (const [name, debut, fin] of PERIODS) {
  t.test(
    `${name} holds exactly what was created or modified from ${debut} until ${fin}`,
    async (t) => {
      const server = await start(t);
      const { status, json } = await call(server, `/actualisation/${name}`);
      t.equal(status, 200);
      t.same(json.periode, { semestre: name, debut, fin });
      t.same(errorsOf(SCHEMAS.Actualisation, json), []);
      const within = (instant: string) => instant >= debut && instant < fin;
      for (const [member, file] of Object.entries(COLLECTIONS)) {
        const expected = fixture(file).filter(
          ({ date_creation, date_modification }) =>
            within(date_creation) || within(date_modification),
        );
        // The state of a campaign is no part of its fixture.
        const found = json[member].map((record: Record<string, unknown>) => {
          const { etat, ...rest } = record;
          return member === 'campagnes' ? rest : record;
        });
        t.same(found, expected, member);
      }
    },
  );
}

t.test('the half-years of the fixtures together hold every record', async (t) => {
  const server = await start(t);
  for (const [member, file] of Object.entries(COLLECTIONS)) {
    const seen = new Set<string>();
    for (const [name] of PERIODS) {
      const { json } = await call(server, `/actualisation/${name}`);
      for (const record of json[member])
        seen.add(JSON.stringify([record.uid, record.tid, record.id]));
    }
    t.equal(seen.size, fixture(file).length, member);
  }
});

t.test('a bound belongs to the half-year that it begins, in the time of Paris', async (t) => {
  const server = await start(t);
  const places = async (id: number) => {
    const found: string[] = [];
    for (const [name] of PERIODS) {
      const { propositions } = (await call(server, `/actualisation/${name}`)).json;
      if (propositions.some((proposition: Dated) => proposition.id === id)) found.push(name);
    }
    return found;
  };
  t.same(await places(41), ['2016-S1'], 'half an hour before midnight in UTC, after it in Paris');
  t.same(await places(54), ['2016-S1', '2016-S2'], 'created in the last second, modified later');
  t.same(await places(55), ['2016-S2'], 'created in the first second');
});

for (const [name, debut, fin] of [
  ['1975-S2', '1975-06-30T23:00:00Z', '1975-12-31T23:00:00Z'],
  // In the winter of 1941, France stayed on summer time.
  ['1942-S1', '1941-12-31T22:00:00Z', '1942-06-30T22:00:00Z'],
  ['9999-S2', '9999-06-30T22:00:00Z', '9999-12-31T23:00:00Z'],
  ['0001-S1', '0000-12-31T23:50:39Z', '0001-06-30T23:50:39Z'],
] as const) {
  t.test(`${name}, without records, has its bounds and empty arrays`, async (t) => {
    const server = await start(t);
    const { status, json } = await call(server, `/actualisation/${name}`);
    t.equal(status, 200);
    const { genere_le, ...rest } = json;
    t.same(rest, {
      periode: { semestre: name, debut, fin },
      partenaires: [],
      thematiques: [],
      campagnes: [],
      propositions: [],
    });
  });
}

for (const malformed of [
  '2016-S3',
  '2016-S0',
  '2016S1',
  '16-S1',
  '02016-S1',
  '2016-s1',
  '2016-S1x',
  '%202016-S1',
  '2016-S1%0A',
  '%D9%A2016-S1',
  '0000-S1',
  '0000-S2',
]) {
  t.test(`${malformed} is no half-year: the refusal has the right notation`, async (t) => {
    const server = await start(t);
    const { status, json } = await call(server, `/actualisation/${malformed}`);
    t.equal(status, 400);
    t.equal(json.code, 'requete_invalide');
    t.match(json.detail, 'AAAA-S1');
  });
}

t.test('a half-year may be percent-encoded', async (t) => {
  const server = await start(t);
  const { json } = await call(server, '/actualisation/2016%2DS1');
  t.equal(json.periode.semestre, '2016-S1');
});
