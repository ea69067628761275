import t from 'tap';
import { call, head, postStatut, raw, start, statusOf } from '../helpers.ts';

for (const uid of [
  '0',
  '-1',
  '+1',
  '01',
  '1.5',
  '1.0',
  '1e3',
  '0x1',
  '1,2',
  'abc',
  '%201',
  '1%0A',
  '%D9%A1',
  '%00',
  '1%2F2',
  '%zz',
  '%',
  '%ff',
  '__proto__',
  '6bb16ea35b02a9cbeec697d2e81bfd7d',
]) {
  t.test(`the uid ${uid} is malformed, in every operation that takes one`, async (t) => {
    const server = await start(t);
    for (const answer of [
      await call(server, `/users/${uid}`),
      await postStatut(server, uid, { action: 1 }),
    ]) {
      t.equal(answer.status, 400);
      t.equal(answer.json.code, 'requete_invalide');
      t.match(answer.json.detail, '« uid »');
      t.match(answer.json.errors, [{ parameter: 'uid', detail: answer.json.detail }]);
      t.notMatch(answer.text, '6bb16ea35b02a9cbeec697d2e81bfd7d', 'the value is not repeated');
    }
  });
}

for (const [what, uid] of [
  ['one that nobody has', '9999'],
  ['2^53', `${2 ** 53}`],
  ['2^53 + 1', '9007199254740993'],
  ['2^63', '9223372036854775808'],
  ['300 digits', '1'.repeat(300)],
  ['10,000 digits', '9'.repeat(10_000)],
] as const) {
  t.test(`a uid of ${what} is well formed, but unknown`, async (t) => {
    const server = await start(t);
    for (const answer of [
      await call(server, `/users/${uid}`),
      await postStatut(server, uid, { action: 1 }),
    ]) {
      t.equal(answer.status, 404);
      t.equal(answer.json.code, 'partenaire_inconnu');
    }
  });
}

t.test('the largest uid that JSON parsers represent exactly can be a partner’s', async (t) => {
  const { json } = await call(await start(t), '/users/1');
  const uid = Number.MAX_SAFE_INTEGER;
  const users = JSON.stringify([{ ...json, uid, thematiques: [] }]);
  const server = await start(t, { fixtures: t.testdir({ 'users.json': users }) });
  t.equal((await call(server, `/users/${uid}`)).json.uid, uid);
  t.equal((await postStatut(server, uid, { action: 0 })).json.uid, uid);
  t.equal((await call(server, `/users/${2 ** 53}`)).status, 404);
});

t.test('a uid may be percent-encoded', async (t) => {
  const server = await start(t);
  t.equal((await call(server, '/users/%31')).json.uid, 1);
  t.equal((await postStatut(server, '%31', { action: 1 })).json.uid, 1);
  t.equal((await call(server, '/users/%31', { method: 'DELETE' })).status, 405);
});

for (const [query, expected] of [
  ['statut=', '0 ou 1'],
  ['statut', '0 ou 1'],
  ['statut=2', '0 ou 1'],
  ['statut=01', '0 ou 1'],
  ['statut=true', '0 ou 1'],
  ['statut=%zz', '0 ou 1'],
  ['statut=0&statut=1', 'répété'],
  ['statut=1&statut=1', 'répété'],
] as const) {
  t.test(`?${query} is malformed: ${expected}`, async (t) => {
    const server = await start(t);
    const { status, json } = await call(server, `/users?${query}`);
    t.equal(status, 400);
    t.equal(json.code, 'requete_invalide');
    t.match(json.detail, expected);
    t.match(json.detail, '« statut »');
  });
}

t.test('statut is a parameter of listUsers only', async (t) => {
  const server = await start(t);
  const { text } = await call(server, '/thematiques');
  t.equal((await call(server, '/thematiques?statut=2')).text, text);
});

t.test('percent signs that encode nothing do no harm in a query', async (t) => {
  const server = await start(t);
  t.equal((await call(server, '/users/1?a=%zz&%=%')).status, 200);
  t.equal((await call(server, '/users/1?a=%ff')).status, 200);
});

for (const path of [
  '/associes',
  '/%zz',
  '/%ff',
  '/users/1/',
  '/users//1',
  '/users/1/statut/x',
  '/.',
]) {
  t.test(`${path} is answered like any path`, async (t) => {
    const server = await start(t);
    const answer = await raw(server, head(server, 'GET', path));
    t.equal(statusOf(answer), path === '/users/1/' ? 200 : 404);
    if (path !== '/users/1/') t.match(answer, '"code":"ressource_inconnue"');
  });
}
