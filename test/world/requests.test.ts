import t from 'tap';
import type { MockServer } from '../../src/index.ts';
import { basic, call, postStatut, start } from '../helpers.ts';

const idsOf = (server: MockServer, filter?: Parameters<MockServer['listJournal']>[0]) =>
  server.listJournal(filter).map(({ id }) => id);

t.test('every request is in the journal, and can be looked for', async (t) => {
  const server = await start(t);
  server.freezeClock('2016-03-14T09:26:53Z');
  await call(server, '/users/1');
  server.advanceClock(1);
  await call(server, '/users/0');
  await postStatut(server, 2, { action: 1 });
  t.strictSame(idsOf(server), [1, 2, 3]);
  t.strictSame(idsOf(server, { operation: 'setUserStatut', uid: 2 }), [3]);
  t.strictSame(idsOf(server, { status: 400 }), [2]);
  t.strictSame(idsOf(server, { until: '2016-03-14T09:26:54Z' }), [1]);
  t.throws(() => server.listJournal({ operation: 'getUsers' as 'getUser' }), {
    kind: 'invalid',
    message: /\/operation: found "getUsers"; expected one of/,
  });
  server.clearJournal();
  t.strictSame(idsOf(server), []);
});

t.test('no secret is shown, whichever the world it belongs to', async (t) => {
  const server = await start(t);
  const { password, key, login } = server.sandbox().application;
  const user = `${login}:${password}`;
  const headers = { 'x-key': key, authorization: basic(user) };
  await call(server, `/users/1?copie=${key}`, { user: null, headers: { 'x-key': key } });
  await call(server, '/users/1', {
    user: 'demo:never-guessed',
    headers: { 'x-try': 'never-guessed' },
  });
  await call(server, '/users/1?autre=presented-key', { key: 'presented-key', user: null, headers });
  const shown = JSON.stringify([server.listJournal(), server.sandbox().listJournal()]);
  for (const secret of [
    password,
    key,
    server.application.key,
    basic(user),
    'never-guessed',
    'presented-key',
  ]) {
    t.notOk(shown.includes(secret), secret);
  }
  t.equal(server.listJournal().length, 2, 'the third names a login of the sandbox');
});

t.test('a verification passes with its verdict, or throws what came instead', async (t) => {
  const server = await start(t);
  await postStatut(server, 2, { action: 1 });
  t.match(server.verify({ operation: 'setUserStatut', uid: 2, times: 1, body: { action: 1 } }), {
    passed: true,
    matched: [{ id: 1 }],
  });
  t.throws(() => server.verify({ operation: 'getIndex' }), {
    name: 'VerificationError',
    message:
      'getIndex never came, expected at least once. The nearest:\n  request 1, POST /api/users/2/statut: operation is setUserStatut, expected getIndex',
    verdict: { passed: false, matched: [], nearest: [{ entry: { id: 1 } }] },
  });
  t.throws(() => server.verify({ time: 1 } as object), {
    kind: 'invalid',
    message: /\/time: found 1; expected no member of this name/,
  });
});

t.test('a request that has come need not be waited for', async (t) => {
  const server = await start(t);
  await call(server, '/users/1');
  await call(server, '/users/1');
  t.match(await server.waitForRequest(), { id: 1 });
  t.match(await server.waitForRequest({ uid: 1, after: 2, timeout: 0 }), { id: 2 });
});

t.test('a request is waited for until it comes', async (t) => {
  const server = await start(t);
  await call(server, '/users/1');
  const awaited = server.waitForRequest({ uid: 2, timeout: 60_000 });
  const later = server.waitForRequest({ uid: 1, after: 2, timeout: 60_000 });
  await call(server, '/users/3');
  await call(server, '/users/2');
  await call(server, '/users/1');
  t.match([await awaited, await later], [{ id: 3 }, { id: 4 }]);
});

t.test('a request that does not come is reported, with the nearest', async (t) => {
  const server = await start(t);
  await call(server, '/users/1');
  await t.rejects(server.waitForRequest({ uid: 2, timeout: 'PT0.01S' }), {
    name: 'VerificationError',
    message:
      'a request (uid 2) never came, expected at least once. (waited 10 ms) The nearest:\n  request 1, GET /api/users/1: uid is 1, expected 2',
  });
  await t.rejects(server.waitForRequest({ timeout: 0, after: 2 }), {
    message: 'a request never came, expected at least once. (waited 0 ms)',
  });
  await t.rejects(server.waitForRequest({ timeout: 60_001 }), {
    kind: 'invalid',
    message: /\/timeout: found 60001; expected milliseconds, or .*, at most a minute/,
  });
});

t.test('a listener is called with requests until it stops', async (t) => {
  const server = await start(t);
  const heard: string[] = [];
  const stop = server.onRequest(({ path }) => heard.push(path));
  await call(server, '/users/1');
  await server.waitForRequest();
  stop();
  await call(server, '/users/2');
  await server.waitForRequest({ after: 2 });
  t.strictSame(heard, ['/api/users/1']);
});
