// The steps of docs/testing.md and docs/rules.md, by a client generated from openapi/control.yaml.
import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import type { paths } from './control.js';

const { FAIRE_SIMPLE_URL: api, FAIRE_SIMPLE_CONTROL_URL: baseUrl } = process.env as Record<
  string,
  string
>;
const client = createClient<paths>({ baseUrl });

/** The data of an answer; a refusal throws. */
async function ok<Data>(
  answer: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<Data> {
  const { data, error, response } = await answer;
  assert.equal(error, undefined, `${response.url}: ${response.status} ${JSON.stringify(error)}`);
  return data as Data;
}

// One server, a sandbox per test.
const created = await ok(client.POST('/sandboxes', { body: { lifetime: 600_000 } }));
const query = { sandbox: created.id };
const authorization = `Basic ${Buffer.from(`${created.login}:${created.password}`).toString('base64')}`;
const call = (path: string, options: RequestInit = {}) =>
  fetch(`${api}${path}?key=${created.key}`, {
    ...options,
    headers: { authorization, 'content-type': 'application/json' },
  });
const register = (uid: number) =>
  call(`/users/${uid}/statut`, { method: 'POST', body: '{"action": 1}' });
const users = { collection: 'users', key: 9 } as const;

// A rule, a retry, and what came.
const rule = await ok(
  client.POST('/rules', {
    params: { query },
    body: {
      operation: 'getUser',
      times: 1,
      then: { action: 'refuse', code: 'service_indisponible' },
    },
  }),
);
assert.equal((await call('/users/9')).status, 503);
assert.equal((await call('/users/9')).status, 200);
const verdict = await ok(
  client.POST('/journal/verify', {
    params: { query },
    body: { operation: 'getUser', uid: 9, times: 2 },
  }),
);
assert.ok('count' in verdict && verdict.count === 2);
const [listed] = await ok(client.GET('/rules', { params: { query } }));
assert.ok(listed !== undefined);
await ok(client.DELETE('/rules/{id}', { params: { path: { id: rule.id }, query } }));

// A change whose answer is lost, the state after it, and the requests that nothing has verified.
await ok(
  client.POST('/rules', {
    params: { query },
    body: { operation: 'setUserStatut', times: 1, then: { action: 'drop', perform: true } },
  }),
);
await assert.rejects(register(9));
const record = await ok(
  client.GET('/records/{collection}/{key}', { params: { path: users, query } }),
);
assert.equal('statut' in record && record.statut, 1);
const lost = await ok(client.POST('/journal/unexpected', { params: { query }, body: {} }));
assert.deepEqual(
  lost.map(({ operation, uid, state }) => ({ operation, uid, state })),
  [{ operation: 'setUserStatut', uid: 9, state: 'aborted' }],
);
const waited = await ok(
  client.POST('/journal/wait', {
    params: { query },
    body: { operation: 'setUserStatut', uid: 9, timeout: 'PT5S' },
  }),
);
assert.equal(waited.status, 0);
assert.deepEqual(await ok(client.POST('/journal/unexpected', { params: { query }, body: {} })), []);
const refused = await client.POST('/journal/verify', {
  params: { query },
  body: { operation: 'listUsers' },
});
assert.equal(refused.response.status, 409);
assert.match(refused.error?.detail ?? '', /listUsers never came/);

// A held request, rules that went unused, and a gateway that is down for everybody.
const held = await ok(
  client.POST('/rules', {
    params: { query },
    body: { operation: 'setUserStatut', match: { uid: 12 }, then: { action: 'hold' } },
  }),
);
const unused = await ok(client.GET('/rules/unused', { params: { query } }));
assert.deepEqual(
  unused.map(({ id }) => id),
  [held.id],
);
const pending = register(12);
await ok(
  client.POST('/journal/wait', {
    params: { query },
    body: { operation: 'setUserStatut', uid: 12, state: 'running' },
  }),
);
const release = { params: { path: { id: held.id }, query }, body: { count: 1 } };
while ((await ok(client.POST('/rules/{id}/release', release))).released === 0);
assert.equal((await pending).status, 200);
await ok(
  client.POST('/rules', {
    params: { query },
    body: { refused: true, then: { action: 'answer', status: 502, body: '' } },
  }),
);
assert.equal((await call('/nowhere')).status, 502);
await ok(client.DELETE('/rules', { params: { query } }));
assert.equal((await call('/nowhere')).status, 404);

// Another application, whose key changes.
const application = await ok(
  client.POST('/applications', { params: { query }, body: 'Importeur' }),
);
const rotated = await ok(
  client.POST('/applications/{login}/rotate-key', {
    params: { path: { login: application.login }, query },
  }),
);
assert.notEqual(rotated.key, application.key);
const { log } = await ok(client.GET('/journal.har', { params: { query } }));
assert.ok(log.entries.length > 0);

// Data of the test's own.
const added = await ok(
  client.POST('/records/{collection}', {
    params: { path: { collection: 'users' }, query },
    body: { ville: 'Bastia' },
  }),
);
assert.equal('ville' in added && added.ville, 'Bastia');
await ok(
  client.PATCH('/records/{collection}/{key}', {
    params: { path: users, query },
    body: { merge: { ville: 'Corte' } },
  }),
);
const found = await ok(
  client.GET('/records/{collection}', {
    params: { path: { collection: 'users' }, query: { ...query, text: 'Corte' } },
  }),
);
assert.equal(found.length, 1);

// The clock, snapshots and the way back.
await ok(client.POST('/clock/freeze', { params: { query }, body: { at: '2016-03-14T09:26:53Z' } }));
assert.match(await (await register(25)).text(), /2016-03-14T09:26:53Z/);
const { now } = await ok(
  client.POST('/clock/advance', { params: { query }, body: { by: 'PT1H' } }),
);
assert.equal(now, '2016-03-14T10:26:53Z');
const named = { path: { name: 'before' }, query };
await ok(client.PUT('/snapshots/{name}', { params: named }));
await register(16);
const differences = await ok(
  client.GET('/diff', { params: { query: { ...query, from: 'before' } } }),
);
assert.deepEqual(
  differences.map(({ collection, key }) => [collection, key]),
  [['users', 16]],
);
await ok(client.POST('/snapshots/{name}/restore', { params: named }));
await ok(client.POST('/reset', { params: { query } }));
assert.deepEqual(await ok(client.GET('/diff', { params: { query } })), []);
assert.deepEqual(await ok(client.GET('/journal', { params: { query } })), []);
await ok(client.DELETE('/sandboxes/{id}', { params: { path: { id: created.id } } }));
assert.equal((await call('/users/9')).status, 401);
console.log('held');
