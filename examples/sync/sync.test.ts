import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { SandboxHandle } from 'faire-simple-mock';
import { inSandbox } from './sandbox.js';
import { type Account, Refused, readCopy, synchronise } from './sync.ts';

const QUICK = { attempts: 3, timeout: 2000, pause: 1 };
const EVERYTHING = { operation: 'getActualisation' } as const;

/** A test with a sandbox, and a file for the local copy. */
function nightly(run: (sandbox: SandboxHandle, account: Account, file: string) => Promise<void>) {
  return inSandbox(async (sandbox: SandboxHandle) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'sync-'));
    const account = { url: sandbox.apiUrl, ...sandbox.application };
    try {
      await run(sandbox, account, path.join(folder, 'copy.json'));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}

test(
  'copies everything, then each night what the half-year has changed',
  nightly(async (sandbox, account, file) => {
    await synchronise(file, account);
    assert.equal((await readCopy(file)).partenaires[9]?.statut, 0);

    sandbox.clock.freeze('2016-03-14T02:00:00Z');
    const merge = { statut: 1, date_modification: '2016-03-14T01:59:59Z' } as const;
    sandbox.patchRecord('users', 9, { merge });
    const count = await synchronise(file, account, '2016-S1');
    const copy = await readCopy(file);
    assert.equal(copy.partenaires[9]?.statut, 1);
    assert.ok(count < Object.keys(copy.partenaires).length, 'only a part was sent');

    sandbox.verify({ ...EVERYTHING, times: 1 });
    sandbox.verify({ operation: 'getActualisationSemestre', semestre: '2016-S1', times: 1 });
  }),
);

for (const [fault, action] of Object.entries({
  'is overloaded': { action: 'answer', status: 503, headers: { 'retry-after': '0' } },
  fails: { action: 'refuse', code: 'erreur_interne' },
  'resets the connection': { action: 'reset' },
  'breaks off': { action: 'cut', fraction: 0.9 },
  'does not answer': { action: 'stall' },
  'sends half-written JSON': { action: 'broken-json' },
} as const)) {
  test(
    `tries again when the service ${fault}`,
    nightly(async (sandbox, account, file) => {
      sandbox.addRule({ ...EVERYTHING, times: 1, then: action });
      await synchronise(file, account, undefined, QUICK);
      assert.equal((await readCopy(file)).partenaires[9]?.statut, 0);
      sandbox.verify({ ...EVERYTHING, times: 2 });
    }),
  );
}

test(
  'keeps the copy of yesterday when the service stays down',
  nightly(async (sandbox, account, file) => {
    await synchronise(file, account);
    const yesterday = await readCopy(file);
    sandbox.addRule({ then: { action: 'cut' } });
    await assert.rejects(synchronise(file, account, undefined, QUICK));
    assert.deepEqual(await readCopy(file), yesterday);
    sandbox.verify({ ...EVERYTHING, times: 1 + QUICK.attempts });
  }),
);

test(
  'asks once when its key is refused',
  nightly(async (sandbox, account, file) => {
    await assert.rejects(synchronise(file, { ...account, key: 'revoked' }), Refused);
    sandbox.verify({ status: 403, times: 1 });
  }),
);

test(
  'keeps members that it does not know',
  nightly(async (sandbox, account, file) => {
    sandbox.addRule({ then: { action: 'patch', merge: { telephone: '0102030405' } } });
    await synchronise(file, account);
    assert.equal((await readCopy(file)).partenaires[9]?.telephone, '0102030405');
    sandbox.verify({ ...EVERYTHING, times: 1 });
  }),
);
