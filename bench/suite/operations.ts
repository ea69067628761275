import assert from 'node:assert/strict';
import { type Answer, type Json, send, setStatut } from './client.ts';
import { DATA, HALF_YEARS, inHalfYear, type Row } from './data.ts';
import type { Test } from './test.ts';

/** Checks a 200 in JSON; returns its body. */
export function ok(answer: Answer): Json {
  assert.equal(answer.status, 200, answer.text.slice(0, 200));
  assert.match(answer.headers['content-type'] ?? '', /^application\/json\b/);
  return answer.json();
}

export const uids = (rows: readonly Row[]) => rows.map(({ uid }) => uid).sort();

const COLLECTIONS = {
  partenaires: 'users',
  thematiques: 'thematiques',
  campagnes: 'campagnes',
  propositions: 'propositions',
} as const;

/** The tests of what each operation answers. */
export const operations: readonly Test[] = [
  {
    id: 'index',
    en: 'the base URL names the application and the operations',
    fr: 'l’URL de base nomme l’application et les opérations',
    async run({ account }) {
      const { application, operations } = ok(await send(account, ''));
      assert.equal(application.nom, 'Application de démonstration');
      assert.ok(operations.some(({ href }: { href: string }) => href === '/api/users/{uid}'));
    },
  },
  {
    id: 'user',
    en: 'one partner: each uid its own record',
    fr: 'un partenaire : à chaque uid sa fiche',
    async run({ account }) {
      for (const uid of [1, 9]) {
        const expected = DATA.users.find((user) => user.uid === uid);
        assert.deepEqual(ok(await send(account, `/users/${uid}`)), expected);
      }
    },
  },
  {
    id: 'users',
    en: 'all partners',
    fr: 'tous les partenaires',
    async run({ account }) {
      assert.deepEqual(ok(await send(account, '/users')), DATA.users);
    },
  },
  {
    id: 'users-by-status',
    en: 'partners with a status (`statut=1`)',
    fr: 'les partenaires d’un statut (`statut=1`)',
    async run({ account }) {
      const found = ok(await send(account, `/users?key=${account.key}&statut=1`));
      assert.deepEqual(uids(found), uids(DATA.users.filter(({ statut }) => statut === 1)));
    },
  },
  {
    id: 'lists',
    en: 'thématiques and propositions',
    fr: 'thématiques et propositions',
    async run({ account }) {
      assert.deepEqual(ok(await send(account, '/thematiques')), DATA.thematiques);
      assert.deepEqual(ok(await send(account, '/propositions')), DATA.propositions);
    },
  },
  {
    id: 'campagnes',
    en: 'campagnes, with their state',
    fr: 'les campagnes, avec leur état',
    async run({ account }) {
      const found: Row[] = ok(await send(account, '/campagnes'));
      const expected = DATA.campagnes.map((campagne) => ({ ...campagne, etat: 'terminee' }));
      assert.deepEqual(found.slice(0, 2), expected.slice(0, 2));
      assert.equal(found.length, expected.length);
    },
  },
  {
    id: 'actualisation',
    en: 'the global refresh: everything in one document',
    fr: 'l’actualisation globale : tout en un document',
    async run({ account }) {
      const found = ok(await send(account, '/actualisation'));
      assert.equal(found.periode, null);
      for (const [member, collection] of Object.entries(COLLECTIONS)) {
        assert.equal(found[member].length, DATA[collection].length, member);
      }
      assert.deepEqual(found.partenaires, DATA.users);
    },
  },
  {
    id: 'half-year',
    en: 'the refresh by half-year: its records only, for two half-years',
    fr: 'l’actualisation par semestre : ses seules fiches, pour deux semestres',
    async run({ account }) {
      for (const semestre of Object.keys(HALF_YEARS)) {
        const found = ok(await send(account, `/actualisation/${semestre}`));
        assert.equal(found.periode.semestre, semestre);
        for (const [member, collection] of Object.entries(COLLECTIONS)) {
          const expected = inHalfYear(DATA[collection], semestre);
          assert.equal(found[member].length, expected.length, member);
        }
        assert.deepEqual(found.partenaires, inHalfYear(DATA.users, semestre));
      }
    },
  },
  {
    id: 'status',
    en: 'the POST of a status: its answer repeats it',
    fr: 'le POST d’un statut : sa réponse le répète',
    async run({ account }) {
      for (const [uid, action] of [
        [9, 1],
        [1, 0],
      ] as const) {
        const { date_modification, ...rest } = ok(await setStatut(account, uid, action));
        assert.deepEqual(rest, { uid, statut: action });
        assert.match(date_modification, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      }
    },
  },
];
