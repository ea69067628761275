import assert from 'node:assert/strict';
import applications from '../../fixtures/applications.json' with { type: 'json' };
import { type Answer, send, setStatut } from './client.ts';
import type { Account } from './mock.ts';
import type { Test } from './test.ts';

const OTHER = (applications[1] as (typeof applications)[0]).cle;

function refused(answer: Answer, status: number, code: string): void {
  assert.equal(answer.status, status, answer.text.slice(0, 200));
  assert.match(answer.headers['content-type'] ?? '', /^application\/problem\+json\b/);
  assert.equal(answer.json().code, code);
}

const wrong = (account: Account): Account => ({ ...account, password: 'wrong' });

/** The tests of the refusals and of their order. */
export const refusals: readonly Test[] = [
  {
    id: 'credentials',
    en: 'missing and wrong credentials: 401, with `WWW-Authenticate` and a code',
    fr: 'identifiants absents ou faux : 401, avec `WWW-Authenticate` et un code',
    async run({ account }) {
      const none = await send(account, '/users/1', { anonymous: true });
      refused(none, 401, 'identification_requise');
      assert.match(none.headers['www-authenticate'] ?? '', /^Basic realm=/);
      const bad = await send(wrong(account), '/users/1');
      refused(bad, 401, 'identifiants_invalides');
      assert.match(bad.headers['www-authenticate'] ?? '', /^Basic realm=/);
    },
  },
  {
    id: 'key',
    en: 'a missing, an unknown and another application’s key: 403, each its code',
    fr: 'clé absente, inconnue ou d’une autre application : 403, à chacune son code',
    async run({ account }) {
      refused(await send(account, '/users/1?'), 403, 'cle_manquante');
      refused(await send(account, '/users/1?key=unknown'), 403, 'cle_inconnue');
      refused(await send(account, `/users/1?key=${OTHER}`), 403, 'cle_non_associee');
    },
  },
  {
    id: 'order',
    en: 'several mistakes at once: the first in the order of the checks',
    fr: 'plusieurs erreurs à la fois : la première dans l’ordre des contrôles',
    async run({ account }) {
      const text = { headers: { 'content-type': 'text/plain' } };
      refused(await setStatut(wrong(account), 123456, 2, text), 401, 'identifiants_invalides');
      const keyless = { ...account, key: 'unknown' };
      refused(await send(keyless, '/nowhere'), 403, 'cle_inconnue');
      refused(await setStatut(account, 123456, 2, text), 415, 'type_non_supporte');
      refused(await setStatut(account, 123456, 2), 400, 'requete_invalide');
      refused(await setStatut(account, 123456, 1), 404, 'partenaire_inconnu');
    },
  },
  {
    id: 'path',
    en: 'an unknown path: 404; a wrong method: 405 with `Allow`',
    fr: 'chemin inconnu : 404 ; mauvaise méthode : 405 avec `Allow`',
    async run({ account }) {
      refused(await send(account, '/nowhere'), 404, 'ressource_inconnue');
      const answer = await send(account, '/users/1', { method: 'DELETE' });
      refused(answer, 405, 'methode_non_autorisee');
      assert.match(answer.headers.allow ?? '', /^GET\b/);
    },
  },
  {
    id: 'unknown-partner',
    en: 'an unknown partner: 404 with its code',
    fr: 'partenaire inconnu : 404 avec son code',
    async run({ account }) {
      refused(await send(account, '/users/123456'), 404, 'partenaire_inconnu');
      refused(await setStatut(account, 123456, 1), 404, 'partenaire_inconnu');
    },
  },
  {
    id: 'wrong-action',
    en: 'an `action` that is a string, is 2, or has company: 400',
    fr: '`action` en chaîne, égale à 2 ou accompagnée : 400',
    async run({ account }) {
      for (const body of ['{"action":"1"}', '{"action":2}', '{"action":1,"uid":9}', '[]']) {
        refused(await setStatut(account, 9, 1, { body }), 400, 'requete_invalide');
      }
    },
  },
  {
    id: 'wrong-type',
    en: 'a body that is a form: 415',
    fr: 'corps en formulaire : 415',
    async run({ account }) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await setStatut(account, 9, 1, { body: 'action=1', headers });
      refused(answer, 415, 'type_non_supporte');
    },
  },
];
