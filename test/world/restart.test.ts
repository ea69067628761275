import t from 'tap';
import type { StartOptions } from '../../src/index.ts';
import { type CallOptions, call, postStatut, start } from '../helpers.ts';

const NOW = '2016-03-14T09:26:53Z';

/** Starts again and again on the same file. */
function starts(t: Parameters<typeof start>[0] & { testdir(): string }) {
  const database = `${t.testdir()}/a.db`;
  return (options: StartOptions = {}) => start(t, { database, ...options });
}

t.test('a restart finds data, clock, rules and snapshots, but no journal', async (t) => {
  const startAgain = starts(t);
  const first = await startAgain();
  first.freezeClock(NOW);
  first.addRule({ id: 'own', operation: 'getIndex', probability: 0.5 });
  await postStatut(first, 1, { action: 0 });
  first.saveSnapshot('a');
  first.deleteRecord('propositions', 1);
  const kept = [first.exportState(), first.diff(), first.listSnapshots(), first.readClock()];
  await first.close();
  const second = await startAgain();
  t.strictSame(second.listJournal(), []);
  t.strictSame(
    [second.exportState(), second.diff(), second.listSnapshots(), second.readClock()],
    kept,
    'with the generated seed',
  );
  second.restoreSnapshot('a');
  t.match(second.diff(), [{ collection: 'users', key: 1 }]);
  t.equal(second.diff().length, 1);
  t.match((await call(second, '/users/1')).json, { statut: 0, date_modification: NOW });
  second.reset();
  t.strictSame(second.diff(), []);
});

t.test(
  'a restart finds the sandboxes, with what they held, until their lifetime is over',
  async (t) => {
    const startAgain = starts(t);
    const first = await startAgain();
    const sandbox = first.sandbox();
    const short = first.sandbox({ lifetime: 1 });
    const long = first.sandbox({ lifetime: 1000 });
    sandbox.freezeClock(NOW);
    for (const each of [sandbox, short, long]) await postStatut(each, 1, { action: 0 });
    await first.close();
    const second = await startAgain();
    const as = ({ application }: typeof sandbox): CallOptions => ({
      user: `${application.login}:${application.password}`,
      key: application.key,
    });
    t.match((await call(second, '/users/1', as(sandbox))).json, {
      statut: 0,
      date_modification: NOW,
    });
    t.match((await call(second, '/users/1', as(long))).json, { statut: 0 });
    t.match((await call(second, '/users/1')).json, { statut: 1 });
    while ((await call(second, '/users/1', as(short))).status === 200);
    t.equal((await call(second, '/users/1', as(short))).status, 401);
    t.equal((await call(second, '/users/1', as(long))).status, 200);
  },
);

t.test('reseed forgets them all', async (t) => {
  const startAgain = starts(t);
  const first = await startAgain();
  const sandbox = first.sandbox();
  first.freezeClock(NOW);
  first.replaceRules([]);
  first.saveSnapshot('a');
  await postStatut(first, 1, { action: 0 });
  await first.close();
  const second = await startAgain({ reseed: true });
  t.strictSame([second.diff(), second.listSnapshots()], [[], []]);
  t.equal(second.readClock().mode, 'real');
  t.equal(second.listRules().length, 6);
  const { login, password, key } = sandbox.application;
  t.equal((await call(second, '/users/1', { user: `${login}:${password}`, key })).status, 401);
});
