import t from 'tap';
import { call, start } from '../helpers.ts';
import { ask } from './helpers.ts';

const ANSWER = { action: 'answer', status: 503 } as const;

t.test('the handle of a rule counts, shows its requests and removes it', async (t) => {
  const server = await start(t);
  const sandbox = server.createSandbox();
  for (const world of [server, sandbox]) {
    const rule = world.addRule({ operation: 'getUser', match: { uid: 2 }, times: 2, then: ANSWER });
    t.match(rule, { id: String, seed: Number, operation: 'getUser', times: 2, then: ANSWER });
    t.match(JSON.parse(JSON.stringify(rule)), { id: rule.id, matched: 0, acted: 0 });
    t.strictSame([rule.matched, rule.acted, rule.requests()], [0, 0, []]);
    for (const uid of [1, 2, 2, 2]) await call(world, `/users/${uid}`);
    t.strictSame([rule.matched, rule.acted], [3, 2], 'its counters are those of the present');
    t.match(rule.requests(), [
      { uid: 2, status: 503, rule: rule.id },
      { uid: 2, status: 503 },
    ]);
    t.equal(rule.requests().length, 2);
    rule.remove();
    t.notOk(world.listRules().some(({ id }) => id === rule.id));
    t.equal(rule.acted, 2, 'the last ones stay');
    rule.remove();
    t.strictSame([rule.held, rule.release()], [0, 0]);
    t.equal((await call(world, '/users/2')).status, 200);
  }
  await sandbox.close();
});

t.test('a handle of a world that has ended is refused as the world is', async (t) => {
  const server = await start(t);
  const sandbox = server.createSandbox();
  const rule = sandbox.addRule({ then: ANSWER });
  await sandbox.close();
  for (const action of [() => rule.remove(), () => rule.requests(), () => rule.acted]) {
    t.throws(action, { kind: 'unknown', message: /dropped, or has expired/ });
  }
});

t.test('the added rules are cleared; those of the start are as they were', async (t) => {
  const server = await start(t);
  const sandbox = server.createSandbox({ rules: [{ id: 'own', seed: 1, then: ANSWER }] });
  for (const world of [server, sandbox]) {
    const query = world === server ? '' : `?sandbox=${sandbox.id}`;
    const before = world.listRules();
    for (const clear of [() => world.clearRules(), () => ask(server, 'DELETE', `/rules${query}`)]) {
      world.addRule({ operation: 'getIndex', then: ANSWER });
      world.deleteRule(before[0]?.id as string);
      await clear();
      t.strictSame(
        world.listRules().map(({ id }) => id),
        before.map(({ id }) => id),
      );
    }
    world.replaceRules([]);
    t.strictSame(world.listRules(), []);
  }
});

t.test('the handle of a rule that holds requests releases them, oldest first', async (t) => {
  const server = await start(t);
  const rule = server.addRule({ operation: 'getUser', then: { action: 'hold' } });
  const first = call(server, '/users/1');
  while (rule.held < 1) await call(server, '');
  const second = call(server, '/users/2');
  while (rule.held < 2) await call(server, '');
  t.equal(rule.release(1), 1);
  t.match((await first).json, { uid: 1 });
  t.equal(rule.held, 1);
  t.equal(rule.release(), 1);
  t.match((await second).json, { uid: 2 });
  t.equal(rule.held, 0);
});

t.test(
  'a rule does not get the id of a former one, whose requests are in the journal',
  async (t) => {
    const server = await start(t);
    const former = server.addRule({ operation: 'getUser', then: ANSWER });
    await call(server, '/users/1');
    for (const clear of [() => server.clearRules(), () => server.replaceRules([]), former.remove]) {
      clear.call(former);
      const rule = server.addRule({ operation: 'getUser', then: ANSWER });
      t.not(rule.id, former.id);
      t.strictSame(rule.requests(), []);
    }
  },
);
