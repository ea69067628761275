import { describe, expect } from 'vitest';
import { FaireSimple } from './faire-simple.js';
import { test } from './sandbox.js';

const clientOf = ({ apiUrl, application }) => new FaireSimple({ url: apiUrl, ...application });

describe('a partner of Corte', () => {
  test.override('options', {
    state: { users: [{ uid: 9, ville: 'Corte' }] },
    except: [{ operation: 'getUser' }],
  });

  test('registers a partner', async ({ sandbox }) => {
    const client = clientOf(sandbox);
    expect((await client.getUser(9)).ville).toBe('Corte');
    await client.setStatut(9, 1);
    expect(sandbox.getRecord('users', 9).statut).toBe(1);
    sandbox.verify({ operation: 'setUserStatut', uid: 9, times: 1 });
  });
});

test('tries again after a 503', async ({ sandbox }) => {
  sandbox.addRule({
    operation: 'getUser',
    times: 1,
    then: { action: 'answer', status: 503, headers: { 'retry-after': '0' } },
  });
  expect((await clientOf(sandbox).getUser(9)).uid).toBe(9);
  sandbox.verify({ operation: 'getUser', uid: 9, times: 2 });
});
