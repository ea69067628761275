import { jest } from '@jest/globals';
import { FaireSimple } from './faire-simple.js';
import { inSandbox } from './sandbox.js';

const clientOf = ({ apiUrl, application }) => new FaireSimple({ url: apiUrl, ...application });

test(
  'registers a partner',
  inSandbox(
    async (sandbox) => {
      const client = clientOf(sandbox);
      expect((await client.getUser(9)).ville).toBe('Corte');
      await client.setStatut(9, 1);
      expect(sandbox.getRecord('users', 9).statut).toBe(1);
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
    expect((await clientOf(sandbox).getUser(9)).uid).toBe(9);
    sandbox.verify({ operation: 'getUser', uid: 9, times: 2 });
  }),
);

test(
  'works under fake timers',
  inSandbox(async (sandbox) => {
    jest.useFakeTimers({ now: 0, doNotFake: ['nextTick', 'queueMicrotask'] });
    expect((await clientOf(sandbox).getUser(9)).statut).toBe(0);
    sandbox.verify({ operation: 'getUser', uid: 9, times: 1 });
    jest.useRealTimers();
  }),
);
