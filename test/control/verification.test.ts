import { once } from 'node:events';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { WorldControl } from '../../src/control/world-control.ts';
import { basic, call, postStatut, serve, start, worldsWith } from '../helpers.ts';
import { add, begin, OUTCOME } from '../traffic/journal-helpers.ts';
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
  const body = { operation: 'getUser', body: '(waited 1 ms)', inOrder: [] };
  const { status, json } = await ask(server, 'POST', '/journal/verify', { body });
  t.match({ status, json }, { status: 409, json: { code: 'not_verified', nearest: [] } });
});

t.test('wait answers 409 with what came instead, once its time is over', async (t) => {
  const server = await start(t);
  await call(server, '/users/2');
  const body = { operation: 'getUser', uid: 1, timeout: 50 };
  const { status, json } = await ask(server, 'POST', '/journal/wait', { body });
  t.equal(status, 409);
  t.match(json, {
    code: 'not_received',
    detail: 'getUser (uid 1) never came, expected at least once. (waited 50 ms)',
    nearest: [{ entry: { id: 1 }, differences: ['uid is 2, expected 1'] }],
  });
});

t.test('wait answers with an earlier request, unless only later ones are expected', async (t) => {
  const server = await start(t);
  await call(server, '/users/2');
  const wait = (body: object) => ask(server, 'POST', '/journal/wait', { body });
  t.match(await wait({ uid: 2, timeout: 0 }), { status: 200, json: { id: 1, uid: 2 } });
  t.match(await wait({ uid: 2, after: 2, timeout: 0 }), { status: 409 });
});

/** A server, and the moment when a watcher of its journal begins. */
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
  const waited = ask(server, 'POST', '/journal/wait', { body: { uid: 2, timeout: 60_000 } });
  await listening;
  await call(server, '/users/1');
  await call(server, '/users/2');
  t.match(await waited, { status: 200, json: { id: 2, operation: 'getUser', uid: 2 } });
});

t.test('a client that leaves during its wait causes no error', async (t) => {
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
  const waiting = ask(server, 'POST', '/journal/wait', { body: { timeout: 60_000 } });
  await listening;
  await server.close();
  t.match(await waiting, { status: 409, json: { code: 'not_received', detail: /ended/ } });
});

t.test('an empty POST needs no type', async (t) => {
  const server = await start(t);
  const response = await fetch(`${server.controlUrl}/sandboxes`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: '',
  });
  t.equal(response.status, 201);
});

t.test('dropped requests leave a verification undecided', async (t) => {
  const server = await start(t, { journalRequests: 2 });
  await postStatut(server, 1, { action: 0 });
  for (const uid of [1, 2, 3]) await call(server, `/users/${uid}`);
  const verify = (body: object) => ask(server, 'POST', '/journal/verify', { body });
  t.match(await verify({ operation: 'setUserStatut', times: 0 }), {
    status: 409,
    json: { code: 'not_decided', detail: /cannot be decided.*--journal-requests/, nearest: [] },
  });
  t.match(await verify({ operation: 'getUser' }), { status: 200, json: { count: 2 } });
  t.throws(() => server.verify({ operation: 'getUser', times: 2 }), {
    name: 'VerificationError',
    code: 'not_decided',
    message: /cannot be decided/,
  });
});

t.test('after too many matches, the requests that matched are listed', async (t) => {
  const server = await start(t);
  for (const uid of [1, 2, 1]) await call(server, `/users/${uid}`);
  const body = { operation: 'getUser', uid: 1, times: 1 };
  const { json } = await ask(server, 'POST', '/journal/verify', { body });
  t.match(json.nearest, [
    { entry: { id: 1 }, differences: [] },
    { entry: { id: 3 }, differences: [] },
  ]);
  t.throws(() => server.verify({ ...body, operation: 'getUser' }), {
    message:
      'getUser (uid 1) came 2 times, expected exactly once. The latest:\n  request 1, GET /api/users/1\n  request 3, GET /api/users/1',
  });
});

t.test('a request whose details were dropped is listed without them', async (t) => {
  const server = await start(t, { journalMemory: 1 });
  const headers = { 'x-filling': 'x'.repeat(15_000) };
  for (let round = 0; round < 80; round++) await call(server, '/users/1', { headers });
  t.throws(() => server.verify({ operation: 'getUser', times: { atMost: 79 } }), {
    message: /The latest:\n {2}request 71, GET \/api/,
  });
  t.match(server.listJournal(), [{ id: 1, dropped: true, path: '' }]);
  t.match((await ask(server, 'GET', '/journal?limit=80')).json, [{ id: 1, dropped: true }]);
  const body = { uid: 2 };
  server.clearJournal();
  await call(server, '/users/1', { headers });
  t.match(await ask(server, 'POST', '/journal/verify', { body }), { status: 409 });
});

t.test('a wait ends with 409 when the world is reset, with 404 when it is dropped', async (t) => {
  const { server, listening } = await serveListening(t);
  const waited = ask(server, 'POST', '/journal/wait', { body: { timeout: 60_000 } });
  await listening;
  await ask(server, 'POST', '/reset');
  t.match(await waited, { status: 409, json: { code: 'world_reset', detail: /was reset/ } });

  const other = await start(t);
  const sandbox = other.createSandbox();
  const path = `/journal/wait?sandbox=${sandbox.id}`;
  const dropped = ask(other, 'POST', path, { body: { state: 'running', timeout: 60_000 } });
  while ((await call(other, '/users/1')).status !== 200);
  await ask(other, 'DELETE', `/sandboxes/${sandbox.id}`);
  t.match(await dropped, { status: 404, json: { code: 'not_found', detail: /was dropped/ } });
});

t.test('a wait for a state is answered while the request runs', async (t) => {
  const server = await start(t);
  server.addRule({ operation: 'setUserStatut', then: { action: 'stall' } });
  const leave = new AbortController();
  const { url, application } = server;
  const stalled = fetch(`${url}/api/users/1/statut?key=${application.key}`, {
    method: 'POST',
    headers: { authorization: basic('demo:demo'), 'content-type': 'application/json' },
    body: '{"action":0}',
    signal: leave.signal,
  });
  const left = t.rejects(stalled);
  const body = { operation: 'setUserStatut', state: 'running' };
  const { json } = await ask(server, 'POST', '/journal/wait', { body });
  t.match(json, { id: 1, change: 1, state: 'running', status: 0, rule: 'rule-1' });
  t.match(server.listJournal({ state: 'running' }), [{ id: 1 }]);
  const ended = server.waitForRequest();
  const over = server.waitForRequest({ after: json.change });
  await server.waitForRequest({ state: 'running' });
  leave.abort();
  t.match(await over, { id: 1, change: 2, state: 'aborted' });
  t.match(await ended, { state: 'aborted' }, 'without a state, a wait ends with the request');
  await left;
});

t.test('waits last as long as they say, and leave nothing behind', async (t) => {
  const { main } = worldsWith(t);
  const { journal } = main;
  let watchers = 0;
  const watch = journal.watch.bind(journal);
  journal.watch = (watcher) => {
    const stop = watch(watcher);
    watchers++;
    return () => {
      stop();
      watchers--;
    };
  };
  const control = new WorldControl(main);
  const waits = Array.from({ length: 3 }, () => control.waitForRequest({ timeout: 60_000 }));
  const leave = new AbortController();
  const left = control.waitForRequest({ timeout: 60_000 }, leave.signal);
  await sleep(100);
  t.equal(watchers, 4, 'a minute is longer than a moment');
  leave.abort();
  await t.rejects(left, { code: 'not_received', message: /had not come yet.*wait was ended/ });
  await t.rejects(control.waitForRequest({}, AbortSignal.abort()), { code: 'not_received' });
  for (const signal of [{ timeout: 1 }, 60, null]) {
    await t.rejects(control.waitForRequest({}, signal as unknown as AbortSignal), {
      name: 'WorldError',
      message: /expected an AbortSignal/,
    });
  }
  const entry = add(journal);
  t.match(await Promise.all(waits), [{ id: 1 }, { id: 1 }, { id: 1 }]);
  add(journal);
  t.equal(watchers, 0);
  t.match(await control.waitForRequest({ after: entry.change }), { id: 2 });
  await t.rejects(control.waitForRequest({ after: 4, timeout: 'PT0.001S' }), {
    message: 'a request never came, expected at least once. (waited 1 ms)',
  });
  t.equal(watchers, 0);
});

t.test('a request that comes and ends while a wait looks back is not missed', async (t) => {
  const { main } = worldsWith(t);
  const control = new WorldControl(main);
  const waited = control.waitForRequest({ state: 'running' });
  add(main.journal);
  add(main.journal);
  t.match(await waited, { id: 1 });
});

t.test('a wait for several requests ends with the last of the first so many', async (t) => {
  const { server, listening } = await serveListening(t);
  const wait = (body: object) => ask(server, 'POST', '/journal/wait', { body });
  const waited = wait({ operation: 'getUser', times: 3, timeout: 'PT1M' });
  await listening;
  for (const path of ['/users/1', '/thematiques', '/users/2', '/users/3', '/users/4']) {
    await call(server, path);
  }
  t.match(await waited, { status: 200, json: { id: 4, uid: 3 } });
  t.match(await wait({ operation: 'getUser', times: 4 }), { json: { uid: 4 } }, 'earlier ones');
  t.match(await wait({ operation: 'getUser', times: 5, timeout: 0 }), {
    status: 409,
    json: {
      code: 'not_received',
      detail: 'getUser came 4 times, expected at least 5 times. (waited 0 ms)',
    },
  });
});

t.test('several requests are awaited in the order in which they end', async (t) => {
  const { main } = worldsWith(t);
  const { journal } = main;
  const control = new WorldControl(main);
  const [first, second] = [begin(journal), begin(journal)];
  const both = control.waitForRequest({ times: 2, timeout: 60_000 });
  const running = control.waitForRequest({ times: 3, state: 'running', timeout: 60_000 });
  journal.end(second, OUTCOME);
  journal.end(first, OUTCOME);
  t.match(await both, { id: 1 }, 'those that end while it looks back');
  t.match(await control.waitForRequest({ times: 2 }), { id: 1 }, 'those that have ended');
  t.match(await control.waitForRequest(), { id: 2 }, 'the first one to end of these');
  t.same(control.unexpected(), [], 'all of them were expected');
  const [third] = [begin(journal), begin(journal), begin(journal)];
  t.match(await running, { id: 5, state: 'running' }, 'those that have not');
  const last = control.waitForRequest({ after: 6, times: 2, timeout: 60_000 });
  journal.end(third, OUTCOME);
  add(journal);
  t.match(await last, { id: 6 });
  t.match(control.unexpected(), []);
});

for (const timeout of [5, 0.5, 49.9]) {
  t.test(`a time-out of ${timeout} can only be seconds, and is refused`, async (t) => {
    const server = await start(t);
    const expected = `milliseconds since 0.2.0: write ${timeout * 1000} or "PT${timeout}S"`;
    t.match(await ask(server, 'POST', '/journal/wait', { body: { timeout } }), {
      status: 400,
      json: {
        errors: [{ pointer: '/timeout', detail: `found ${timeout}; expected ${expected}` }],
      },
    });
    await t.rejects(server.waitForRequest({ timeout }), { name: 'WorldError' });
    for (const other of [timeout * 1000, `PT${timeout}S`, 0, 'PT0S']) {
      await call(server, '/users/1');
      t.match(await server.waitForRequest({ timeout: other }), { id: 1 });
    }
    for (const other of ['P1M', 'PT61S', 'PT-1S', -1, { fixed: 1 }]) {
      const body = { timeout: other };
      t.match(await ask(server, 'POST', '/journal/wait', { body }), {
        status: 400,
        json: { errors: [{ pointer: '/timeout', detail: /expected milliseconds, or an ISO/ }] },
      });
    }
  });
}

t.test('a list of verifications is verified at once, and all that failed are told', async (t) => {
  const server = await start(t, { journalRequests: 3 });
  await call(server, '/users/1');
  await call(server, '/users/2');
  await postStatut(server, 2, { action: 0 });
  const verify = (body: object[]) => ask(server, 'POST', '/journal/verify', { body });
  const passing = [
    { operation: 'getUser', times: 2 },
    { path: '/users/2/statut', status: 200 },
  ] as const;
  const { status, json } = await verify([...passing]);
  t.match({ status, json }, { status: 200, json: [{ count: 2 }, { count: 1 }] });
  t.same(server.verify(passing), json);

  server.clearJournal();
  await postStatut(server, 2, { action: 0 });
  const failing = [
    { operation: 'setUserStatut', times: 2 },
    { uid: 2 },
    { operation: 'getUser', uid: 1, times: 0, inOrder: [{ uid: 9 }] },
    { times: 0 },
    { operation: 'listUsers', inOrder: [] },
  ] as const;
  const lines = [
    'setUserStatut came once, expected exactly 2 times.',
    'a request (uid 9) was expected after request 0, after which came other requests only. The nearest: request 1, POST /api/users/2/statut: uid is 2, expected 9',
    'a request came once, expected exactly 0 times. The latest: request 1, POST /api/users/2/statut',
    'listUsers never came, expected at least once. The nearest: request 1, POST /api/users/2/statut: operation is setUserStatut, expected listUsers',
  ];
  t.throws(() => server.verify(failing), {
    name: 'VerificationError',
    code: 'not_verified',
    summary: '4 of 5 verifications did not pass.',
    message: `4 of 5 verifications did not pass.\n  /0: ${lines[0]}\n  /2: ${lines[1]}\n  /3: ${lines[2]}\n  /4: ${lines[3]}`,
    verdict: { message: lines[0] },
    failed: [{ index: 0 }, { index: 2 }, { index: 3 }, { index: 4, verdict: { count: 0 } }],
  });
  t.match(await verify([...failing]), {
    status: 409,
    json: {
      code: 'not_verified',
      detail: '4 of 5 verifications did not pass.',
      errors: [
        { pointer: '/0', detail: lines[0] },
        { pointer: '/2', detail: lines[1] },
        { pointer: '/3', detail: lines[2] },
        { pointer: '/4', detail: lines[3] },
      ],
      nearest: [{ entry: { id: 1 } }, { entry: { id: 1 } }, { entry: { id: 1 } }],
    },
  });
  t.same(server.unexpected(), [], 'those of the list that passed have named their requests');

  for (const uid of [1, 2, 3]) await call(server, `/users/${uid}`);
  const undecided = [{ operation: 'setUserStatut', times: 0 }, { operation: 'getUser' }] as const;
  t.throws(() => server.verify(undecided), { code: 'not_decided', message: /^1 of 2/ });
  t.match(await verify([...undecided, { operation: 'getIndex' }]), {
    status: 409,
    json: { code: 'not_verified', detail: '2 of 3 verifications did not pass.' },
  });
});

t.test('a list of verifications is checked as each of them', async (t) => {
  const server = await start(t);
  const refused = async (body: unknown, pointer: string, detail: RegExp) => {
    t.match(await ask(server, 'POST', '/journal/verify', { body }), {
      status: 400,
      json: { errors: [{ pointer, detail }] },
    });
    t.throws(() => server.verify(body as []), { name: 'WorldError', message: detail });
  };
  await refused([], '', /found \[\]/);
  await refused(Array(101).fill({}), '', /found \[{}/);
  await refused([{}, { uid: 0 }], '/1/uid', /found 0/);
  await refused([{ times: {} }], '/0/times', /atLeast, atMost, or both/);
  await refused(
    [{ inOrder: [{ operation: 'getIndex', uid: 1 }] }],
    '/0/inOrder/0/uid',
    /has no uid/,
  );
  await refused(7, '', /found 7; expected an object/);
});
