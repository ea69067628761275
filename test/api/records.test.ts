import t from 'tap';
import { call, postStatut, start } from '../helpers.ts';

const DATES = { date_creation: '2015-01-01T00:00:00Z', date_modification: '2015-01-01T00:00:00Z' };
const USER = {
  uid: 3,
  statut: 0,
  nom: 'Le Goff',
  prenom: 'Anne',
  pseudo: 'anne',
  mail: 'anne@courriel.example',
  code_postal: '29000',
  ville: 'Quimper',
  profil: 'particulier',
  thematiques: [],
  ...DATES,
};
const FURTHER =
  '"siret":"00012345600017","score":12345678901234567890,"détail":{"été":[1,null,"∞"]}';

/** The record as JSON text, with further members that the contract lacks. */
function withFurther(record: object): string {
  return `[${JSON.stringify(record).slice(0, -1)},${FURTHER}}]`;
}

t.test('members that the contract lacks are served as they were given', async (t) => {
  const server = await start(t, { fixtures: t.testdir({ 'users.json': withFurther(USER) }) });
  const changed = async () => {
    for (const url of ['/users/3', '/users', '/users?statut=0', '/actualisation/2015-S1']) {
      t.match((await call(server, url)).text, FURTHER, url);
    }
  };
  await changed();
  t.equal((await postStatut(server, 3, { action: 1 })).status, 200);
  t.match((await call(server, '/users/3')).text, FURTHER, 'after a change of status');
  t.equal((await postStatut(server, 3, { action: 0 })).status, 200);
  await changed();
});

t.test('members that may be null and were not given are null, never missing', async (t) => {
  const server = await start(t, { fixtures: t.testdir({ 'users.json': withFurther(USER) }) });
  t.match((await call(server, '/users/3')).json, {
    civilite: null,
    date_naissance: null,
    profession: null,
    date_inscription: null,
    date_desinscription: null,
  });
});

t.test('a collection without records is an empty array', async (t) => {
  const server = await start(t, { fixtures: t.testdir({ 'users.json': '[]' }) });
  for (const url of ['/users', '/users?statut=1', '/thematiques', '/campagnes', '/propositions']) {
    t.equal((await call(server, url)).text, '[]', url);
  }
  const { genere_le, ...rest } = (await call(server, '/actualisation')).json;
  t.same(rest, {
    periode: null,
    partenaires: [],
    thematiques: [],
    campagnes: [],
    propositions: [],
  });
});

t.test('the state of a campaign is derived from the day, and never stored', async (t) => {
  const day = (offset: number) =>
    new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const campaigns = [
    ['a_venir', '2999-01-01', null],
    ['a_venir', day(3), day(9)],
    ['en_cours', day(-3), day(3)],
    ['en_cours', '2013-09-01', null],
    ['terminee', '2013-09-01', '2013-12-31'],
    ['terminee', day(-9), day(-3)],
  ] as const;
  const records = campaigns.map(([, date_debut, date_fin], index) => ({
    id: index + 1,
    titre: 'Titre',
    description: 'Description',
    thematiques: [],
    date_debut,
    date_fin,
    url: 'https://faire-simple.example/',
    ...DATES,
  }));
  const fixtures = t.testdir({ 'campagnes.json': JSON.stringify(records) });
  const server = await start(t, { fixtures });
  const expected = campaigns.map(([etat], index) => ({ ...records[index], etat }));
  t.same((await call(server, '/campagnes')).json, expected);
  t.same((await call(server, '/actualisation')).json.campagnes, expected);
  t.same((await call(server, '/actualisation/2015-S1')).json.campagnes, expected);
});
