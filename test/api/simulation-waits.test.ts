import { once } from 'node:events';
import net from 'node:net';
import t, { type Test } from 'tap';
import type { MockServer, RuleDefinition, SandboxHandle } from '../../src/index.ts';
import { call, head, postStatut, start } from '../helpers.ts';

const HOUR = 600_000;

/** Rules under which nothing, or not all, comes for as long as a test may last. */
const WAITS: readonly [what: string, rule: RuleDefinition, begun: boolean][] = [
  ['a fixed delay', { delay: { fixed: HOUR } }, false],
  ['a uniform delay', { delay: { uniform: [HOUR, HOUR] } }, false],
  ['a lognormal delay', { delay: { lognormal: { median: HOUR, sigma: 0 } } }, false],
  ['a delay after the work', { delay: { fixed: HOUR, when: 'after' } }, false],
  ['hold', { then: { action: 'hold' } }, false],
  ['hold after the work', { then: { action: 'hold', perform: true } }, false],
  ['stall after the work', { then: { action: 'stall', perform: true } }, false],
  ['a delay before drop', { delay: { fixed: HOUR }, then: { action: 'drop' } }, false],
  ['stall', { then: { action: 'stall' } }, false],
  ['drip', { then: { action: 'drip', bytesPerSecond: 1 } }, true],
];

type Caller = MockServer | SandboxHandle;

/** A request that is being waited upon: the server has taken it up, and others are answered. */
async function ask(t: Test, server: Caller, path: string, method = 'GET', ...fields: string[]) {
  const socket = net.connect(Number(new URL(server.url).port), '127.0.0.1');
  t.teardown(() => socket.destroy());
  socket.on('error', () => {});
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk;
  });
  socket.write(head(server, method, path, ...fields));
  if (method === 'POST') socket.write('{"action":1}');
  // Others are answered meanwhile, and after it.
  while ((server.listRules()[0]?.acted ?? 0) === 0) {
    await call(server, '/thematiques');
  }
  await call(server, '/thematiques');
  return { socket, received: () => received };
}

for (const [what, rule, begun] of WAITS) {
  for (const path of ['/users/7', '/users']) {
    const operation = path === '/users' ? 'listUsers' : 'getUser';

    t.test(`under ${what}, GET /api${path} waits, and a client may go away`, async (t) => {
      const server = await start(t);
      // By path: `perform` on an operation that only reads is refused.
      server.replaceRules([{ ...rule, match: { path } }]);
      const { socket, received } = await ask(t, server, path);
      if (begun) t.notMatch(received(), /\]\r\n0\r\n/);
      else t.equal(received(), '');
      t.match(server.listJournal({ operation }), [{ state: 'running', status: 0, duration: 0 }]);
      const closed = once(socket, 'close');
      socket.destroy();
      await closed;
      const entry = await server.waitForRequest({ operation });
      t.match(entry, { state: 'aborted', status: begun ? 200 : 0, application: 'demo' });
      t.equal(entry.rule, 'rule-1');
      await server.close();
    });
  }
}

for (const [what, rule] of WAITS) {
  t.test(`under ${what}, a new epoch and a stop close the connection`, async (t) => {
    const server = await start(t);
    const sandbox = server.createSandbox();
    for (const [world, end] of [
      [sandbox, () => sandbox.reset()],
      [sandbox, () => sandbox.close()],
      [server, () => server.close()],
    ] as const) {
      world.replaceRules([{ ...rule, match: { path: '/users/7' } }]);
      const { socket } = await ask(t, world, '/users/7');
      const closed = once(socket, 'close');
      await end();
      await closed;
    }
    t.pass();
  });
}

/** Requests whose client leaves while they wait, and whether their work is done. */
const LEFT: readonly [what: string, rule: RuleDefinition, done: boolean][] = [
  ['a delay', { delay: HOUR }, false],
  ['a delay after the work', { delay: { fixed: HOUR, when: 'after' } }, true],
  [
    'a delay after the work, and a drop',
    { delay: { fixed: HOUR, when: 'after' }, then: { action: 'drop', perform: true } },
    true,
  ],
  [
    'a delay after no work, and a drop',
    { delay: { fixed: HOUR, when: 'after' }, then: { action: 'drop' } },
    false,
  ],
  ['hold', { then: { action: 'hold' } }, false],
  ['hold after the work', { then: { action: 'hold', perform: true } }, true],
  ['hold by the body', { match: { body: { action: 1 } }, then: { action: 'hold' } }, false],
  ['stall', { then: { action: 'stall' } }, false],
  ['stall after the work', { then: { action: 'stall', perform: true } }, true],
];

for (const [what, rule, done] of LEFT) {
  t.test(
    `a client that leaves under ${what} leaves the work ${done ? '' : 'un'}done`,
    async (t) => {
      const server = await start(t);
      server.replaceRules([{ ...rule, operation: 'setUserStatut' }]);
      const body = ['Content-Type: application/json', 'Content-Length: 12'];
      const { socket } = await ask(t, server, '/users/7/statut', 'POST', `${body.join('\r\n')}`);
      socket.destroy();
      const { state, status } = await server.waitForRequest({ operation: 'setUserStatut' });
      t.same([state, status], ['aborted', 0]);
      server.replaceRules([]);
      await call(server, '/users/7');
      t.equal(server.getRecord('users', 7).statut, done ? 1 : 0);
    },
  );
}

for (const perform of [false, true]) {
  t.test(`deleting a rule lets pass those that it holds, perform: ${perform}`, async (t) => {
    const server = await start(t);
    const { id } = server.addRule({
      operation: 'setUserStatut',
      then: { action: 'hold', perform },
    });
    const asked = [1, 1, 0].map((action) => postStatut(server, 7, { action }));
    await server.waitForRequest({ operation: 'setUserStatut', state: 'running', times: 3 });
    await call(server, '/users/7');
    server.deleteRule(id);
    t.same(
      (await Promise.all(asked)).map(({ status }) => status),
      [200, 200, 200],
    );
    t.match(server.verify({ operation: 'setUserStatut', status: 200, times: 3 }), {
      matched: Array(3).fill({ state: 'answered', rule: id }),
    });
  });
}

t.test(
  'what is held is answered by the data of the release, unless the work was done',
  async (t) => {
    const server = await start(t);
    for (const [perform, statut] of [
      [false, 1],
      [true, 0],
    ] as const) {
      server.reset();
      const { id } = server.addRule({
        match: { path: '/users/7' },
        then: { action: 'hold', perform },
      });
      const asked = call(server, '/users/7');
      await server.waitForRequest({ operation: 'getUser', state: 'running' });
      await call(server, '/thematiques');
      await postStatut(server, 7, { action: 1 });
      server.deleteRule(id);
      t.equal((await asked).json.statut, statut);
    }
  },
);

t.test('a refusal is held and delayed, too', async (t) => {
  const server = await start(t);
  for (const then of [{ action: 'hold' }, { action: 'hold', perform: true }] as const) {
    const { id } = server.addRule({ delay: { fixed: 1, when: 'after' }, then });
    const asked = call(server, '/users/9999');
    await server.waitForRequest({ operation: 'getUser', state: 'running' });
    server.deleteRule(id);
    t.equal((await asked).status, 404);
    server.clearJournal();
  }
});

t.test('between chunks of a long answer, a delay; of a short one, none', async (t) => {
  const server = await start(t);
  server.freezeClock();
  const usual = await call(server, '/actualisation');
  const between = (fixed: number, then?: RuleDefinition['then']): RuleDefinition => ({
    delay: { fixed, when: 'between' },
    ...(then && { then }),
  });
  server.replaceRules([between(5)]);
  t.equal((await call(server, '/actualisation')).text, usual.text);
  t.match(server.listJournal().at(-1), {
    state: 'answered',
    responseBody: { length: Buffer.byteLength(usual.text) },
  });
  server.replaceRules([between(HOUR)]);
  t.equal((await call(server, '/users/7')).status, 200);
  t.equal((await call(server, '/actualisation', { method: 'HEAD' })).status, 200);
  for (const then of [
    undefined,
    { action: 'broken-json' },
    { action: 'patch', merge: { nom: null } },
    { action: 'content-type', type: 'text/csv' },
    { action: 'cut', fraction: 0.999 },
    { action: 'drip', bytesPerSecond: 1e9 },
  ] as const) {
    for (const leaves of [true, false]) {
      server.replaceRules([{ ...between(HOUR, then), operation: 'getActualisation' }]);
      const { socket, received } = await ask(t, server, '/actualisation');
      while (!received().includes('"uid":1,')) await once(socket, 'data');
      t.notMatch(received(), '"propositions"');
      const closed = once(socket, 'close');
      if (leaves) socket.destroy();
      else server.reset();
      await closed;
      if (!leaves) continue;
      const entry = await server.waitForRequest({
        operation: 'getActualisation',
        state: 'aborted',
      });
      t.match(entry, { status: 200 });
    }
  }
});

t.test('many requests of a connection leave no listeners', async (t) => {
  const server = await start(t);
  const warnings: unknown[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on('warning', note);
  t.teardown(() => process.off('warning', note));
  for (const rule of [
    { delay: 1 },
    { delay: { fixed: 1, when: 'after' } },
    { delay: { fixed: 1, when: 'between' } },
    { then: { action: 'drip', bytesPerSecond: 10_000_000 } },
    { then: { action: 'patch', merge: { nom: null } } },
    { then: { action: 'broken-json' } },
    { then: { action: 'answer', status: 503, perform: true } },
  ] as readonly RuleDefinition[]) {
    server.replaceRules([rule]);
    const socket = net.connect(Number(new URL(server.url).port), '127.0.0.1').resume();
    const requests = Array(20).fill(
      head(server, 'GET', '/users').replace(/Connection: .*?\r\n/, ''),
    );
    socket.write([...requests, head(server, 'GET', '/users/7')].join(''));
    await once(socket, 'close');
  }
  t.strictSame(warnings, []);
});

for (const method of ['GET', 'HEAD']) {
  t.test(`a server closes at once although ${method} stalls`, async (t) => {
    const server = await start(t);
    server.replaceRules([{ operation: 'getUser', then: { action: 'stall' } }]);
    const { socket, received } = await ask(t, server, '/users/7', method);
    const closed = once(socket, 'close');
    await server.close();
    await closed;
    t.equal(received(), '');
  });
}

t.test('under drip all comes, slowly, and whole', async (t) => {
  const server = await start(t);
  for (const path of ['/users/7', '/thematiques']) {
    const usual = await call(server, path);
    // More pauses than one, for the fewer bytes of the two.
    server.replaceRules([{ then: { action: 'drip', bytesPerSecond: 60_000 } }]);
    const { text, status } = await call(server, path);
    t.equal(status, 200);
    t.equal(text, usual.text);
    server.replaceRules([]);
  }
});
