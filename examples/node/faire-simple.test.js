import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FaireSimple } from './faire-simple.js';
import { inSandbox } from './sandbox.js';

const clientOf = ({ apiUrl, application }) => new FaireSimple({ url: apiUrl, ...application });

test(
  'registers a partner',
  inSandbox(
    async (sandbox) => {
      const client = clientOf(sandbox);
      assert.equal((await client.getUser(9)).ville, 'Corte');
      await client.setStatut(9, 1);
      assert.equal(sandbox.getRecord('users', 9).statut, 1);
      sandbox.verify({ operation: 'setUserStatut', uid: 9, times: 1 });
    },
    { state: { users: [{ uid: 9, ville: 'Corte' }] }, except: [{ operation: 'getUser' }] },
  ),
);

test(
  'tries again after a 503',
  inSandbox(async (sandbox) => {
    sandbox.addRule({
      operation: 'getUser',
      times: 1,
      then: { action: 'answer', status: 503, headers: { 'retry-after': '0' } },
    });
    assert.equal((await clientOf(sandbox).getUser(9)).uid, 9);
    sandbox.verify({ operation: 'getUser', uid: 9, times: 2 });
  }),
);
