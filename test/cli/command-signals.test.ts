import http from 'node:http';
import net from 'node:net';
import { json } from 'node:stream/consumers';
import t from 'tap';
import type { MockServer } from '../../src/index.ts';
import { manyUsers, serve } from '../command-helpers.ts';
import { serveHere } from '../command-here.ts';
import { basic, call } from '../helpers.ts';

t.setTimeout(120_000);

// More bytes than the sockets of both ends can hold: a reader that pauses keeps the server from finishing.
const COUNT = 3000;
const fixtures = manyUsers(t.testdir(), COUNT, 6000);

/** Of a server that cuts nothing off while the test runs. */
const PATIENT = ['--fixtures', fixtures, '--close-timeout', '600'];

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  const measured = { measured: signal === 'SIGTERM' };

  t.test(`${signal} ends it with status 0 when nothing runs`, async (t) => {
    const { command, server } = await serve(t);
    await call(server, '');
    const { status, stderr } = await command.stop(signal);
    t.strictSame({ status, stderr }, { status: 0, stderr: '' });
  });

  t.test(`${signal} lets a slow answer finish first`, async (t) => {
    const { command, server } = await serve(t, PATIENT);
    const answer = await listUsers(server);
    command.child.kill(signal);
    await refusesConnections(server);
    t.equal(command.child.exitCode, null, 'it is still there');
    const users = (await json(answer)) as { uid: number }[];
    t.strictSame(
      users.map(({ uid }) => uid),
      Array.from({ length: COUNT }, (_, index) => index + 1),
    );
    const { status, stderr } = await command.exit;
    t.strictSame({ status, stderr }, { status: 0, stderr: '' });
  });

  t.test(`a second signal, ${signal}, does not wait for a reader that has stopped`, async (t) => {
    const { command, server } = await serve(t, PATIENT, measured);
    const answer = await listUsers(server);
    answer.on('error', () => {});
    // One that comes in the same moment is the first again.
    for (const first of ['SIGTERM', 'SIGINT'] as const) command.child.kill(first);
    await refusesConnections(server);
    t.equal(command.child.exitCode, null, 'the first signal waits');
    const again = setInterval(() => command.child.kill(signal), 50);
    const { status } = await command.exit;
    clearInterval(again);
    t.equal(status, signal === 'SIGTERM' ? 143 : 130);
    answer.destroy();
  });
}

t.test('the server keeps serving when the reader of its output ends', async (t) => {
  for (const format of ['json', 'pretty']) {
    const { command, server } = await serve(t, ['--log-format', format]);
    command.child.stdout?.destroy();
    for (let round = 0; round < 20; round++) {
      t.equal((await call(server, '/users/1')).status, 200);
    }
    const { status, stderr } = await command.stop();
    t.strictSame({ status, stderr }, { status: 0, stderr: '' });
  }
});

t.test('a client that leaves in the middle of an answer causes no error', async (t) => {
  const { command, server } = await serveHere(t, ['--fixtures', fixtures]);
  for (let round = 0; round < 5; round++) (await listUsers(server)).destroy();
  t.equal((await call(server, '/users/1')).status, 200);
  const { status, stderr } = await command.stop();
  t.strictSame({ status, stderr }, { status: 0, stderr: '' });
});

/** An answer that has begun and is not read. */
function listUsers({ apiUrl, application }: MockServer): Promise<http.IncomingMessage> {
  const { login, password, key } = application;
  const headers = { authorization: basic(`${login}:${password}`) };
  return new Promise((resolve, reject) => {
    http.get(`${apiUrl}/users?key=${key}`, { headers, agent: false }, resolve).on('error', reject);
  });
}

/** Until the server has heard the signal: it accepts nobody any more. */
async function refusesConnections({ url }: MockServer): Promise<void> {
  const { hostname, port } = new URL(url);
  for (let refused = false; !refused; ) {
    refused = await new Promise((resolve) => {
      const socket = net.connect(Number(port), hostname);
      socket.on('connect', () => {
        socket.destroy();
        resolve(false);
      });
      socket.on('error', () => resolve(true));
    });
  }
}
