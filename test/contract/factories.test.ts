import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { COLLECTIONS, type Collection } from '../../src/contract/collections.ts';
import { completeRecord, defaultOf } from '../../src/contract/defaults.ts';
import * as api from '../../src/index.ts';
import { campagne, partenaire, proposition, thematique } from '../../src/index.ts';
import { ROOT } from '../command-helpers.ts';
import { ask } from '../control/helpers.ts';
import { call, start } from '../helpers.ts';

const NOW = '2016-03-14T09:26:53Z';
const dates = { date_creation: NOW, date_modification: NOW };

t.test('what is missing of a record has a default that is the same each time', async (t) => {
  t.strictSame(partenaire({ uid: 9 }), {
    uid: 9,
    statut: 0,
    civilite: null,
    nom: 'Nom 9',
    prenom: 'Prénom 9',
    pseudo: 'partenaire9',
    mail: 'partenaire9@courriel.example',
    date_naissance: null,
    code_postal: '75001',
    ville: 'Paris',
    profil: 'particulier',
    profession: null,
    thematiques: [],
    ...dates,
    date_inscription: null,
    date_desinscription: null,
  });
  t.strictSame(thematique({ tid: 3 }), {
    tid: 3,
    nom: 'Thématique 3',
    description: 'Description de la thématique 3.',
    parent: null,
    ...dates,
  });
  t.strictSame(campagne(), {
    id: 1,
    titre: 'Campagne 1',
    description: 'Description de la campagne 1.',
    thematiques: [],
    date_debut: '2016-03-14',
    date_fin: null,
    url: 'https://www.faire-simple.example/campagnes/1',
    ...dates,
  });
  t.strictSame(proposition(), {
    id: 1,
    titre: 'Proposition 1',
    contenu: 'Contenu de la proposition 1.',
    auteur: 1,
    thematique: 1,
    campagne: null,
    etat: 'publiee',
    avancement: null,
    votes_pour: 0,
    votes_contre: 0,
    nb_commentaires: 0,
    ...dates,
  });
});

t.test('given members stay as they are, in the contract’s order, others after them', async (t) => {
  const given = { plus: { loin: [1] }, statut: 1, uid: undefined, nom: '' } as const;
  const made = partenaire(given as object);
  t.match(made, { uid: 1, statut: 1, nom: '', plus: { loin: [1] } });
  t.strictSame(Object.keys(made), [...Object.keys(partenaire()), 'plus']);
  t.strictSame(given, { plus: { loin: [1] }, statut: 1, uid: undefined, nom: '' });
});

t.test('dates are the given instant, and days its day in Paris', async (t) => {
  const now = '2016-12-31T23:30:00Z';
  t.match(campagne({}, now), {
    date_debut: '2017-01-01',
    date_creation: now,
    date_modification: now,
  });
});

t.test('a missing date that must be in order with a given one moves to it', async (t) => {
  const [before, after] = ['2010-01-01T00:00:00Z', '2020-01-01T00:00:00Z'];
  t.match(thematique({ date_creation: after }), { date_modification: after });
  t.match(thematique({ date_modification: before }), { date_creation: before });
  t.match(partenaire({ date_inscription: after }), {
    date_creation: NOW,
    date_modification: after,
  });
  t.match(campagne({ date_fin: '2012-05-06' }), { date_debut: '2012-05-06' });
  const wrong = { date_creation: after, date_modification: before };
  t.match(thematique(wrong), wrong, 'nothing given is corrected');
});

t.test('no record, or no instant, is refused', async (t) => {
  for (const [given, said] of [
    [9, '9'],
    [null, 'null'],
    [[], '[]'],
    [Symbol('x'), 'Symbol(x)'],
  ]) {
    t.throws(() => partenaire(given as never), {
      name: 'TypeError',
      message: `The members of the record must be an object, but are ${String(said)}.`,
    });
  }
  for (const now of ['hier', '2016-13-01T00:00:00Z']) {
    t.throws(() => proposition({}, now), {
      name: 'TypeError',
      message: `The argument "now" must be an instant such as "${NOW}", but is "${now}".`,
    });
  }
});

t.test('a server takes what the factories make, in-process and over HTTP', async (t) => {
  const server = await start(t);
  server.importState({ users: [partenaire()], thematiques: [thematique()] });
  server.putRecord('campagnes', { ...campagne() });
  const path = '/records/propositions/1';
  t.strictSame((await ask(server, 'PUT', path, { body: proposition() })).json, proposition());
  t.strictSame((await call(server, '/users')).json, [partenaire()]);
  t.match((await call(server, '/campagnes')).json, [{ ...campagne(), etat: 'en_cours' }]);
});

t.test('a member that the contract has not yet gets a default by its schema', async (t) => {
  const [users] = COLLECTIONS as [Collection];
  const more = {
    actif: { type: 'boolean' },
    note: { type: 'number' },
    rang: { type: 'integer', minimum: 3 },
    surnom: { type: 'string' },
    adresse: { type: 'object', properties: { rue: { type: 'string' }, jour: { format: 'date' } } },
    vide: { type: 'object' },
  } as const;
  const schema = { ...users.schema, properties: { ...users.schema.properties, ...more } } as const;
  t.match(completeRecord({ ...users, schema }, {}, NOW, 5), {
    uid: 5,
    actif: false,
    note: 0,
    rang: 3,
    surnom: 'surnom 5',
    adresse: { rue: 'adresse 5', jour: '2016-03-14' },
    vide: {},
  });
  t.equal(defaultOf({ type: ['string', 'null'] }, 'x', NOW), null);
});

t.test('the package exports by both entries what its sources export', async (t) => {
  for (const entry of ['index.js', 'require.js']) {
    const text = fs.readFileSync(path.join(ROOT, 'bin', entry), 'utf8');
    const [, names = ''] = /^export const \{([^}]*)\}/m.exec(text) ?? [];
    t.strictSame(names.match(/\w+/g)?.sort(), Object.keys(api).sort(), entry);
  }
});
