import t from 'tap';
import { basic, call, postStatut, start } from '../helpers.ts';
import { ask } from './helpers.ts';

t.test('requests that nothing has named are listed, over HTTP and in-process', async (t) => {
  const server = await start(t);
  const unexpected = async (body?: object) => {
    const { status, json } = await ask(server, 'POST', '/journal/unexpected', { body });
    t.equal(status, 200);
    t.same(server.unexpected(body), json);
    return json.map(({ id }: { id: number }) => id);
  };
  t.same(await unexpected(), []);
  await call(server, '/');
  for (const uid of [1, 2, 3]) await call(server, `/users/${uid}`);
  await postStatut(server, 4, { action: 0 });
  await call(server, '/users/5');
  t.same(await unexpected(), [1, 2, 3, 4, 5, 6]);

  const body = { operation: 'getUser', uid: 1, inOrder: [{ uid: 3 }] };
  t.equal((await ask(server, 'POST', '/journal/verify', { body })).status, 200);
  t.same(await unexpected(), [1, 3, 5, 6], 'a passed verification names its requests, all steps');
  t.throws(() => server.verify({ uid: 2, times: 2 }));
  t.same(await unexpected(), [1, 3, 5, 6], 'one that failed names none');
  await server.waitForRequest({ operation: 'setUserStatut' });
  t.same(await unexpected(), [1, 3, 6], 'a resolved wait names its request');
  await t.rejects(server.waitForRequest({ uid: 2, after: 12, timeout: 0 }));
  t.same(await unexpected(), [1, 3, 6], 'one that timed out names none');
  t.same(await unexpected({ except: [{ operation: 'getIndex' }, { uid: 5 }] }), [3]);
  t.same(await unexpected({ except: [{}] }), []);
});

t.test('unexpected requests are read by pages', async (t) => {
  const server = await start(t);
  for (const uid of [1, 2, 3, 4, 5]) await call(server, `/users/${uid}`);
  server.verify({ uid: 2 });
  const found: (number | null)[][] = [];
  for (let after = 0; ; ) {
    const page = server.unexpected({ after, limit: 2 });
    const last = page.at(-1);
    if (last === undefined) break;
    found.push(page.map(({ uid }) => uid));
    after = last.change;
  }
  t.same(found, [
    [1, 3],
    [4, 5],
  ]);
});

t.test('each world has its own unexpected requests, and a new test none', async (t) => {
  const server = await start(t);
  const sandbox = server.createSandbox();
  await call(sandbox, '/users/1');
  t.match(sandbox.unexpected(), [{ uid: 1 }]);
  t.match(server.unexpected(), []);
  await call(server, '/users/2', { headers: { authorization: 'Basic !' } });
  t.match(server.unexpected(), [{ uid: 2, status: 401 }], 'of no known login: the main world');
  const path = `/journal/unexpected?sandbox=${sandbox.id}`;
  t.match((await ask(server, 'POST', path)).json, [{ uid: 1 }]);
  sandbox.clearJournal();
  t.same(sandbox.unexpected(), []);
});

t.test('a request that runs when a wait ends without it is still unexpected', async (t) => {
  const server = await start(t);
  server.addRule({ then: { action: 'stall' } });
  const leave = new AbortController();
  const authorization = basic('demo:demo');
  const url = `${server.apiUrl}/users/1?key=${server.application.key}`;
  const left = t.rejects(fetch(url, { headers: { authorization }, signal: leave.signal }));
  while (server.listJournal({ uid: 1 }).length === 0) await call(server, '/none', { key: 'none' });
  await t.rejects(server.waitForRequest({ uid: 1, timeout: 0 }), { code: 'not_received' });
  t.match(server.unexpected({ except: [{ status: 403 }] }), [{ uid: 1, state: 'running' }]);
  await server.waitForRequest({ uid: 1, state: 'running' });
  leave.abort();
  await left;
  t.same(server.unexpected({ except: [{ status: 403 }] }), []);
});

t.test('dropped requests that nothing had named leave it undecided', async (t) => {
  const server = await start(t, { journalRequests: 2 });
  await postStatut(server, 1, { action: 0 });
  server.verify({ operation: 'setUserStatut' });
  for (const uid of [1, 2]) await call(server, `/users/${uid}`);
  t.match(server.unexpected(), [{ uid: 1 }, { uid: 2 }], 'the dropped one was expected');
  await call(server, '/users/3');
  const undecided = { code: 'not_decided', message: /Unexpected.*cannot be decided/ };
  t.throws(() => server.unexpected(), undecided);
  t.throws(() => server.unexpected({ except: [{ operation: 'getUser', uid: 1 }] }), undecided);
  t.throws(() => server.unexpected({ except: [{ operation: 'getIndex' }] }), undecided);
  t.same(server.unexpected({ except: [{ operation: 'getUser' }] }), []);
  t.match(await ask(server, 'POST', '/journal/unexpected'), {
    status: 409,
    json: { code: 'not_decided', nearest: [] },
  });
  server.clearJournal();
  t.same(server.unexpected(), []);
});

t.test('expectations that no request can match are refused', async (t) => {
  const server = await start(t);
  const body = { except: [{}, { operation: 'listUsers', uid: 1 }] };
  t.match(await ask(server, 'POST', '/journal/unexpected', { body }), {
    status: 400,
    json: { errors: [{ pointer: '/except/1/uid', detail: /listUsers has no uid/ }] },
  });
  t.throws(() => server.unexpected({ limit: 0 }), /≥ 1/);
});
