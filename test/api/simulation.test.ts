import t from 'tap';
import { REFUSAL_CODES, Refusal } from '../../src/contract/refusals.ts';
import type { RuleDefinition } from '../../src/index.ts';
import { type Answer, call, head, postStatut, raw, serve, start, worldsWith } from '../helpers.ts';

type Then = Exclude<NonNullable<RuleDefinition['then']>, readonly unknown[]>;

/** One record, a list, and a document of several lists. */
const PATHS = ['/users/7', '/users', '/actualisation/2014-S1', ''] as const;

const JSON_TYPE = 'application/json; charset=utf-8';
const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';
const TEXT_TYPE = 'text/plain; charset=utf-8';

/** The answer after an action, from the usual one. */
type Case = readonly [
  what: string,
  rule: RuleDefinition,
  expect: (usual: Answer) => { status: number; type: string | null; text: string },
];
const ACTIONS: readonly Case[] = [
  [
    'no action',
    { then: { action: 'pass' } },
    ({ text }) => ({ status: 200, type: JSON_TYPE, text }),
  ],
  ...[{ fixed: 5 }, { uniform: [1, 5] }, { lognormal: { median: 2, sigma: 0.1 } }].map(
    (delay): Case => [
      `a delay ${JSON.stringify(delay)}`,
      { delay, then: { action: 'pass' } },
      ({ text }) => ({ status: 200, type: JSON_TYPE, text }),
    ],
  ),
  ...(
    [
      ['nothing', { status: 200 }, null, ''],
      ['201 and nothing', { status: 201 }, null, ''],
      ['204', { status: 204 }, null, ''],
      ['304', { status: 304 }, null, ''],
      ['a text', { status: 202, body: 'soon' }, TEXT_TYPE, 'soon'],
      ['an empty text', { status: 400, body: '' }, TEXT_TYPE, ''],
      ['JSON', { status: 503, body: { a: [1] } }, JSON_TYPE, '{"a":[1]}'],
      ['null', { status: 200, body: null }, JSON_TYPE, 'null'],
      ['false', { status: 200, body: false }, JSON_TYPE, 'false'],
      [
        'a status of the catalogue',
        { status: 503 },
        PROBLEM_TYPE,
        JSON.stringify(new Refusal('service_indisponible').toDocument()),
      ],
      [
        'a status that nobody knows',
        { status: 599 },
        PROBLEM_TYPE,
        '{"type":"about:blank","title":"Unknown","status":599}',
      ],
      [
        'a page, as the header says',
        { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Bad Gateway</h1>' },
        'text/html',
        '<h1>Bad Gateway</h1>',
      ],
    ] as const
  ).map(
    ([what, answer, type, text]): Case => [
      `the answer ${what}`,
      { then: { action: 'answer', ...answer } },
      () => ({ status: answer.status, type, text }),
    ],
  ),
  [
    'another Content-Type',
    { then: { action: 'content-type', type: 'text/html; charset=iso-8859-1' } },
    ({ text }) => ({ status: 200, type: 'text/html; charset=iso-8859-1', text }),
  ],
  [
    'broken JSON',
    { then: { action: 'broken-json' } },
    ({ text }) => ({ status: 200, type: JSON_TYPE, text: text.slice(0, -1) }),
  ],
  [
    'drip',
    { then: { action: 'drip', bytesPerSecond: 1_000_000 } },
    ({ text }) => ({ status: 200, type: JSON_TYPE, text }),
  ],
  [
    'a rate limit that is not reached',
    { then: { action: 'rate-limit', requests: 2, seconds: 60 } },
    ({ text }) => ({ status: 200, type: JSON_TYPE, text }),
  ],
];

for (const [what, rule, expect] of ACTIONS) {
  t.test(`${what}, on a record, on lists, and with HEAD`, async (t) => {
    for (const path of PATHS) {
      const server = await start(t);
      server.freezeClock('2016-06-01T12:00:00Z');
      const usual = await call(server, path);
      server.addRule(rule);
      const { status, type, text } = expect(usual);
      const answer = await call(server, path);
      t.equal(answer.status, status, path);
      t.equal(answer.headers.get('content-type'), type, path);
      t.equal(answer.text, text, path);
      const { length } = Buffer.from(text);
      t.match(answer.headers.get('content-length') ?? String(length), String(length));
      const empty = await call(server, path, { method: 'HEAD' });
      t.equal(empty.status, status);
      t.equal(empty.headers.get('content-type'), type);
      t.equal(empty.text, '');
    }
  });
}

t.test('broken JSON announces its own length, and is none', async (t) => {
  const server = await start(t);
  server.addRule({ then: { action: 'broken-json' } });
  const { text, headers, json } = await call(server, '/users/7');
  t.equal(headers.get('content-length'), String(Buffer.byteLength(text)));
  t.equal(json, undefined);
  t.throws(() => JSON.parse(text));
  t.throws(() => JSON.parse(`${text}]`));
  t.equal((await call(server, '/users')).json, undefined);
});

t.test('headers of an answer are sent as they are given', async (t) => {
  const server = await start(t);
  const headers = { 'Retry-After': '7', 'x-request-id': 'abc', 'content-type': 'text/csv' };
  server.addRule({ then: { action: 'answer', status: 429, headers } });
  const answer = await call(server, '/users');
  for (const [name, value] of Object.entries(headers)) {
    t.equal(answer.headers.get(name), value, name);
  }
});

for (const path of PATHS) {
  t.test(`drop closes the connection before an answer to GET /api${path}`, async (t) => {
    const server = await start(t);
    server.addRule({ then: { action: 'drop' } });
    for (const method of ['GET', 'HEAD']) {
      t.equal(await raw(server, head(server, method, path)), '');
      t.match(await server.waitForRequest({ status: 0 }), {
        method,
        status: 0,
        responseBody: null,
      });
      server.clearJournal();
    }
  });
}

t.test('rate-limit answers 429 until the world’s clock has moved on', async (t) => {
  const server = await start(t);
  server.freezeClock('2016-06-01T12:00:00Z');
  server.addRule({
    operation: 'getUser',
    then: { action: 'rate-limit', requests: 2, seconds: 30 },
  });
  const ask = async () => {
    const { status, headers } = await call(server, '/users/7');
    return [status, headers.get('retry-after')];
  };
  t.same(await ask(), [200, null]);
  server.advanceClock(10);
  t.same(await ask(), [200, null]);
  t.same(await ask(), [429, '20']);
  t.equal((await call(server, '/users')).status, 200, 'another operation has no limit');
  server.advanceClock(19);
  t.same(await ask(), [429, '1']);
  server.advanceClock(1);
  t.same(await ask(), [200, null], 'the first has left the window');
  t.same(await ask(), [429, '10']);
  server.reset();
  t.same(await ask(), [200, null], 'nor does a limit survive a reset');
});

t.test('HEAD is limited as GET is', async (t) => {
  const server = await start(t);
  server.addRule({ then: { action: 'rate-limit', requests: 1, seconds: 600 } });
  t.equal((await call(server, '/users', { method: 'HEAD' })).status, 200);
  const { status, text, headers } = await call(server, '/users', { method: 'HEAD' });
  t.same([status, text], [429, '']);
  t.match(headers.get('retry-after'), /^\d+$/);
});

for (const [action, changes] of [
  [{ action: 'answer', status: 503 }, false],
  [{ action: 'refuse', code: 'service_indisponible' }, false],
  [{ action: 'drop' }, false],
  [{ action: 'reset' }, false],
  [{ action: 'garbage' }, false],
  [{ action: 'answer', status: 503, perform: true }, true],
  [{ action: 'refuse', code: 'service_indisponible', perform: true }, true],
  [{ action: 'drop', perform: true }, true],
  [{ action: 'reset', perform: true }, true],
  [{ action: 'cut' }, true],
  [{ action: 'patch', remove: ['statut'] }, true],
  [{ action: 'broken-json' }, true],
  [{ action: 'content-type', type: 'text/plain' }, true],
  [{ action: 'drip', bytesPerSecond: 100_000 }, true],
  [{ action: 'pass' }, true],
] as readonly (readonly [Then, boolean])[]) {
  const what = changes ? 'changes the partner all the same' : 'changes nothing';
  t.test(`setUserStatut under ${JSON.stringify(action)} ${what}`, async (t) => {
    const server = await start(t);
    server.addRule({ operation: 'setUserStatut', then: action });
    await postStatut(server, 7, { action: 1 }).catch(() => {});
    await server.waitForRequest({ operation: 'setUserStatut' });
    t.equal((await call(server, '/users/7')).json.statut, changes ? 1 : 0);
    t.equal(server.diff().length, changes ? 1 : 0);
  });
}

t.test('rules are held against the body, the query and the headers of a request', async (t) => {
  const server = await start(t);
  const then: Then = { action: 'answer', status: 503 };
  server.addRule({ match: { body: { action: 1 } }, then });
  server.addRule({ match: { query: { statut: '1' } }, then });
  server.addRule({ match: { headers: { 'X-Test': 'a' } }, then });
  t.equal((await postStatut(server, 7, { action: 1 })).status, 503);
  t.equal((await postStatut(server, 7, { action: 0 })).status, 200);
  t.equal((await postStatut(server, 7, 'not JSON')).status, 400);
  t.equal((await call(server, '/users?statut=1')).status, 503);
  t.equal((await call(server, '/users?statut=0')).status, 200);
  t.equal((await call(server, '/users', { headers: { 'x-test': 'a' } })).status, 503);
});

t.test('rules touch neither the control plane, nor the documentation, nor the root', async (t) => {
  const server = await start(t);
  server.addRule({ then: { action: 'answer', status: 503 } });
  t.equal((await call(server, '/users')).status, 503);
  for (const path of ['/', '/_mock', '/_mock/rules', '/docs', '/openapi.json']) {
    const headers = { prefer: 'code=500' };
    t.equal((await fetch(`${server.url}${path}`, { headers })).status, 200, path);
  }
  t.equal((await fetch(`${server.url}/nothing`)).status, 404);
});

t.test('refusals of callers and paths come before rules', async (t) => {
  const server = await start(t);
  server.addRule({ then: { action: 'answer', status: 503 } });
  t.equal((await call(server, '/users', { user: null })).status, 401);
  t.equal((await call(server, '/users', { key: null })).status, 403);
  t.equal((await call(server, '/nothing')).status, 404);
  t.equal((await call(server, '/users', { method: 'DELETE' })).status, 405);
  t.same(
    server.listRules().map(({ acted }) => acted),
    [...Array(6).fill(0), 0],
  );
});

t.test('a simulated refusal is the catalogue’s own, with its headers', async (t) => {
  const server = await start(t);
  for (const [path, status, code, headers] of [
    ['/users/7', 401, 'identification_requise', { 'www-authenticate': /^Basic realm=/ }],
    ['/users/7', 404, 'partenaire_inconnu', {}],
    ['/users', 404, 'ressource_inconnue', {}],
    ['/users/7', 405, 'methode_non_autorisee', { allow: 'GET, HEAD' }],
    ['/users/7', 429, 'trop_de_requetes', { 'retry-after': '1' }],
    ['/users/7', 501, 'non_documente', {}],
  ] as const) {
    server.replaceRules([{ then: { action: 'answer', status } }]);
    const answer = await call(server, path);
    t.match([answer.status, answer.json.code], [status, code]);
    t.match(Object.fromEntries(answer.headers), headers);
  }
  server.replaceRules([
    { then: { action: 'answer', status: 503, headers: { 'retry-after': '7' } } },
  ]);
  t.equal((await call(server, '/users/7')).headers.get('retry-after'), '7', 'the rule’s own wins');
});

t.test('a refusal of the catalogue is sent by its code, with its headers', async (t) => {
  const server = await start(t);
  for (const code of REFUSAL_CODES) {
    server.replaceRules([{ id: 'refusing', then: { action: 'refuse', code } }]);
    const refusal = new Refusal(code);
    const answer = await call(server, '/users/7');
    t.equal(answer.status, refusal.status, code);
    t.equal(answer.headers.get('content-type'), PROBLEM_TYPE);
    t.match(answer.json, { code, title: refusal.toDocument().title });
    t.match(Object.fromEntries(answer.headers), refusal.headers);
    t.equal(answer.headers.get('allow'), code === 'methode_non_autorisee' ? 'GET, HEAD' : null);
    const empty = await call(server, '/users', { method: 'HEAD' });
    t.same([empty.status, empty.text], [refusal.status, '']);
    t.match(server.listJournal().at(-1), {
      status: refusal.status,
      refusal: { code, explanation: 'simulated by the rule refusing' },
    });
  }
});

t.test('a rule acts before the body is looked at', async (t) => {
  const server = await start(t);
  const post = (body: string, type = 'application/json') =>
    call(server, '/users/7/statut', { method: 'POST', body, headers: { 'content-type': type } });
  server.replaceRules([{ operation: 'setUserStatut', then: { action: 'answer', status: 503 } }]);
  t.equal((await post('no JSON', 'text/plain')).status, 503);
  t.equal((await post(' '.repeat(20_000))).status, 503);
});

t.test('a rule that looks at the body decides once it is read as JSON', async (t) => {
  const server = await start(t);
  const post = (body: string, type = 'application/json') =>
    call(server, '/users/7/statut', { method: 'POST', body, headers: { 'content-type': type } });
  const rules = () => server.listRules().map(({ matched, acted }) => [matched, acted]);
  server.replaceRules([
    { match: { body: { action: 2 } }, then: { action: 'answer', status: 502 } },
    { operation: 'setUserStatut', after: 1, then: { action: 'answer', status: 503 } },
  ]);
  t.equal((await post('{"action":2}')).status, 502, 'whatever the schema says');
  t.equal((await post('{"action":1}')).status, 200, 'the next rule lets one pass');
  t.equal((await post('{"action":1}', 'text/plain')).status, 503, 'and decides without a body');
  t.strictSame(
    rules(),
    [
      [1, 1],
      [2, 1],
    ],
    'each is asked once',
  );
  server.replaceRules([{ match: { body: { action: 1 } }, then: { action: 'drop' } }]);
  t.equal((await post('no JSON')).status, 400, 'a body that is not JSON matches no rule');
  const then: Then = { action: 'answer', status: 503 };
  server.replaceRules([{ match: { body: { action: 1 } }, then }]);
  const { id } = server.addRule({ match: { body: { action: 0 } }, then });
  server.deleteRule(id);
  t.equal((await post('{"action":1}')).status, 503, 'and after another such rule was deleted');
});

t.test('an error while a rule acts is a refusal of the API', async (t) => {
  const worlds = worldsWith(t);
  const server = await serve(t, worlds);
  // The control plane would not admit it.
  worlds.main.addRule({ then: { action: 'answer', status: 200, headers: { 'x-é€': 'x' } } });
  t.equal((await call(server, '/users/7')).json.code, 'erreur_interne');
  t.equal((await call(server, '/users/7', { headers: { prefer: 'wait=0' } })).status, 200);
});
