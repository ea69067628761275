import t, { type Test } from 'tap';
import type { RuleDefinition } from '../../src/index.ts';
import {
  call,
  head,
  postStatut,
  raw,
  serve as serveWorlds,
  start,
  worldsWith,
} from '../helpers.ts';

type Then = NonNullable<RuleDefinition['then']>;

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

async function serve(t: Test, then: Then) {
  const server = await start(t);
  server.addRule({ operation: 'setUserStatut', then });
  return server;
}

t.test('the work is done, and another answer sent', async (t) => {
  const headers = { 'x-a': 'b' };
  const server = await serve(t, {
    action: 'answer',
    status: 502,
    headers,
    body: 'bad gateway',
    perform: true,
  });
  const answer = await postStatut(server, 7, { action: 1 });
  t.strictSame([answer.status, answer.text], [502, 'bad gateway']);
  t.equal(answer.headers.get('content-type'), 'text/plain; charset=utf-8');
  t.equal(answer.headers.get('x-a'), 'b');
  t.equal(server.getRecord('users', 7).statut, 1);
  t.match(server.verify({ operation: 'setUserStatut', status: 502, times: 1 }), {
    matched: [{ state: 'answered', rule: 'rule-1', refusal: null, warnings: [] }],
  });
  await postStatut(server, 7, { action: 1 });
  t.match(server.listJournal().at(-1), { status: 502, warnings: [/already/] });
});

t.test('a refusal that the work has found is replaced, too', async (t) => {
  const server = await serve(t, { action: 'refuse', code: 'trop_de_requetes', perform: true });
  const text = { 'content-type': 'text/plain' };
  for (const [uid, body, headers] of [
    [9999, { action: 1 }, {}],
    [7, { action: 2 }, {}],
    [7, 'no JSON', {}],
    [7, ' '.repeat(20_000), {}],
    [7, 'x', text],
  ] as const) {
    const answer = await postStatut(server, uid, body, { headers });
    t.match([answer.status, answer.json.code], [429, 'trop_de_requetes']);
    t.equal(answer.headers.get('content-type'), PROBLEM_TYPE);
    t.equal(answer.headers.get('retry-after'), '1');
    t.match(server.listJournal().at(-1), {
      status: 429,
      refusal: { code: 'trop_de_requetes', explanation: 'simulated by the rule rule-1' },
    });
  }
  server.replaceRules([{ then: { action: 'answer', status: 200, body: {}, perform: true } }]);
  const answer = await postStatut(server, 9999, { action: 1 });
  t.match([answer.status, answer.json], [200, {}]);
  t.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
  t.match(server.listJournal().at(-1), { status: 200, refusal: null });
});

t.test('the work is done, and its answer lost: the journal has what the work found', async (t) => {
  const server = await serve(t, { action: 'drop', perform: true });
  await t.rejects(postStatut(server, 7, { action: 1 }));
  t.match(await server.waitForRequest({ state: 'aborted' }), { status: 0, refusal: null });
  t.equal(server.getRecord('users', 7).statut, 1);
  server.clearJournal();
  await t.rejects(postStatut(server, 9999, { action: 1 }));
  t.match(await server.waitForRequest({ state: 'aborted' }), {
    status: 0,
    refusal: { code: 'partenaire_inconnu' },
  });
});

t.test('a rule that matches the body can replace the answer after the work', async (t) => {
  const server = await start(t);
  server.addRule({
    match: { body: { action: 1 } },
    then: { action: 'answer', status: 503, perform: true },
  });
  t.equal((await postStatut(server, 7, { action: 0 })).status, 200);
  t.equal((await postStatut(server, 7, { action: 1 })).status, 503);
  t.equal(server.getRecord('users', 7).statut, 1);
});

t.test('lists are read, and not sent', async (t) => {
  const server = await start(t);
  server.addRule({ then: { action: 'answer', status: 503, perform: true } });
  for (const method of ['GET', 'HEAD']) {
    for (const path of ['/users/7', '/users', '/actualisation', '']) {
      t.match(await raw(server, head(server, method, path)), /^HTTP\/1\.1 503 /);
    }
    // A refusal of the work is not that of the rule.
    t.match(await raw(server, head(server, method, '/users/9999')), /^HTTP\/1\.1 503 /);
  }
});

t.test(
  'an error in the answer of a rule is a refusal of the API, once the work is done',
  async (t) => {
    const worlds = worldsWith(t);
    const server = await serveWorlds(t, worlds);
    // The control plane would not admit it.
    const headers = { 'x-é€': 'x' };
    worlds.main.addRule({ then: { action: 'answer', status: 200, headers, perform: true } });
    t.equal((await postStatut(server, 7, { action: 1 })).json.code, 'erreur_interne');
    t.equal((await call(server, '/users/9999')).json.code, 'erreur_interne');
    t.match(worlds.main.document('users', 7), '"statut":1');
  },
);
