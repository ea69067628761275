import t from 'tap';
import type { JournalFilter } from '../../src/index.ts';
import { basic, call, postStatut, start } from '../helpers.ts';
import { ask } from './helpers.ts';

/** Each filter in-process, the same in a query string, and the requests that match. */
const FILTERS: [JournalFilter, query: string, matched: number[]][] = [
  [{ uid: 2 }, 'uid=2', [2, 3]],
  [{ uid: { not: 2 } }, 'uid={"not":2}', [1, 4, 5]],
  [{ semestre: '2016-S1' }, 'semestre=2016-S1', [4]],
  [{ method: 'POST' }, 'method=POST', [3]],
  [{ path: '/users/2/statut' }, 'path=/users/2/statut', [3]],
  [{ path: { startsWith: '/users' } }, 'path={"startsWith":"/users"}', [2, 3, 5]],
  [{ query: { statut: 1 } }, 'query={"statut":1}', [5]],
  [{ headers: { Accept: { contains: 'html' } } }, 'headers={"Accept":{"contains":"html"}}', [2]],
  [{ body: { action: 0 } }, 'body={"action":0}', [3]],
  [{ body: 1 }, 'body=1', []],
  [{ application: 'demo', status: 404 }, 'application=demo&status=404', [1]],
  [{ status: { startsWith: 5 } }, 'status={"startsWith":5}', [5]],
  [{ rule: 'panne' }, 'rule=panne', [5]],
  [{ refusal: 'ressource_inconnue' }, 'refusal=ressource_inconnue', [1]],
  [{ refusal: { absent: true }, status: 200 }, 'refusal={"absent":true}&status=200', [2, 3, 4]],
];

t.test('a filter of the journal takes conditions, in a query string and in-process', async (t) => {
  const server = await start(t);
  server.addRule({
    id: 'panne',
    match: { query: { statut: 1 } },
    then: { action: 'answer', status: 503 },
  });
  await call(server, '/none');
  await call(server, '/users/2', { headers: { accept: 'text/html' } });
  await postStatut(server, 2, { action: 0 });
  await call(server, '/actualisation/2016-S1');
  await call(server, '/users?statut=1');
  for (const [filter, query, matched] of FILTERS) {
    const { status, json } = await ask(server, 'GET', `/journal?${encodeURI(query)}`);
    t.equal(status, 200, query);
    t.same(
      json.map(({ id }: { id: number }) => id),
      matched,
      query,
    );
    t.same(server.listJournal(filter), json, query);
  }
});

t.test('verifications, steps, waits and exceptions take conditions', async (t) => {
  const server = await start(t);
  await call(server, '/users?statut=1', { headers: { 'x-run': '7' } });
  await call(server, '/users/9/');
  await postStatut(server, 9, { action: 1 });
  const verification = {
    path: '/users',
    query: { statut: 1 },
    headers: { 'X-Run': 7 },
    inOrder: [{ path: '/users/9', refusal: { absent: true } }, { body: { action: { not: 0 } } }],
  } as const;
  const wait = { application: 'demo', method: { not: 'GET' }, timeout: 0 } as const;
  const except = [{ path: { startsWith: '/users' } }] as const;
  t.match(server.verify(verification), { passed: true, count: 1 });
  t.match(await server.waitForRequest(wait), { id: 3 });
  t.same(server.unexpected({ except }), []);
  server.clearJournal();
  await call(server, '/thematiques');
  const answers = [
    await ask(server, 'POST', '/journal/verify', { body: verification }),
    await ask(server, 'POST', '/journal/wait', { body: wait }),
    await ask(server, 'POST', '/journal/unexpected', { body: { except } }),
  ];
  t.match(answers, [
    {
      status: 409,
      json: {
        detail:
          'a request (path /users, query statut 1, header X-Run 7) never came, expected at least once.',
        nearest: [
          {
            differences: [
              'path is /thematiques, expected /users',
              'query statut is missing, expected 1',
              'header X-Run is missing, expected 7',
            ],
          },
        ],
      },
    },
    { status: 409, json: { code: 'not_received', detail: /method {"not":"GET"}/ } },
    { status: 200, json: [{ id: 1, path: '/api/thematiques' }] },
  ]);
});

t.test('a key and a password can be asked for, and are not shown', async (t) => {
  const server = await start(t);
  const sandbox = server.createSandbox();
  await call(sandbox, '/users/1');
  const { key } = sandbox.application;
  t.equal(sandbox.verify({ query: { key } }).message, 'a request (query key ***) came once.');
  for (const { key } of [server.application, { key: 'no-key-of-anybody' }]) {
    const body = { query: { key }, headers: { authorization: { contains: key } } };
    const path = `/journal/verify?sandbox=${sandbox.id}`;
    const { status, text, json } = await ask(server, 'POST', path, { body });
    t.equal(status, 409);
    t.notMatch(text, key);
    t.match(json.nearest[0].differences, [
      'query key is ***, expected ***',
      'header authorization is Basic ***, expected {"contains":"***"}',
    ]);
    t.notMatch(await ask(server, 'POST', '/journal/wait', { body: { ...body, timeout: 0 } }), {
      json: { detail: new RegExp(key) },
    });
  }
});

const ONE_MEMBER = /an operator, which has exactly one member/;
const REFUSED: [query: string, body: object | undefined, pointer: string, detail: RegExp][] = [
  ['query=statut', undefined, '/query', /found "statut"; expected JSON/],
  ['uid={', undefined, '/uid', /found "{"; expected JSON/],
  ['uid=-1', undefined, '/uid', /found "-1"; expected an integer ≥ 1/],
  ['uid=1&uid=2', undefined, '/uid', /found \["1","2"\]/],
  ['constructor=1', undefined, '/constructor', /no member of this name/],
  ['status={}', undefined, '/status', ONE_MEMBER],
  ['rule={"not":{"absent":true,"equals":1}}', undefined, '/rule/not', ONE_MEMBER],
  ['headers={"a b":1}', undefined, '/headers/a b', /a name of letters, digits/],
  ['', { inOrder: [{}, { refusal: {} }] }, '/inOrder/1/refusal', ONE_MEMBER],
  ['path=users/9', undefined, '/path', /found "users\/9"; expected a path below the base path/],
  ['refusal=panne', undefined, '/refusal', /found "panne"; expected one of "identification/],
  ['path={"not":1,"equals":2}', undefined, '/path', ONE_MEMBER],
  ['body={"a":{"not":1,"b":2}}', undefined, '/body/a', ONE_MEMBER],
  ['', { inOrder: [{ body: { absent: 1 } }] }, '/inOrder/0/body/absent', /found 1; expected true/],
  ['', { body: { startsWith: 1 } }, '/body/startsWith', /found 1; expected a string/],
  ['', { status: 600 }, '/status', /found 600; expected an integer ≥ 0 and ≤ 599/],
  ['', { operation: 'listUsers', uid: { not: 1 } }, '/uid', /listUsers has no uid/],
];
for (const [query, body, pointer, detail] of REFUSED) {
  t.test(`${query || JSON.stringify(body)} is refused`, async (t) => {
    const server = await start(t);
    const answer = body
      ? await ask(server, 'POST', '/journal/verify', { body })
      : await ask(server, 'GET', `/journal?${encodeURI(query)}`);
    t.match(answer, { status: 400, json: { errors: [{ pointer, detail }] } });
  });
}

t.test('the journal is read by pages, with requests that end meanwhile', async (t) => {
  const server = await start(t);
  server.addRule({ match: { uid: 1 }, then: { action: 'stall' } });
  const leave = new AbortController();
  const url = `${server.apiUrl}/users/1?key=${server.application.key}`;
  const headers = { authorization: basic('demo:demo') };
  const left = t.rejects(fetch(url, { headers, signal: leave.signal }));
  await server.waitForRequest({ uid: 1, state: 'running' });
  for (const uid of [2, 3, 4]) await call(server, `/users/${uid}`);
  leave.abort();
  await left;
  await server.waitForRequest({ uid: 1, state: 'aborted' });
  const found: (number | null)[][] = [];
  for (let after = 0; ; ) {
    const page = server.listJournal({ after, limit: 2 });
    const { json } = await ask(server, 'GET', `/journal?after=${after}&limit=2`);
    t.same(json, page);
    const last = page.at(-1);
    if (last === undefined) break;
    found.push(page.map(({ uid }) => uid));
    after = last.change;
  }
  t.same(found, [
    [2, 3],
    [4, 1],
  ]);
  t.match(server.listJournal({ limit: 2 }), [{ uid: 3 }, { uid: 4 }], 'else, by arrival');
  const before = server.listJournal({ limit: 2, before: 3 });
  t.match(before, [{ uid: 1 }, { uid: 2 }], 'and the latest first, from page to page');
  t.same((await ask(server, 'GET', '/journal?before=3&limit=2')).json, before);
  t.equal((await ask(server, 'GET', '/journal?before=0')).status, 400);
});
