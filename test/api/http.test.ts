import { once } from 'node:events';
import net from 'node:net';
import t, { type Test } from 'tap';
import type { StartOptions } from '../../src/index.ts';
import { call, head, raw, start, statusOf, type Target } from '../helpers.ts';

const PLAIN = 'Host: localhost\r\nConnection: close\r\n\r\n';

for (const [what, request] of [
  ['a greeting', 'hello\r\n\r\n'],
  ['bytes at random', Buffer.from('16030100f5010000f1030300', 'hex')],
  ['a version that is none', `GET /api HTTP/9\r\n${PLAIN}`],
  ['a header without a colon', `GET /api HTTP/1.1\r\nHost localhost\r\n\r\n`],
  ['a space in the path', `GET /api/a b HTTP/1.1\r\n${PLAIN}`],
] as const) {
  t.test(`${what}, which is not HTTP, is answered 400 with a problem`, async (t) => {
    const server = await start(t);
    const answer = await raw(server, request);
    t.equal(statusOf(answer), 400);
    t.match(answer, /^Content-Type: application\/problem\+json; charset=utf-8\r$/im);
    const [fields, body] = answer.split('\r\n\r\n') as [string, string];
    t.match(fields, `Content-Length: ${Buffer.byteLength(body)}`);
    t.match(JSON.parse(body), { status: 400, code: 'requete_invalide' });
    t.equal((await call(server, '')).status, 200, 'others are answered');
  });
}

t.test('paths outside /api are not the API', async (t) => {
  const server = await start(t);
  for (const path of ['/apix', '/API', '/users/7', '/apix/users', '/api.json', '/%zz']) {
    const response = await fetch(`${server.url}${path}`);
    t.equal(response.status, 404, path);
    t.equal(response.headers.get('content-type'), 'application/problem+json; charset=utf-8');
    t.equal(response.headers.get('www-authenticate'), null);
    t.match(await response.json(), { status: 404, api: '/api', control: '/_mock', docs: '/docs' });
  }
  for (const method of ['POST', 'DELETE', 'OPTIONS']) {
    const body =
      method === 'POST'
        ? { body: '{not JSON', headers: { 'content-type': 'application/json' } }
        : {};
    t.equal((await fetch(`${server.url}/nowhere`, { method, ...body })).status, 404, method);
    const root = await fetch(server.url, { method, ...body });
    t.equal(root.status, 405, method);
    t.equal(root.headers.get('allow'), 'GET, HEAD');
  }
  t.equal(statusOf(await raw(server, `OPTIONS * HTTP/1.1\r\n${PLAIN}`)), 204);
});

const BROWSER = 'text/html,application/xhtml+xml,*/*;q=0.8';
for (const [docs, control, accept] of [
  [true, true, BROWSER],
  [true, true, '*/*'],
  [true, false, '*/*'],
  [true, true, 'application/json'],
  [false, true, BROWSER],
  [false, false, BROWSER],
  [false, true, '*/*'],
] as const) {
  const who = accept === BROWSER ? 'a browser' : `a client that takes ${accept}`;
  const what = accept === BROWSER ? 'receives the page' : 'is told what is where';
  const served = `${docs ? 'with' : 'without'} docs and ${control ? 'with' : 'without'} control`;
  t.test(`at the root, ${served}, ${who} ${what}`, async (t) => {
    const server = await start(t, { docs, control });
    const response = await fetch(server.url, { headers: { accept } });
    t.equal(response.status, 200);
    t.equal(response.headers.get('vary'), 'Accept');
    const type = accept === BROWSER ? 'text/html' : 'application/json';
    t.equal(response.headers.get('content-type'), `${type}; charset=utf-8`);
    if (accept === BROWSER) t.match(await response.text(), /^<!doctype html>/);
    else {
      const places = {
        docs: '/docs',
        guides: '/guides/',
        openapi: { json: '/openapi.json', yaml: '/openapi.yaml' },
      };
      t.same(await response.json(), {
        name: 'faire-simple-mock',
        about: 'A mock server of the faire-simple API',
        api: '/api',
        ...(control && { control: '/_mock' }),
        ...(docs && places),
      });
    }
  });
}

t.test('the root can be asked with HEAD, and without an Accept header', async (t) => {
  const server = await start(t);
  t.equal((await fetch(server.url, { method: 'HEAD' })).status, 200);
  t.equal(statusOf(await raw(server, `GET / HTTP/1.1\r\n${PLAIN}`)), 200);
});

t.test('nothing is offered that the text does not name', async (t) => {
  const server = await start(t);
  const headers = {
    origin: 'https://example.org',
    'accept-encoding': 'gzip, br',
    'if-none-match': '*',
    'if-modified-since': new Date().toUTCString(),
    range: 'bytes=0-1',
  };
  const offers =
    /^(access-control-.*|etag|last-modified|cache-control|vary|content-encoding|accept-ranges|link|.*rate-?limit.*|retry-after|x-powered-by|server)$/;
  for (const [path, expected] of [
    ['/users/7', 200],
    ['/users', 200],
    ['/actualisation', 200],
    ['/users/9999', 404],
  ] as const) {
    const answer = await call(server, path, { headers });
    t.equal(answer.status, expected, path);
    const names = [...answer.headers.keys()];
    t.same(
      names.filter((name) => offers.test(name)),
      [],
      path,
    );
  }
});

const MANY = 5000;

/** A server of some ten megabytes: more than the buffers of a connection hold. */
async function startLarge(t: Test, options: StartOptions = {}) {
  const { json } = await call(await start(t), '/users/7');
  const users = Array.from({ length: MANY }, (_, index) => ({
    ...json,
    uid: index + 1,
    thematiques: [],
    remarque: 'x'.repeat(2000),
  }));
  return start(t, { ...options, fixtures: t.testdir({ 'users.json': JSON.stringify(users) }) });
}

/** A connection on which the list has been asked for, once its first bytes have come. */
async function listing(t: Test, server: Target): Promise<net.Socket> {
  const socket = net.connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.write(head(server, 'GET', '/users'));
  await once(socket, 'readable');
  t.equal(statusOf((socket.read() as Buffer).toString()), 200);
  return socket;
}

t.test('a long list comes whole, and in order', async (t) => {
  const server = await startLarge(t);
  const { json } = await call(server, '/users');
  t.same(
    json.map(({ uid }: { uid: number }) => uid),
    Array.from({ length: MANY }, (_, index) => index + 1),
  );
});

t.test('clients that go away in the middle of a list cost the others nothing', async (t) => {
  const server = await startLarge(t);
  for (const leave of ['end', 'destroy', 'resetAndDestroy'] as const) {
    const socket = await listing(t, server);
    socket[leave]();
    t.equal((await call(server, '/users/7')).status, 200);
    socket.destroy();
  }
  t.equal((await call(server, '/users')).json.length, MANY);
  await server.close();
  await t.rejects(fetch(server.url), 'the port is free');
});

t.test('a client that stops reading delays neither other clients nor the stop', async (t) => {
  const server = await startLarge(t, { closeTimeout: 0 });
  const socket = await listing(t, server);
  t.equal((await call(server, '/users/7')).status, 200);
  t.equal((await call(server, '/users')).json.length, MANY, 'another list');
  const closed = once(socket, 'close');
  await server.close();
  await t.rejects(fetch(server.url), 'the port is free');
  socket.resume();
  await closed;
});

t.test('other requests are answered while a list is being read', async (t) => {
  const server = await startLarge(t);
  const socket = await listing(t, server);
  for (let uid = 1; uid <= 20; uid += 1) {
    t.equal((await call(server, `/users/${uid}`)).json.uid, uid);
  }
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  await once(socket, 'end');
  t.match(Buffer.concat(chunks).toString().slice(-30), /\]\r\n0\r\n\r\n$/);
});
