import { once } from 'node:events';
import http from 'node:http';
import t, { type Test } from 'tap';
import { call, postStatut, serve, start, worldsWith } from '../helpers.ts';
import { ask } from './helpers.ts';

t.test('verify answers 409 with what came nearest', async (t) => {
  const server = await start(t);
  await call(server, '/users/1');
  await postStatut(server, 2, { action: 0 });
  const body = { operation: 'setUserStatut', uid: 1 };
  const { status, headers, json } = await ask(server, 'POST', '/journal/verify', { body });
  t.equal(status, 409);
  t.equal(headers.get('content-type'), 'application/problem+json; charset=utf-8');
  t.match(json, {
    code: 'not_verified',
    detail: 'setUserStatut (uid 1) never came, expected at least once.',
    nearest: [
      { entry: { id: 2 }, differences: ['uid is 2, expected 1'] },
      { entry: { id: 1 }, differences: [/^operation is getUser/] },
    ],
  });
});

t.test('a verification that ends as a wait does is none', async (t) => {
  const server = await start(t);
  const body = { operation: 'getUser', body: '(waited 1 s)', inOrder: [] };
  const { status, json } = await ask(server, 'POST', '/journal/verify', { body });
  t.match({ status, json }, { status: 409, json: { code: 'not_verified', nearest: [] } });
});

t.test('wait answers 409 with what came instead, once its time is over', async (t) => {
  const server = await start(t);
  await call(server, '/users/2');
  const body = { operation: 'getUser', uid: 1, timeout: 0.05 };
  const { status, json } = await ask(server, 'POST', '/journal/wait', { body });
  t.equal(status, 409);
  t.match(json, {
    code: 'not_received',
    detail: 'getUser (uid 1) never came, expected at least once. (waited 0.05 s)',
    nearest: [{ entry: { id: 1 }, differences: ['uid is 2, expected 1'] }],
  });
});

t.test(
  'wait answers with a request that has come already, unless later ones are asked for',
  async (t) => {
    const server = await start(t);
    await call(server, '/users/2');
    const wait = (body: object) => ask(server, 'POST', '/journal/wait', { body });
    t.match(await wait({ uid: 2, timeout: 0 }), { status: 200, json: { id: 1, uid: 2 } });
    t.match(await wait({ uid: 2, after: 2, timeout: 0 }), { status: 409 });
  },
);

/** A server, and when somebody begins to listen to its journal. */
async function serveListening(t: Test) {
  const worlds = worldsWith(t);
  const { journal } = worlds.main;
  const watch = journal.watch.bind(journal);
  const listening = new Promise<void>((resolve) => {
    journal.watch = (watcher) => {
      resolve();
      return watch(watcher);
    };
  });
  const server = await serve(t, worlds, {
    control: { token: undefined, bodyLimit: 1024 * 1024 },
  });
  return { server, listening };
}

t.test('wait answers when the request comes, past others', async (t) => {
  const { server, listening } = await serveListening(t);
  const waited = ask(server, 'POST', '/journal/wait', { body: { uid: 2, timeout: 60 } });
  await listening;
  await call(server, '/users/1');
  await call(server, '/users/2');
  t.match(await waited, { status: 200, json: { id: 2, operation: 'getUser', uid: 2 } });
});

t.test('a client that does not wait for its wait is no trouble', async (t) => {
  const server = await start(t);
  const request = http.request(`${server.url}/_mock/journal/wait`, { method: 'POST' });
  request.on('error', () => {});
  request.end();
  await once(request, 'finish');
  request.destroy();
  await call(server, '/users/1');
  t.equal((await ask(server, 'GET', '/journal')).json.length, 1);
});

t.test('a wait does not hold up the server that closes', async (t) => {
  const { server, listening } = await serveListening(t);
  const waiting = ask(server, 'POST', '/journal/wait', { body: { timeout: 60 } });
  await listening;
  await server.close();
  t.match(await waiting, { status: 409, json: { code: 'not_received', detail: /ended/ } });
});

t.test('what is posted empty needs no type', async (t) => {
  const server = await start(t);
  const response = await fetch(`${server.controlUrl}/sandboxes`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: '',
  });
  t.equal(response.status, 201);
});
