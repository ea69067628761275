import t from 'tap';
import type { MockServer, Rule, RuleDefinition } from '../../src/index.ts';
import { call, postStatut, start } from '../helpers.ts';
import { ask } from './helpers.ts';

const answer = (status: number) => ({ action: 'answer', status }) as const;

const get = async (server: MockServer, path: string, options = {}) =>
  (await call(server, path, options)).status;

/** The operations on rules, in-process and over HTTP. */
const WAYS = {
  'in-process': (server: MockServer) => ({
    list: async (): Promise<readonly Rule[]> => server.listRules(),
    add: async (rule: RuleDefinition): Promise<Rule> => server.addRule(rule),
    replace: async (rules: readonly RuleDefinition[]) => server.replaceRules(rules),
    remove: async (id: string) => server.deleteRule(id),
    unused: async (): Promise<readonly Rule[]> => server.unusedRules(),
    snapshot: async (name: string) => void server.saveSnapshot(name),
    restore: async (name: string) => server.restoreSnapshot(name),
  }),
  HTTP: (server: MockServer) => ({
    list: async () => (await ask(server, 'GET', '/rules')).json,
    add: async (body: RuleDefinition) => (await ask(server, 'POST', '/rules', { body })).json,
    replace: async (body: readonly RuleDefinition[]) =>
      (await ask(server, 'PUT', '/rules', { body })).json,
    remove: async (id: string) => void (await ask(server, 'DELETE', `/rules/${id}`)),
    unused: async () => (await ask(server, 'GET', '/rules/unused')).json,
    snapshot: async (name: string) => void (await ask(server, 'PUT', `/snapshots/${name}`)),
    restore: async (name: string) => void (await ask(server, 'POST', `/snapshots/${name}/restore`)),
  }),
};

/** The bytes of a request that an expectation of `match` may see. */
const SEEN = '/users/9?%73tatut=1&statut=0';

const MATCHES: [match: RuleDefinition['match'], holds: boolean][] = [
  [{ uid: 9 }, true],
  [{ uid: { not: { startsWith: 9 } } }, false],
  [{ semestre: { absent: true } }, true],
  [{ method: 'GET' }, true],
  [{ path: '/users/9' }, true],
  [{ path: { startsWith: '/users/' } }, true],
  [{ path: '/api/users/9' }, false],
  [{ query: { statut: 1 } }, true],
  [{ query: { statut: { not: 0 } } }, false],
  [{ query: { key: { absent: false }, autre: { absent: true } } }, true],
  [{ headers: { 'X-Essai': { contains: 'b' } } }, true],
  [{ headers: { Authorization: { absent: true } } }, false],
];

for (const [way, of] of Object.entries(WAYS)) {
  t.test(`${way}: the last rule added is asked first, and hides those before it`, async (t) => {
    const server = await start(t);
    const rules = of(server);
    await rules.replace([{ id: 'a', then: answer(500) }]);
    t.match(await rules.add({ id: 'b', then: answer(501) }), { id: 'b', shadowed: null, held: 0 });
    t.equal(await get(server, '/users/1'), 501);
    t.match(await rules.add({ id: 'c', priority: -1, then: answer(502) }), { shadowed: 'b' });
    t.match(await rules.list(), [
      { id: 'b', shadowed: null, acted: 1 },
      { id: 'a', shadowed: 'b', acted: 0 },
      { id: 'c', shadowed: 'b', acted: 0 },
    ]);
    await rules.remove('b');
    t.equal(await get(server, '/users/1'), 500);
    await rules.add({ id: 'c', priority: 1, then: answer(502) });
    t.equal(await get(server, '/users/1'), 502);
  });

  t.test(`${way}: rules that only delay combine with the one that answers`, async (t) => {
    const server = await start(t);
    const rules = of(server);
    await rules.replace([
      { id: 'early', delay: 1 },
      { id: 'late', delay: { fixed: 'PT0.001S', when: 'after' } },
      { id: 'never', operation: 'listUsers', delay: 'PT5M' },
      { id: 'down', times: 1, then: answer(503) },
      { id: 'behind', delay: { uniform: [0, 'PT0.001S'] } },
    ]);
    t.equal(await get(server, '/users/1'), 503);
    t.equal(await get(server, '/users/1'), 200);
    t.match(server.listJournal(), [
      { rules: ['early', 'late', 'down'], rule: 'down' },
      { rules: ['early', 'late', 'behind'], rule: 'behind' },
    ]);
    t.match((await ask(server, 'GET', '/journal')).json, [
      { rules: ['early', 'late', 'down'] },
      {},
    ]);
  });

  t.test(`${way}: a list of actions acts in turn`, async (t) => {
    const server = await start(t);
    const rules = of(server);
    const then: RuleDefinition['then'] = [
      { action: 'refuse', code: 'service_indisponible' },
      { action: 'refuse', code: 'erreur_interne' },
      { action: 'pass' },
    ];
    await rules.add({ operation: 'getUser', times: 4, then });
    await rules.add({ operation: 'listUsers', then: then.slice(0, 2) });
    const statuses: number[] = [];
    for (let count = 0; count < 4; count++) statuses.push(await get(server, '/users/1'));
    t.strictSame(statuses, [503, 500, 200, 200]);
    for (let count = 0; count < 3; count++) statuses.push(await get(server, '/users'));
    t.strictSame(statuses.slice(4), [503, 500, 500], 'the last one stays');
  });

  t.test(`${way}: conditions of a match`, async (t) => {
    const server = await start(t);
    const rules = of(server);
    const headers = { 'x-essai': 'abc' };
    for (const [match, holds] of MATCHES) {
      await rules.replace([{ match: match as object, then: answer(299) }]);
      t.equal((await get(server, SEEN, { headers })) === 299, holds, JSON.stringify(match));
    }
    await rules.replace([{ match: { path: '/users/9' }, then: answer(299) }]);
    t.equal(await get(server, '/users/%39/'), 299, 'decoded, without its trailing slash');
    await rules.replace([{ match: { method: 'GET' }, then: answer(299) }]);
    t.equal(await get(server, '/users/9', { method: 'HEAD' }), 200, 'GET does not match HEAD');
    await rules.replace([{ match: { semestre: '2016-S1' }, then: answer(299) }]);
    t.equal(await get(server, '/actualisation/2016-S1'), 299);
    t.equal(await get(server, '/actualisation/2016-S2'), 200);
    t.match(server.listJournal({ operation: 'getActualisationSemestre' }), [
      { semestre: '2016-S1', uid: null },
      { semestre: '2016-S2' },
    ]);
    await rules.replace([{ match: { body: { action: { not: 0 } } }, then: answer(299) }]);
    t.equal((await postStatut(server, 9, { action: 1 })).status, 299);
    t.equal((await postStatut(server, 9, { action: 0 })).status, 200);
  });

  t.test(`${way}: counters come back with a snapshot, and begin anew elsewhere`, async (t) => {
    const server = await start(t);
    const rules = of(server);
    await rules.replace([
      { id: 'turn', operation: 'getUser', then: [answer(500), answer(501), answer(502)] },
      { id: 'limit', then: { action: 'rate-limit', requests: 1, seconds: 3600 } },
    ]);
    t.equal(await get(server, '/users/1'), 500);
    t.equal(await get(server, '/users'), 200);
    await rules.snapshot('once');
    t.equal(await get(server, '/users/1'), 501);
    t.equal(await get(server, '/users/1'), 502);
    const sandbox = server.createSandbox({ snapshot: 'once' });
    t.match(sandbox.listRules(), [{ acted: 1 }, { matched: 1 }], 'and to a sandbox made from it');
    await rules.restore('once');
    t.match(await rules.list(), [
      { id: 'turn', matched: 1, acted: 1 },
      { id: 'limit', matched: 1, acted: 0 },
    ]);
    t.equal(await get(server, '/users/1'), 501);
    t.equal(await get(server, '/users'), 429, 'the window of the rate limit, too');
    server.importState(server.exportState());
    t.match(await rules.list(), [{ matched: 0 }, { matched: 0 }]);
    t.equal(await get(server, '/users/1'), 500);
  });

  t.test(`${way}: the rules that should have acted and have not`, async (t) => {
    const server = await start(t);
    const rules = of(server);
    t.strictSame(await rules.unused(), [], 'not those of the special partners');
    await rules.add({ id: 'once', operation: 'getUser', then: answer(503) });
    await rules.add({ id: 'twice', operation: 'listUsers', times: 2, then: answer(503) });
    await rules.add({ id: 'chance', operation: 'getUser', probability: 0, then: answer(503) });
    await rules.add({ id: 'limit', then: { action: 'rate-limit', requests: 9, seconds: 9 } });
    await rules.add({ id: 'uid-9503', match: { uid: 9503 }, then: answer(500) });
    const ids = async () => (await rules.unused()).map(({ id }: Rule) => id);
    t.strictSame(await ids(), ['twice', 'once', 'uid-9503'], 'a replaced partner is a test’s');
    await call(server, '/users/1');
    await call(server, '/users');
    t.strictSame(await ids(), ['twice', 'uid-9503']);
    await call(server, '/users');
    t.strictSame(await ids(), ['uid-9503']);
    server.reset();
    t.strictSame(await ids(), []);
  });
}

t.test('rules of the fixtures without an id are no test’s, after a restart either', async (t) => {
  const rules = [
    { operation: 'getUser', then: answer(503) },
    { id: 'b', delay: 1 },
  ];
  const dir = t.testdir({ 'rules.json': JSON.stringify(rules) });
  const database = `${t.testdir()}/a.db`;
  for (const last of [false, true]) {
    const server = await start(t, { fixtures: dir, database });
    t.strictSame(
      server.unusedRules().map(({ id }) => id),
      last ? ['own'] : [],
    );
    if (!last) server.addRule({ id: 'own', operation: 'getUser', then: answer(500) });
    await server.close();
  }
});

t.test('a restart counts anew, also in a sandbox that began with counters', async (t) => {
  const database = `${t.testdir()}/a.db`;
  const first = await start(t, { database });
  first.replaceRules([{ id: 'a', delay: 0 }]);
  await call(first, '/users/1');
  first.saveSnapshot('once');
  const { id } = first.createSandbox({ snapshot: 'once' });
  t.match(first.listRules(), [{ acted: 1 }]);
  await first.close();
  const second = await start(t, { database });
  t.match(second.listRules(), [{ id: 'a', acted: 0 }]);
  const path = `/rules?sandbox=${id}`;
  t.match((await ask(second, 'GET', path)).json, [{ id: 'a', acted: 0 }]);
  second.restoreSnapshot('once');
  t.match(second.listRules(), [{ id: 'a', acted: 1 }], 'a snapshot keeps its own');
});

t.test('a release names a rule that exists, and a number of requests', async (t) => {
  const server = await start(t);
  t.strictSame(server.releaseRule('uid-9503'), { released: 0 });
  t.throws(() => server.releaseRule('absente'), { kind: 'unknown', message: /no rule "absente"/ });
  t.throws(() => server.releaseRule('uid-9503', { count: 0 }), {
    kind: 'invalid',
    message: /\/count: found 0; expected an integer ≥ 1/,
  });
  const { status, json } = await ask(server, 'POST', '/rules/absente/release');
  t.match([status, json.detail], [404, /no rule "absente"/]);
  const body = { count: 'all' };
  t.equal((await ask(server, 'POST', '/rules/uid-9503/release', { body })).status, 400);
});

t.test('a key without an exact number is none', async (t) => {
  const server = await start(t);
  server.addRule({ match: { uid: { absent: true } }, then: answer(299) });
  t.equal(await get(server, '/users/9007199254740993'), 404);
  t.equal(await get(server, '/users/90071992547409930'), 299);
  t.match(server.listJournal(), [{ uid: 9007199254740992 }, { uid: null }]);
});

t.test('special partners do not hide the refusals before them', async (t) => {
  const server = await start(t);
  for (const { match } of server.listRules()) {
    const uid = match?.uid as number;
    t.equal(await get(server, `/users/${uid}`, { key: 'fausse' }), 403);
    t.equal(await get(server, `/users/${uid}`, { user: null }), 401);
    t.equal(await get(server, `/users/${uid}/autre`), 404);
    t.equal(await get(server, `/users/${uid}`, { method: 'DELETE' }), 405);
    t.equal((await postStatut(server, uid, { action: 1 }, { key: 'fausse' })).status, 403);
  }
  t.match(
    server.listRules().map(({ matched }) => matched),
    [0, 0, 0, 0, 0, 0],
  );
});
