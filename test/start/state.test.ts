import t from 'tap';
import { type StartOptions, startServer } from '../../src/index.ts';
import { call, postStatut, start } from '../helpers.ts';

const NOW = '2016-03-14T09:26:53Z';

t.test('a server starts with a partial state, and its reset leads back to it', async (t) => {
  const server = await start(t, { state: { users: [{ uid: 9, statut: 1 }] }, now: NOW });
  t.match((await call(server, '/users')).json, [{ uid: 9, statut: 1, date_creation: NOW }]);
  t.strictSame((await call(server, '/propositions')).json, []);
  t.strictSame(server.diff(), []);
  t.equal(server.listRules().length, 6, 'the rules are those of the package');
  await postStatut(server, 9, { action: 0 });
  server.reset();
  t.match((await call(server, '/users/9')).json, { statut: 1, date_modification: NOW });
  const sandbox = server.createSandbox();
  t.match((await call(sandbox, '/users')).json, [{ uid: 9 }], 'sandboxes begin there, too');
});

t.test('a state may have rules and a clock', async (t) => {
  const clock = { mode: 'frozen', at: NOW } as const;
  const rules = [{ id: 'own', operation: 'getUser', then: { action: 'answer', status: 503 } }];
  const state = { users: [{ uid: 9 }], rules, clock } as NonNullable<StartOptions['state']>;
  const server = await start(t, { state });
  t.strictSame(server.readClock(), { mode: 'frozen', now: NOW });
  t.equal((await call(server, '/users/9')).status, 503);
  t.match(server.getRecord('users', 9), { date_creation: NOW });
  server.realClock();
  server.reset();
  t.strictSame(server.readClock(), { mode: 'frozen', now: NOW });
  const later = await start(t, { state, now: '2017-01-01T00:00:00Z' });
  t.match(later.readClock(), { mode: 'shifted', now: /^2017-01-01T00:00:0/ });
  t.match(later.getRecord('users', 9), { date_creation: '2017-01-01T00:00:00Z' });
  const unclocked = await start(t, { state: { users: [{ uid: 9 }] } });
  t.equal(unclocked.readClock().mode, 'real');
});

t.test('a state that is not valid, or has no place, is refused', async (t) => {
  const refused = (options: object, message: string | RegExp) =>
    t.rejects(startServer(options), { message });
  await refused(
    { state: { users: [{ uid: 9, statut: 2 }] } },
    'Invalid value for the state.\n  /state/users/0/statut: found 2; expected one of 0, 1',
  );
  await refused(
    { state: { partenaires: [] } },
    /\/state\/partenaires: found \[\]; expected no member/,
  );
  await refused({ state: 'x' }, /\/state: found "x"; expected an object with users/);
  for (const [name, value] of [
    ['fixtures', 'fixtures'],
    ['database', 'a.db'],
    ['generate', 10],
  ]) {
    await refused(
      { state: {}, [name as string]: value },
      `Options "state" and "${name}" contradict each other: the data are those of the state.`,
    );
  }
  await refused({ stat: {} }, 'Unknown option "stat": did you mean "state"?');
  const server = await start(t, { state: undefined } as object);
  t.equal((await call(server, '/users/1')).status, 200);
});
