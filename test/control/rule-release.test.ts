import t from 'tap';
import type { MockServer, Released, RuleRelease } from '../../src/index.ts';
import { call, connect, head, postStatut, start } from '../helpers.ts';
import { ask } from './helpers.ts';

const RULE = { id: 'gate', then: { action: 'hold' } } as const;

/** The release, in-process and over HTTP. */
const WAYS = {
  'in-process': async (server: MockServer, release?: RuleRelease): Promise<Released> =>
    server.releaseRule('gate', release),
  HTTP: async (server: MockServer, body?: RuleRelease): Promise<Released> =>
    (await ask(server, 'POST', '/rules/gate/release', body && { body })).json,
};

/** Waits until the rule holds a number of requests. */
async function held(server: Pick<MockServer, 'listRules'>, count: number): Promise<void> {
  while (server.listRules().find(({ id }) => id === 'gate')?.held !== count) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

for (const [way, release] of Object.entries(WAYS)) {
  t.test(`${way}: held requests are answered at their release, the oldest first`, async (t) => {
    const server = await start(t);
    server.addRule(RULE);
    const ended: number[] = [];
    const calls: Promise<void>[] = [];
    for (const uid of [1, 2, 3]) {
      calls.push(
        call(server, `/users/${uid}`).then(({ status, json }) => {
          t.equal(status, 200);
          ended.push(json.uid);
        }),
      );
      await held(server, uid);
    }
    t.strictSame(await release(server, { count: 1 }), { released: 1 });
    await calls[0];
    t.strictSame(ended, [1]);
    t.match(server.listJournal(), [
      { state: 'answered', rules: ['gate'] },
      { state: 'running' },
      { state: 'running' },
    ]);
    t.strictSame(await release(server), { released: 2 });
    await Promise.all(calls);
    t.strictSame(await release(server), { released: 0 });
  });

  t.test(`${way}: the work is done at the release, or before with perform`, async (t) => {
    const server = await start(t);
    for (const perform of [false, true]) {
      server.reset();
      server.addRule({ ...RULE, operation: 'setUserStatut', then: { action: 'hold', perform } });
      const posted = postStatut(server, 7, { action: 1 });
      await held(server, 1);
      t.equal(server.getRecord('users', 7).statut, perform ? 1 : 0);
      t.strictSame(await release(server), { released: 1 });
      t.equal((await posted).status, 200);
      t.equal(server.getRecord('users', 7).statut, 1);
    }
  });

  t.test(`${way}: a client that left is forgotten, and its work is not done`, async (t) => {
    const server = await start(t);
    server.addRule(RULE);
    const fields = ['Content-Type: application/json', 'Content-Length: 12'];
    const socket = connect(server);
    socket.write(`${head(server, 'POST', '/users/7/statut', ...fields)}{"action":1}`);
    await held(server, 1);
    socket.destroy();
    await server.waitForRequest({ state: 'aborted' });
    await held(server, 0);
    t.strictSame(await release(server), { released: 0 });
    t.strictSame(server.diff(), []);
  });
}

t.test('a request that the journal shows as running can be released', async (t) => {
  const server = await start(t);
  for (const delay of [0, 30]) {
    server.addRule({ ...RULE, delay });
    const running = server.waitForRequest({ state: 'running' });
    const answer = call(server, '/users/1');
    await running;
    t.strictSame(server.releaseRule('gate'), { released: 1 });
    t.equal((await answer).status, 200);
    server.clearJournal();
  }
});

t.test('deleted or replaced rules let their requests pass', async (t) => {
  const server = await start(t);
  for (const change of [
    () => server.deleteRule('gate'),
    () => server.addRule({ id: 'gate', delay: 0 }),
    () => server.replaceRules([]),
    () => server.clearRules(),
  ]) {
    server.addRule(RULE);
    const answer = call(server, '/users/1');
    await held(server, 1);
    change();
    t.equal((await answer).status, 200);
  }
});

t.test('a new epoch, a dropped sandbox and a stop close held requests', async (t) => {
  const server = await start(t);
  const sandbox = server.createSandbox();
  for (const [world, end] of [
    [server, () => server.reset()],
    [server, () => server.resetData()],
    [sandbox, () => sandbox.close()],
    [server, () => server.close()],
  ] as const) {
    world.addRule(RULE);
    const posted = postStatut(world, 7, { action: 1 });
    await held(world, 1);
    await Promise.all([t.rejects(posted, 'the connection is closed'), end()]);
  }
});

t.test('a handle tells how many requests its rule holds, and releases them', async (t) => {
  const server = await start(t);
  const rule = server.addRule({ operation: 'getUser', then: { action: 'hold' } });
  t.equal(rule.release(), 0);
  const answers = [1, 2, 3].map((uid) => call(server, `/users/${uid}`));
  while (rule.held < 3) await new Promise((resolve) => setImmediate(resolve));
  t.equal(rule.release(2), 2);
  t.equal(rule.held, 1);
  rule.remove();
  for (const answer of answers) t.equal((await answer).status, 200);
  t.strictSame([rule.held, rule.release(), rule.acted], [0, 0, 3]);
});
