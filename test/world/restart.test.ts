import t from 'tap';
import type { StartOptions } from '../../src/index.ts';
import { ask } from '../control/helpers.ts';
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
  first.addRule({ id: 'own', operation: 'getIndex', probability: 0.5, delay: 1 });
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
  'a restart finds the sandboxes, with what they held and what their reset restores',
  async (t) => {
    const startAgain = starts(t);
    const first = await startAgain();
    first.deleteRecord('propositions', 1);
    first.saveSnapshot('a');
    const sandbox = first.createSandbox({
      snapshot: 'a',
      now: NOW,
      rules: [{ id: 'own', probability: 0.5, delay: 1 }],
      applications: ['Une', { nom: 'Deux', login: 'deux', mot_de_passe: 'mdp-2', cle: 'cle-2' }],
    });
    const rules = sandbox.listRules();
    sandbox.freezeClock('2014-01-01T00:00:00Z');
    sandbox.replaceRules([]);
    sandbox.revokeApplication('deux');
    const { key } = sandbox.rotateKey(sandbox.application.login);
    await postStatut(sandbox, 1, { action: 0 });
    await first.close();
    const second = await startAgain();
    const { login, password } = sandbox.application;
    const as: CallOptions = { user: `${login}:${password}`, key };
    t.match((await call(second, '/users/1', as)).json, {
      statut: 0,
      date_modification: '2014-01-01T00:00:00Z',
    });
    const deux: CallOptions = { user: 'deux:mdp-2', key: 'cle-2' };
    t.equal((await call(second, '/users/1', deux)).status, 401);
    t.match(second.listSandboxes({ credentials: true }), [
      { id: sandbox.id, applications: [{ name: 'Une', login, password, key }] },
    ]);
    t.equal((await ask(second, 'GET', `/diff?sandbox=${sandbox.id}`)).json.length, 1);
    t.equal((await ask(second, 'POST', `/reset?sandbox=${sandbox.id}`)).status, 204);
    t.strictSame((await ask(second, 'GET', `/diff?sandbox=${sandbox.id}`)).json, []);
    t.strictSame((await ask(second, 'GET', `/rules?sandbox=${sandbox.id}`)).json, rules);
    t.match((await ask(second, 'GET', `/clock?sandbox=${sandbox.id}`)).json, {
      mode: 'shifted',
      now: /^2016-03-14T09:2/,
    });
    t.equal((await call(second, '/users/1', as)).status, 403, 'the first key is back');
    t.match((await call(second, '/users/1', deux)).json, { statut: 1 });
    const { json } = await call(second, '/propositions', deux);
    t.notOk(json.some(({ pid }: { pid: number }) => pid === 1));
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
