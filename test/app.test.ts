import { once } from 'node:events';
import type net from 'node:net';
import { text } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { buildApp } from '../src/app.ts';
import { DEFAULT_PATHS } from '../src/contract/operations.ts';
import { type RunningServer, runServer } from '../src/start.ts';
import { basic, connect, trust, worldsWith } from './helpers.ts';

/** A server whose insides can be reached. */
async function startInside(t: Test, https: boolean): Promise<RunningServer> {
  const server = await runServer({
    port: 0,
    host: '127.0.0.1',
    publicUrl: undefined,
    allowHosts: [],
    https: https
      ? { httpPort: undefined, names: [], folder: undefined, own: undefined, fault: undefined }
      : undefined,
    database: undefined,
    fixtures: undefined,
    watched: undefined,
    reloaded: () => {},
    generation: undefined,
    reseed: false,
    documentedOnly: false,
    paths: DEFAULT_PATHS,
    docs: false,
    control: false,
    controlToken: undefined,
    controlBodyLimit: 1,
    journal: { bytes: 1, requests: 1, total: 1 },
    controlOpen: false,
    report: undefined,
    now: undefined,
    closeTimeout: 0,
  });
  t.teardown(server.close);
  if (server.ca) trust(server.ca);
  return server;
}

/** A connection: the client's end and the server's. */
async function connected(server: RunningServer): Promise<[net.Socket, net.Socket]> {
  const accepted = once(server.app.server, server.ca ? 'secureConnection' : 'connection');
  const client = connect(server);
  const [socket] = await accepted;
  return [client, socket as net.Socket];
}

const PLAIN = 'Host: x\r\n\r\n';

for (const https of [false, true]) {
  t.test(https ? 'HTTPS' : 'HTTP', (t) => answers(t, https));
}

async function answers(t: Test, https: boolean): Promise<void> {
  for (const [what, request, status, reason] of [
    ['what is not HTTP', 'Bonjour !\r\n\r\n', 400, 'Bad Request'],
    ['a method that no one knows', `FOO /api HTTP/1.1\r\n${PLAIN}`, 501, 'Not Implemented'],
    ['another version', `GET /api HTTP/3.0\r\n${PLAIN}`, 505, 'HTTP Version Not Supported'],
    [
      'HTTP/2 in a request line',
      `GET /api HTTP/2.0\r\n${PLAIN}`,
      505,
      'HTTP Version Not Supported',
    ],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505, 'HTTP Version Not Supported'],
    ['a version that is none', `GET /api HTTP/one\r\n${PLAIN}`, 400, 'Bad Request'],
    ['a URL that is too long', `GET /api?${'x'.repeat(20_000)} HTTP/1.1`, 414, 'URI Too Long'],
    [
      'headers that are too long',
      `GET /api HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(32 * 1024)}\r\n\r\n`,
      431,
      'Request Header Fields Too Large',
    ],
    [
      'a chunk extension that is too long',
      `POST /api HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;x=${'x'.repeat(20_000)}`,
      413,
      'Payload Too Large',
    ],
    ['a proxy request', `CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n`, 501, 'Not Implemented'],
  ] as const) {
    t.test(`${what} is answered ${status}, and the connection ends`, async (t) => {
      const [client] = await connected(await startInside(t, https));
      client.write(request);
      checkAnswer(t, await text(client), status, reason);
    });
  }

  t.test('a client that is too slow to send its request gets 408', async (t) => {
    const server = await startInside(t, https);
    const [client, socket] = await connected(server);
    client.write('GET /api HT');
    // Node finds out after the minute that a client is given; nobody waits for it here.
    const error = Object.assign(new Error('too slow'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
    server.app.server.emit('clientError', error, socket);
    checkAnswer(t, await text(client), 408, 'Request Timeout');
  });

  t.test(
    'the answer to bytes that are not HTTP follows the answer to the request before them',
    async (t) => {
      const server = await startInside(t, https);
      const { login, mot_de_passe, cle } = server.application;
      const request = [
        `GET /api/users/7?key=${cle} HTTP/1.1`,
        'Host: x',
        `Authorization: ${basic(`${login}:${mot_de_passe}`)}`,
        'Prefer: wait=0.01',
        '',
        'Bonjour !',
        '\r\n',
      ];
      const [client] = await connected(server);
      client.write(request.join('\r\n'));
      const answers = await text(client);
      t.match(answers, /^HTTP\/1\.1 200 OK\r\n/);
      t.equal(answers.match(/^HTTP/gm)?.length, 1);
    },
  );

  t.test('chunks that are none end an answer that has begun', async (t) => {
    const server = await startInside(t, https);
    const [client] = await connected(server);
    const head = 'POST /nowhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
    client.write(`${head}1\r\nx\r\n`);
    const [answer] = await once(client, 'data');
    t.match(`${answer}`, /^HTTP\/1\.1 404 /);
    client.write('no length\r\n');
    t.equal(await text(client), '');
  });

  t.test('a connection that cannot be answered any more is let go', async (t) => {
    const server = await startInside(t, https);
    const reset = await connected(server);
    const error = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    server.app.server.emit('clientError', error, reset[1]);
    const ended = await connected(server);
    ended[1].end();
    server.app.server.emit('clientError', new Error('after the end'), ended[1]);
    for (const [client, socket] of [reset, ended]) {
      t.ok(socket.destroyed);
      t.equal(await text(client), '', 'nothing is said');
    }
  });

  t.test('a client that leaves in the middle of its request causes no error', async (t) => {
    const server = await startInside(t, https);
    const [client, socket] = await connected(server);
    client.write('GET /api HTTP/1.1\r\nHost: x\r\n');
    // Whether the reset comes as an error too depends on how far the request was read.
    const closed = new Promise((resolve) => socket.once('close', resolve));
    if (https) client.destroy();
    else client.resetAndDestroy();
    await closed;
    t.equal((await fetch(server.url)).status, 200);
  });
}

function checkAnswer(t: Test, answers: string, status: number, reason: string): void {
  const answer = answers.slice(answers.lastIndexOf('HTTP/1.1 '));
  const [head, body] = answer.split('\r\n\r\n') as [string, string];
  const [first, date, ...headers] = head.split('\r\n');
  t.equal(first, `HTTP/1.1 ${status} ${reason}`);
  t.match(date, /^Date: \w{3}, .* GMT$/);
  t.strictSame(headers, [
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]);
  const type = status === 400 ? /:requete_invalide$/ : 'about:blank';
  t.match(JSON.parse(body), { type, status, detail: /\.$/ });
}

t.test('a route with a schema and no compiler is refused when the server is built', async (t) => {
  const app = await buildApp({
    worlds: worldsWith(t),
    paths: DEFAULT_PATHS,
    documentedOnly: false,
    docs: false,
  });
  t.teardown(() => app.close());
  app.get('/more', { schema: { querystring: { type: 'object' } } }, async () => 'more');
  await t.rejects(async () => app.ready(), { message: /its own validator compiler/ });
});
