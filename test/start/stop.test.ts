import { once } from 'node:events';
import type net from 'node:net';
import t, { type Test } from 'tap';
import type { MockServer, RuleDefinition } from '../../src/index.ts';
import { manyUsers } from '../command-helpers.ts';
import { basic, connect, start } from '../helpers.ts';

/** A request as the demo application, on a connection that it would keep. */
function request({ application }: MockServer, line: string, ...fields: string[]): string {
  const { login, password, key } = application;
  const [method, target] = line.split(' ');
  return [
    `${method} ${target}?key=${key} HTTP/1.1`,
    'Host: localhost',
    `Authorization: ${basic(`${login}:${password}`)}`,
    ...fields,
    '\r\n',
  ].join('\r\n');
}

/** A connection on which something has been sent. */
async function send(server: MockServer, text: string): Promise<net.Socket> {
  const socket = connect(server);
  socket.on('error', () => {});
  await once(socket, server.ca ? 'secureConnect' : 'connect');
  socket.write(text);
  return socket;
}

/** The bytes of a connection until it is closed. */
async function received(socket: net.Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  // A reset is a close, too.
  await new Promise((resolve) => (socket.closed ? resolve(null) : socket.once('close', resolve)));
  return text;
}

/** Until the server has begun to work on a request. */
async function arrived(server: MockServer): Promise<void> {
  while (server.listRules().every(({ matched }) => matched === 0)) {
    await new Promise(setImmediate);
  }
}

const POST = [
  'POST /_mock/journal/wait HTTP/1.1',
  'Host: localhost',
  'Content-Type: application/json',
  'Content-Length: 18',
  '',
  '{"timeout": 60000}',
].join('\r\n');

// More bytes than the buffers of a connection hold.
const fixtures = manyUsers(t.testdir(), 3000, 6000);

for (const https of [false, true]) {
  t.test(https ? 'HTTPS' : 'HTTP', (t) => stops(t, https));
}

async function stops(t: Test, https: boolean): Promise<void> {
  /** Nothing of these is waited for: each server would cut off what is left after ten minutes only. */
  const PATIENT = { https, closeTimeout: 600 };

  for (const [what, text] of [
    ['a connection that has sent nothing', ''],
    ['a connection with half a head', 'GET /api HTTP/1.1\r\nHost: localhost\r\n'],
  ] as const) {
    t.test(`${what} is closed at once`, async (t) => {
      const server = await start(t, PATIENT);
      const socket = await send(server, text);
      // Once another is answered, the server knows of this one.
      await fetch(server.url, { headers: { connection: 'close' } });
      await server.close();
      t.equal(await received(socket), '');
    });
  }

  t.test('a connection that is kept for the next request is closed at once', async (t) => {
    const server = await start(t, PATIENT);
    const socket = await send(server, request(server, 'GET /api'));
    await once(socket, 'data');
    await server.close();
    await received(socket);
  });

  for (const [what, rule] of [
    ['a delay', { delay: { fixed: 600_000 }, then: { action: 'pass' } }],
    ['a stalled answer', { then: { action: 'stall' } }],
    ['an answer that drips', { then: { action: 'drip', bytesPerSecond: 1 } }],
  ] as [string, RuleDefinition][]) {
    t.test(`${what} ends with the server`, async (t) => {
      const server = await start(t, PATIENT);
      server.addRule(rule);
      const socket = await send(server, request(server, 'GET /api/users/7'));
      if (what === 'an answer that drips') await once(socket, 'data');
      else await arrived(server);
      await server.close();
      await received(socket);
    });
  }

  t.test(
    'a preferred wait ends with the server, also one that begins during the stop',
    async (t) => {
      const server = await start(t, PATIENT);
      const wait = request(server, 'GET /api/users/7', 'Prefer: wait=600');
      const first = request(server, 'GET /api/users/7', 'Prefer: wait=0');
      const socket = await send(server, first);
      await once(socket, 'data');
      socket.write(wait + wait);
      await fetch(server.url, { headers: { connection: 'close' } });
      await server.close();
      await received(socket);
    },
  );

  t.test('a journal stream and a wait for a request end with the server', async (t) => {
    const server = await start(t, PATIENT);
    const stream = await send(
      server,
      'GET /_mock/journal/stream HTTP/1.1\r\nHost: localhost\r\n\r\n',
    );
    await once(stream, 'data');
    const wait = await send(server, POST);
    await fetch(server.url, { headers: { connection: 'close' } });
    const answer = received(wait);
    await server.close();
    await received(stream);
    t.match(await answer, /^HTTP\/1\.1 409 .*^connection: close\r$/ims);
  });

  t.test('an answer that has begun comes whole, and its connection is closed', async (t) => {
    const server = await start(t, { ...PATIENT, fixtures });
    const socket = await send(server, request(server, 'GET /api/users'));
    await once(socket, 'readable');
    const [answer] = await Promise.all([received(socket), server.close()]);
    t.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
    t.match(answer.slice(-20), /\]\r\n0\r\n\r\n$/);
  });

  t.test(
    'a client that keeps sending requests is answered until the connection is closed',
    async (t) => {
      const server = await start(t, PATIENT);
      const text = request(server, 'GET /api/users/7');
      const socket = await send(server, text);
      let answers = '';
      socket.on('data', (chunk) => {
        answers += chunk;
        if (!/^connection: close\r$/im.test(answers)) socket.write(text);
      });
      await once(socket, 'data');
      await Promise.all([received(socket), server.close()]);
      t.notMatch(answers, /^HTTP\/1\.1 (?!200)/m);
    },
  );

  t.test('a request that comes while the server stops gets the last answer', async (t) => {
    const server = await start(t, { ...PATIENT, fixtures });
    const socket = await send(server, request(server, 'GET /api/users'));
    await once(socket, 'readable');
    const closed = server.close();
    // The list is not read yet: the connection is still there.
    socket.write(request(server, 'GET /api/users/7'));
    const answers = await received(socket);
    await closed;
    t.match(answers, /\]\r\n0\r\n\r\n/);
  });

  t.test('answers still running after the time-out are cut off', async (t) => {
    const server = await start(t, { https, closeTimeout: 0, fixtures });
    const list = await send(server, request(server, 'GET /api/users'));
    await once(list, 'readable');
    const fields = ['Content-Type: application/json', 'Content-Length: 12'];
    const half = await send(server, `${request(server, 'POST /api/users/7/statut', ...fields)}{"a`);
    await fetch(server.url, { headers: { connection: 'close' } });
    await server.close();
    await received(half);
    list.destroy();
  });
}
