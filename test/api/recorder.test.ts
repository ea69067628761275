import net from 'node:net';
import t from 'tap';
import { basic, call, firstAnswer, head, postStatut, start } from '../helpers.ts';

t.test('a request is in the journal with all that came and went', async (t) => {
  const server = await start(t);
  server.freezeClock('2016-03-14T09:26:53Z');
  const headers = { accept: 'application/json', 'x-test': 'a' };
  const { text } = await postStatut(server, 7, ' {"action": 1}', { headers });
  const [entry, ...others] = server.listJournal();
  t.match(entry, {
    id: 1,
    at: '2016-03-14T09:26:53Z',
    operation: 'setUserStatut',
    uid: 7,
    method: 'POST',
    path: '/api/users/7/statut',
    query: { key: '***' },
    status: 200,
    application: 'demo',
    headers: { ...headers, authorization: 'Basic ***', 'content-type': 'application/json' },
    requestBody: { text: ' {"action": 1}', length: 14, cut: false },
    responseBody: { text, length: Buffer.byteLength(text), cut: false },
    rules: [],
    rule: null,
    warnings: [],
    refusal: null,
  });
  t.equal(typeof entry?.duration, 'number');
  t.strictSame(others, []);
});

/** Requests of every kind, and what the journal has of each. */
for (const [method, path, expected] of [
  ['GET', '/', { operation: 'getIndex', uid: null, status: 200 }],
  ['GET', '/users/7?a=1&b=2&b=3', { uid: 7, query: { a: '1', b: ['2', '3'] } }],
  ['HEAD', '/users', { operation: 'listUsers', status: 200, responseBody: null }],
  ['GET', '/users/07', { operation: 'getUser', uid: null, status: 400 }],
  ['GET', '/users/9999', { operation: 'getUser', uid: 9999, status: 404 }],
  ['GET', '/nothing', { operation: null, uid: null, path: '/api/nothing', status: 404 }],
  ['GET', '/%zz', { operation: null, path: '/api/%zz', status: 404 }],
  ['PATCH', '/users/7', { operation: null, method: 'PATCH', status: 405 }],
] as const) {
  t.test(`${method} /api${path} is in the journal`, async (t) => {
    const server = await start(t);
    await call(server, path, { method });
    t.match(server.listJournal(), [{ method, application: 'demo', ...expected }]);
    t.equal(server.listJournal().length, 1);
  });
}

t.test('refused requests without an identified caller are recorded, too', async (t) => {
  const server = await start(t);
  await call(server, '/users', { user: null });
  await call(server, '/users', { user: 'demo:x' });
  await call(server, '/users', { key: 'x' });
  t.match(server.listJournal(), [
    { status: 401, application: null, operation: 'listUsers' },
    { status: 401, application: null },
    { status: 403, application: 'demo', refusal: { code: 'cle_inconnue' } },
  ]);
});

t.test('requests to elsewhere than the API are not', async (t) => {
  const server = await start(t);
  for (const path of ['/', '/_mock/rules', '/openapi.json', '/nothing']) {
    await fetch(`${server.url}${path}`);
  }
  t.strictSame(server.listJournal(), []);
});

t.test('bodies are cut at 4096 characters, and their whole length is recorded', async (t) => {
  const server = await start(t);
  for (const [length, cut] of [
    [4096, false],
    [4097, true],
    [12_000, true],
  ] as const) {
    const body = 'é'.repeat(10) + 'x'.repeat(length - 10);
    await postStatut(server, 7, body);
    const { requestBody } = server.listJournal().at(-1) ?? {};
    t.equal(requestBody?.text, body.slice(0, 4096));
    t.match(requestBody, { length: length + 10, cut });
  }
});

t.test('of a list, there is the beginning and how long it was', async (t) => {
  const server = await start(t);
  for (const path of ['/users', '/actualisation', '/thematiques']) {
    const { text } = await call(server, path);
    const { responseBody } = server.listJournal().at(-1) ?? {};
    t.equal(responseBody?.text, text.slice(0, 4096), path);
    t.match(responseBody, { length: Buffer.byteLength(text), cut: text.length > 4096 });
  }
});

t.test('a body that is refused unread is there, up to what is kept', async (t) => {
  const server = await start(t);
  for (const length of [20, 15_000]) {
    await postStatut(server, 7, 'x'.repeat(length), { user: 'demo:x' });
    const { requestBody, status } = server.listJournal().at(-1) ?? {};
    t.equal(status, 401);
    t.equal(requestBody?.text, 'x'.repeat(Math.min(length, 4096)));
    t.equal(requestBody?.cut, length > 4096);
  }
});

t.test('a body that is announced and does not come is not waited for long', async (t) => {
  const server = await start(t);
  const request = head(server, 'POST', '/users/7/statut', 'Content-Length: 20').replace(
    /Authorization.*\r\n/,
    '',
  );
  for (const announced of [
    request,
    request.replace('Content-Length: 20', 'Transfer-Encoding: chunked'),
  ]) {
    const part = announced === request ? '{"a' : '3\r\n{"a\r\n';
    t.match(await firstAnswer(server, `${announced}${part}`), /^HTTP\/1\.1 401 /);
    t.match(server.listJournal().at(-1), { requestBody: { text: '{"a' }, status: 401 });
  }
});

t.test('one that is too large is not read for the journal', async (t) => {
  const server = await start(t);
  await postStatut(server, 7, 'x'.repeat(20_000));
  t.match(server.listJournal(), [{ status: 413, requestBody: null }]);
});

t.test('a client that leaves before its answer is there, too', async (t) => {
  const server = await start(t);
  const fields = ['Content-Type: application/json', 'Content-Length: 20'];
  const socket = net.connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.end(`${head(server, 'POST', '/users/7/statut', ...fields)}{"action":1`);
  socket.resume();
  t.match(await server.waitForRequest({ operation: 'setUserStatut' }), { uid: 7 });
  t.equal(server.getRecord('users', 7).statut, 0);
});

t.test('a request without a socket is there once', async (t) => {
  const server = await start(t);
  const { key } = server.application;
  const headers = { authorization: basic('demo:demo') };
  await server.inject({ url: `/api/users/7?key=${key}`, headers });
  t.match(server.listJournal(), [{ operation: 'getUser', status: 200 }]);
  t.equal(server.listJournal().length, 1);
});

t.test('a request is in the journal of the world it was meant for', async (t) => {
  const server = await start(t);
  const sandbox = server.sandbox();
  const { login, password, key } = sandbox.application;
  for (const [what, user, given, own] of [
    ['a sandbox’s', `${login}:${password}`, key, true],
    ['its login with a wrong password', `${login}:x`, key, true],
    ['its login with another’s key', `${login}:${password}`, server.application.key, true],
    ['its key alone', null, key, true],
    ['its key with an unknown login', 'nobody:x', key, true],
    ['the demo application’s', 'demo:demo', server.application.key, false],
    ['the demo application’s login with its key', 'demo:demo', key, false],
    ['an unknown login', 'nobody:x', null, false],
    ['nobody’s', null, null, false],
  ] as const) {
    await call(server, '/users', { user, key: given });
    t.equal(sandbox.listJournal().length, own ? 1 : 0, what);
    t.equal(server.listJournal().length, own ? 0 : 1, what);
    sandbox.clearJournal();
    server.clearJournal();
  }
});

t.test('of a long answer that is no list, the beginning is kept, and its length', async (t) => {
  const server = await start(t);
  const body = 'é'.repeat(10_000);
  server.addRule({ then: { action: 'answer', status: 200, body } });
  await call(server, '/users/1');
  const [entry] = server.listJournal();
  t.match(entry?.responseBody, { length: 20_000, cut: true });
  t.ok(body.startsWith(String(entry?.responseBody?.text).replace(/\uFFFD$/, '')));
});

t.test('more answers than are remembered are all in the journal', async (t) => {
  const server = await start(t);
  const texts: string[] = [];
  for (let page = 0; page < 1100; page++) {
    texts.push((await call(server, `/users/${(page % 7) + 1}?page=${page}`)).text);
  }
  const shown = server.listJournal({ limit: 1100 }).map(({ responseBody }) => responseBody?.text);
  t.strictSame(shown, texts);
});
