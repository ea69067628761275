import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import t, { type Test } from 'tap';
import { readingResponses } from '../../src/http/unread-body.ts';
import type { MockServer } from '../../src/index.ts';
import { firstAnswer, head, start, statusOf } from '../helpers.ts';

const MEBIBYTE = Buffer.alloc(1024 * 1024, 'x');

/** Sends a body to its end before it reads, as many clients do, and returns what came. */
async function sendAll(
  { url }: Pick<MockServer, 'url'>,
  request: string,
  chunks: number,
  chunked: boolean,
) {
  const socket = net.connect(Number(new URL(url).port), '127.0.0.1').pause();
  // The write that fails tells of it.
  socket.on('error', () => {});
  const write = (bytes: Buffer | string) =>
    new Promise<void>((resolve, reject) => {
      socket.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
  await write(request);
  for (let sent = 0; sent < chunks; sent++) {
    if (chunked) await write(`${MEBIBYTE.length.toString(16)}\r\n`);
    await write(MEBIBYTE);
    if (chunked) await write('\r\n');
  }
  if (chunked) await write('0\r\n\r\n');
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  return answer;
}

const JSON_TYPE = 'Content-Type: application/json';

for (const chunked of [false, true]) {
  const how = chunked ? 'in chunks' : 'of an announced length';
  t.test(`a refusal reaches a client that sends five megabytes ${how}`, async (t) => {
    const server = await start(t, { documentedOnly: true });
    const length = chunked ? 'Transfer-Encoding: chunked' : 'Content-Length: 5242880';
    for (const [path, status, fields] of [
      ['/users/7/statut', 413, [JSON_TYPE]],
      ['/users/7/statut', 415, ['Content-Type: text/plain']],
      ['/users/7/statut', 415, [JSON_TYPE, 'Content-Encoding: gzip']],
      ['/users/7/statut', 503, [JSON_TYPE, 'Prefer: code=503']],
      ['/users/7/statut', 401, [JSON_TYPE, 'Authorization: Basic eDp5']],
      ['/nowhere', 404, [JSON_TYPE]],
      ['/users/7', 405, [JSON_TYPE]],
    ] as const) {
      const request = head(server, 'POST', path, length, ...fields);
      t.equal(statusOf(await sendAll(server, request, 5, chunked)), status, path);
    }
    const others: [string, number][] = [
      ['PUT /users HTTP/1.1\r\nHost: localhost', 404],
      ['POST /docs HTTP/1.1\r\nHost: localhost', 405],
      ['POST /_mock/rules HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example', 403],
      ['POST /_mock/rules HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain', 415],
      ['POST /_mock/nowhere HTTP/1.1\r\nHost: localhost', 404],
      ['POST /_mock/clock HTTP/1.1\r\nHost: localhost', 405],
      ['POST / HTTP/1.1\r\nHost: two\r\nHost: hosts', 400],
      ['POST / HTTP/1.1\r\nHost: localhost\r\nExpect: x', 417],
    ];
    for (const [start, status] of others) {
      const request = `${start}\r\n${length}\r\nConnection: close\r\n\r\n`;
      t.equal(statusOf(await sendAll(server, request, 5, chunked)), status, start);
    }
  });
}

t.test('a HEAD with a body is answered before its body has come', async (t) => {
  const server = await start(t);
  const length = 'Content-Length: 5242880';
  const request = head(server, 'HEAD', '/nowhere', length);
  t.equal(statusOf(await sendAll(server, request, 5, false)), 404);
});

t.test('no more than 16 MiB are read to no purpose', async (t) => {
  const server = await start(t);
  const request = head(server, 'POST', '/nowhere', 'Content-Length: 1000000000');
  await t.rejects(sendAll(server, request, 900, false), { code: /EPIPE|ECONNRESET/ });
});

/** A server that refuses everything, and reads no more of a body than that. */
async function refusing(t: Test, limits: { bytes: number; time: number }): Promise<number> {
  // Its clients close their connections, or it does.
  const options = { keepAliveTimeout: 0, ServerResponse: readingResponses(limits) };
  const server = http.createServer(options, (_request, response) => {
    response.end('refused');
  });
  t.teardown(() => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as net.AddressInfo).port;
}

const LATE = 600_000;
const NO_BODY_YET = '/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n';

t.test('a client that sends no more is not waited for long', async (t) => {
  const port = await refusing(t, { bytes: LATE, time: 1 });
  const url = `http://127.0.0.1:${port}`;
  t.match(await sendAll({ url }, `POST ${NO_BODY_YET}`, 0, false), 'refused');
});

t.test('a body is not read beyond its limit', async (t) => {
  const port = await refusing(t, { bytes: 1000, time: LATE });
  const socket = net
    .connect(port, '127.0.0.1')
    .on('error', () => {})
    .resume();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(`POST ${NO_BODY_YET}`);
  socket.write(MEBIBYTE);
  await closed;
});

t.test('HEAD is answered while its body is awaited', async (t) => {
  const port = await refusing(t, { bytes: 1000, time: LATE });
  const socket = net.connect(port, '127.0.0.1');
  socket.write(`HEAD ${NO_BODY_YET}`);
  const [answer] = await once(socket, 'data');
  t.match(`${answer}`, /^HTTP\/1\.1 200 OK\r\n/);
  socket.destroy();
});

t.test('a client that leaves while its body is being dropped costs nothing', async (t) => {
  const server = await start(t);
  const request = head(server, 'POST', '/nowhere', 'Content-Length: 1000000');
  t.equal(statusOf(await firstAnswer(server, request)), 404);
  await server.close();
});
