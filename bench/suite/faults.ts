import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Refused, readCopy, synchronise } from '../../examples/sync/sync.ts';
import { send, setStatut } from './client.ts';
import { LARGE } from './data.ts';
import { ability } from './mock.ts';
import { ok } from './operations.ts';
import type { Test } from './test.ts';

const REFRESH = ['GET', '/actualisation'] as const;
const QUICK = { attempts: 4, timeout: 10_000, pause: 1 };

/** Runs with a file for the local copy of the synchronisation. */
async function withCopy(run: (file: string) => Promise<void>): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'suite-'));
  try {
    await run(path.join(folder, 'copy.json'));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** The tests of faults, of verification and of the transport; "synchronisation" is examples/sync. */
export const faults: readonly Test[] = [
  {
    id: 'retries',
    en: '503 three times, then success: the synchronisation tries four times',
    fr: 'trois 503 puis un succès : la synchronisation essaie quatre fois',
    async run(mock) {
      const fault = { kind: 'status', status: 503, retryAfter: '0' } as const;
      await ability(mock, 'fault')(...REFRESH, fault, 3);
      await withCopy(async (file) => {
        const few = { ...QUICK, attempts: 3 };
        await assert.rejects(synchronise(file, mock.account, undefined, few), /503/);
        await synchronise(file, mock.account, undefined, { ...QUICK, attempts: 1 });
        assert.equal((await readCopy(file)).partenaires[9]?.statut, 0);
      });
    },
  },
  {
    id: 'delay',
    en: 'an answer that comes too late, once: the client gives up, then tries again',
    fr: 'une réponse trop tardive, une fois : le client renonce, puis réessaie',
    async run(mock) {
      const fault = { kind: 'delay', milliseconds: 10_000 } as const;
      await ability(mock, 'fault')(...REFRESH, fault, 1);
      const late = send(mock.account, '/actualisation', { timeout: 1000 });
      await assert.rejects(late, { name: 'AbortError' });
      ok(await send(mock.account, '/actualisation', { timeout: 9900 }));
    },
  },
  {
    id: 'cut',
    en: 'an answer that breaks off: the synchronisation keeps its former copy',
    fr: 'une réponse coupée : la synchronisation garde son ancienne copie',
    async run(mock) {
      await withCopy(async (file) => {
        await synchronise(file, mock.account, undefined, QUICK);
        const before = fs.readFileSync(file, 'utf8');
        await ability(mock, 'fault')(...REFRESH, { kind: 'cut' }, 1);
        const once = { ...QUICK, attempts: 1 };
        const cut = await synchronise(file, mock.account, undefined, once).catch((error) => error);
        assert.ok(cut instanceof Error && !/: \d{3} /.test(cut.message), `${cut}`);
        assert.equal(fs.readFileSync(file, 'utf8'), before);
      });
    },
  },
  {
    id: 'lost-answer',
    en: 'a change is made and its answer lost: the repeated POST changes nothing more',
    fr: 'un changement est fait et sa réponse perdue : le POST répété ne change rien de plus',
    async run(mock) {
      const { account } = mock;
      await ability(mock, 'fault')('POST', '/users/9/statut', { kind: 'lost' }, 1);
      await assert.rejects(setStatut(account, 9, 1), { code: 'ECONNRESET' });
      const made = ok(await send(account, '/users/9'));
      assert.equal(made.statut, 1);
      assert.equal(ok(await setStatut(account, 9, 1)).statut, 1);
      assert.deepEqual(ok(await send(account, '/users/9')), made);
    },
  },
  {
    id: 'revoked',
    en: 'a key that is revoked in the midst: the synchronisation stops at once',
    fr: 'une clé révoquée en cours de route : la synchronisation s’arrête aussitôt',
    async run(mock) {
      await withCopy(async (file) => {
        await synchronise(file, mock.account, '2016-S1', QUICK);
        await ability(mock, 'revoke')();
        await assert.rejects(synchronise(file, mock.account, '2016-S1', QUICK), Refused);
      });
    },
  },
  {
    id: 'verify',
    en: 'which requests came, with their bodies, and no others',
    fr: 'quelles requêtes sont venues, avec leurs corps, et nulle autre',
    async run(mock) {
      await ability(mock, 'reset')();
      await setStatut(mock.account, 9, 1);
      await send(mock.account, '/users/9');
      const seen = await ability(mock, 'requests')();
      assert.deepEqual(
        seen.map(({ method, path }) => `${method} ${path}`),
        ['POST /users/9/statut', 'GET /users/9'],
      );
      assert.deepEqual(JSON.parse((seen[0] as (typeof seen)[0]).body), { action: 1 });
    },
  },
  {
    id: 'https',
    needs: 'https',
    en: 'HTTPS, with a certificate that the client checks',
    fr: 'HTTPS, avec un certificat que le client vérifie',
    async run({ account, ca }) {
      assert.match(account.url, /^https:/);
      assert.equal(ok(await send(account, '/users/9', { ca })).uid, 9);
      await assert.rejects(send(account, '/users/9'), 'not without the authority');
    },
  },
  {
    id: 'large',
    needs: 'large',
    en: 'a list of 10,000 partners, and another client is answered meanwhile',
    fr: 'une liste de 10 000 partenaires, et un autre client est servi pendant ce temps',
    async run({ account }) {
      const list = send(account, '/users');
      assert.equal(ok(await send(account, '/users/1')).uid, 1);
      assert.equal(ok(await list).length, LARGE);
    },
  },
];
