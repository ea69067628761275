import { once } from 'node:events';
import net from 'node:net';
import t, { type Test } from 'tap';
import type { MockServer, RuleDefinition } from '../../src/index.ts';
import { call, head, start } from '../helpers.ts';

const HOUR = 600_000;

/** Rules under which nothing, or not all, comes for as long as a test may last. */
const WAITS: readonly [what: string, rule: RuleDefinition, begun: boolean][] = [
  ['a fixed delay', { delay: { fixed: HOUR } }, false],
  ['a uniform delay', { delay: { uniform: [HOUR, HOUR] } }, false],
  ['a lognormal delay', { delay: { lognormal: { median: HOUR, sigma: 0 } } }, false],
  ['a delay before drop', { delay: { fixed: HOUR }, then: { action: 'drop' } }, false],
  ['stall', { then: { action: 'stall' } }, false],
  ['drip', { then: { action: 'drip', bytesPerSecond: 1 } }, true],
];

/** A request that is being waited upon: the server has taken it up, and others are answered. */
async function ask(t: Test, server: MockServer, path: string, method = 'GET') {
  const socket = net.connect(Number(new URL(server.url).port), '127.0.0.1');
  t.teardown(() => socket.destroy());
  socket.on('error', () => {});
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk;
  });
  socket.write(head(server, method, path));
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
      server.replaceRules([{ ...rule, operation }]);
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
