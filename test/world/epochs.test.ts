import { once } from 'node:events';
import net from 'node:net';
import { PassThrough } from 'node:stream';
import t, { type Test } from 'tap';
import type { MockServer, RuleDefinition, SandboxHandle, WorldControl } from '../../src/index.ts';
import { basic, call, head, postStatut, start } from '../helpers.ts';

t.setTimeout(120_000);

const HOUR = 600_000;

/** Operations that begin an epoch of a world's data. */
const BEGINNINGS: readonly [string, (world: WorldControl) => void][] = [
  ['reset', (world) => world.reset()],
  ['restoreSnapshot', (world) => world.restoreSnapshot('start')],
  ['importState', (world) => world.importState(world.exportState())],
];

type Caller = MockServer | SandboxHandle;

/** A server, and a sandbox of it with a snapshot `start`. */
async function serve(t: Test) {
  const server = await start(t);
  const sandbox = server.createSandbox();
  sandbox.saveSnapshot('start');
  return { server, sandbox };
}

/** Sends a request of which not all may be there, until the journal shows it. */
async function send(t: Test, world: Caller, request: string) {
  const socket = net.connect(Number(new URL(world.url).port), '127.0.0.1');
  t.teardown(() => socket.destroy());
  let received = '';
  socket
    .on('error', () => {})
    .on('data', (chunk) => {
      received += chunk;
    });
  socket.write(request);
  await world.waitForRequest({ state: 'running', timeout: 60_000 });
  return { socket, received: () => received };
}

/** A POST that sets the status of partner 1, or the beginning of it. */
function postOf(world: Caller, body: string, ...headers: string[]): string {
  const { application } = world;
  const { login, password, key } = application;
  return [
    `POST /api/users/1/statut?key=${key} HTTP/1.1`,
    'Host: localhost',
    `Authorization: ${basic(`${login}:${password}`)}`,
    'Content-Type: application/json',
    'Content-Length: 12',
    ...headers,
    '',
    body,
  ].join('\r\n');
}

const STATUT = '{"action":0}';

/** Where a POST can be when an epoch begins. */
const UNDER_WAY: readonly [string, RuleDefinition[], body: string, ...headers: string[]][] = [
  ['its body is arriving', [], STATUT.slice(0, 5)],
  ['a delay', [{ delay: { fixed: HOUR } }], STATUT],
  ['a delay by the body', [{ match: { body: { action: 0 } }, delay: { fixed: HOUR } }], STATUT],
  ['stall', [{ then: { action: 'stall' } }], STATUT],
  ['Prefer: wait', [], STATUT, 'Prefer: wait=600'],
];

for (const [beginning, begin] of BEGINNINGS) {
  for (const [what, rules, body, ...headers] of UNDER_WAY) {
    t.test(`${beginning} ends a POST under way (${what}): it changes nothing`, async (t) => {
      const { sandbox } = await serve(t);
      sandbox.replaceRules(rules);
      const { socket, received } = await send(t, sandbox, postOf(sandbox, body, ...headers));
      const closed = once(socket, 'close');
      begin(sandbox);
      socket.write(STATUT.slice(5));
      await closed;
      t.equal(received(), '');
      sandbox.replaceRules([]);
      t.strictSame(sandbox.diff(), []);
      await call(sandbox, '/users/7');
      t.match(sandbox.verify({ times: 1 }), { matched: [{ id: 1, operation: 'getUser' }] });
      t.match(await sandbox.waitForRequest(), { operation: 'getUser' });
    });
  }

  t.test(`${beginning} ends a drip, and not a list that is sent as usual`, async (t) => {
    const { sandbox } = await serve(t);
    sandbox.replaceRules([
      { operation: 'getUser', then: { action: 'drip', bytesPerSecond: 1 } },
      // Its wait is over: it has become a list like any other.
      { operation: 'listUsers', delay: { fixed: 1 } },
    ]);
    const { login, password, key } = sandbox.application;
    const fields = [`Authorization: ${basic(`${login}:${password}`)}`, 'Host: localhost', '', ''];
    const get = (path: string) => [`GET /api${path}?key=${key} HTTP/1.1`, ...fields].join('\r\n');
    const { socket } = await send(t, sandbox, get('/users/7'));
    await once(socket, 'data');
    const closed = once(socket, 'close');
    begin(sandbox);
    await closed;
    t.equal((await call(sandbox, '/users')).status, 200);
  });
}

t.test('an aborted request is not in the journal of the next test', async (t) => {
  const server = await start(t);
  for (let round = 0; round < 50; round++) {
    server.replaceRules([{ operation: 'setUserStatut', then: { action: 'stall' } }]);
    const leave = new AbortController();
    const { login, password, key } = server.application;
    const stalled = fetch(`${server.apiUrl}/users/1/statut?key=${key}`, {
      method: 'POST',
      headers: {
        authorization: basic(`${login}:${password}`),
        'content-type': 'application/json',
      },
      body: STATUT,
      signal: leave.signal,
    });
    const left = t.rejects(stalled);
    await server.waitForRequest({ state: 'running' });
    leave.abort();
    server.reset();
    await call(server, '/users/7');
    const { matched } = server.verify({ times: 1 });
    if (matched[0]?.operation !== 'getUser') t.fail(`round ${round}`);
    await left;
  }
});

t.test('a cleared journal shows nothing of what was under way, which is answered', async (t) => {
  const { sandbox } = await serve(t);
  const { socket, received } = await send(t, sandbox, postOf(sandbox, STATUT.slice(0, 5)));
  sandbox.clearJournal();
  socket.write(STATUT.slice(5));
  await once(socket, 'data');
  t.match(received(), /^HTTP\/1\.1 200 /);
  t.strictSame(sandbox.listJournal(), []);
  t.equal(sandbox.getRecord('users', 1).statut, 0);
  await t.rejects(sandbox.waitForRequest({ timeout: 'PT0.01S' }), { code: 'not_received' });
});

t.test('a listener that resets the world when a POST arrives keeps it from changing', async (t) => {
  const server = await start(t);
  server.addRule({ operation: 'setUserStatut', match: { body: {} }, delay: { fixed: HOUR } });
  const arrived = server.waitForRequest({ state: 'running' });
  const refused = t.rejects(postStatut(server, 1, STATUT));
  await arrived;
  server.reset();
  await refused;
  t.strictSame(server.listJournal(), []);
  // The mutant of delays carries out the POST after 300 ms.
  server.replaceRules([{ delay: { fixed: 400 } }]);
  await call(server, '/users/7');
  t.strictSame(server.diff(), []);
});

t.test('a refusal that waits for a body ends with its epoch', async (t) => {
  const server = await start(t);
  const request = head(server, 'POST', '/users/7/statut', 'Content-Length: 12');
  const wrong = request.replace(/Authorization: .*/, `Authorization: ${basic('demo:wrong')}`);
  const { socket, received } = await send(t, server, wrong);
  const closed = once(socket, 'close');
  server.reset();
  await closed;
  t.equal(received(), '');
});

t.test('a pending wait is refused when the world is reset', async (t) => {
  const { server, sandbox } = await serve(t);
  const other = server.waitForRequest({ timeout: 60_000 });
  for (const [, begin] of BEGINNINGS) {
    const waited = sandbox.waitForRequest({ timeout: 60_000 });
    begin(sandbox);
    await t.rejects(waited, { name: 'WorldError', kind: 'reset', message: /The world was reset/ });
  }
  const waited = sandbox.waitForRequest({ operation: 'getUser', timeout: 60_000 });
  sandbox.clearJournal();
  await call(sandbox, '/users/7');
  t.match(await waited, { id: 1 }, 'and not when the journal is cleared');
  await call(server, '/users/7');
  t.match(await other, { id: 1 }, 'nor when another world is reset');
});

/** All that can be asked of a sandbox. */
const CALLS: readonly [string, (sandbox: SandboxHandle) => unknown][] = [
  ['listSnapshots', (sandbox) => sandbox.listSnapshots()],
  ['diff', (sandbox) => sandbox.diff()],
  ['exportState', (sandbox) => sandbox.exportState()],
  ['getRecord', (sandbox) => sandbox.getRecord('users', 1)],
  ['listJournal', (sandbox) => sandbox.listJournal()],
  ['clearJournal', (sandbox) => sandbox.clearJournal()],
  ['verify', (sandbox) => sandbox.verify({ times: 0 })],
  ['onRequest', (sandbox) => sandbox.onRequest(() => {})],
  ['listRules', (sandbox) => sandbox.listRules()],
  ['readClock', (sandbox) => sandbox.readClock()],
  ['reset', (sandbox) => sandbox.reset()],
];

t.test('a dropped sandbox ends its waits and requests, and refuses every call', async (t) => {
  const { sandbox } = await serve(t);
  const gone = { name: 'WorldError', kind: 'unknown', message: /was dropped, or has expired/ };
  const { socket } = await send(t, sandbox, postOf(sandbox, STATUT.slice(0, 5)));
  const closed = once(socket, 'close');
  const waited = sandbox.waitForRequest({ timeout: 60_000 });
  await Promise.all([closed, t.rejects(waited, gone), sandbox.close()]);
  for (const [name, ask] of CALLS) t.throws(() => ask(sandbox), gone, name);
  await t.rejects(sandbox.waitForRequest(), gone);
});

t.test('a closed server ends waits, and refuses every call', async (t) => {
  const server = await start(t);
  const waited = server.waitForRequest({ timeout: 60_000 });
  const closed = { name: 'WorldError', message: 'The server was closed.' };
  await Promise.all([t.rejects(waited, closed), server.close()]);
  t.throws(() => server.listJournal(), closed);
});

t.test('a POST without a socket whose body goes on after a reset changes nothing', async (t) => {
  const server = await start(t);
  const payload = new PassThrough();
  const { key } = server.application;
  const headers = {
    authorization: basic('demo:demo'),
    'content-type': 'application/json',
    'content-length': '12',
  };
  const url = `/api/users/1/statut?key=${key}`;
  const injected = server.inject({ method: 'POST', url, headers, payload });
  const refused = t.rejects(injected);
  payload.write(STATUT.slice(0, 5));
  await server.waitForRequest({ state: 'running' });
  server.reset();
  payload.end(STATUT.slice(5));
  await refused;
  await new Promise((resolve) => setImmediate(resolve));
  t.strictSame([server.diff(), server.listJournal()], [[], []]);
});
