import t from 'tap';
import { start } from '../helpers.ts';
import { ask, THEMATIQUE } from './helpers.ts';

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

t.test('a million wrong items get a small answer, and the server keeps running', async (t) => {
  const server = await start(t);
  for (const item of ['1', '{}']) {
    const body = `{"users":[${Array(1_000_000).fill(item)}]}`;
    const { status, json, text } = await ask(server, 'PUT', '/state', { body });
    t.equal(status, 400);
    t.match(json, { code: 'invalid_request', more: true, errors: { length: 100 } });
    t.ok(text.length < 30_000, `${text.length} characters`);
  }
  t.equal((await ask(server, 'GET', '/clock')).status, 200);
});

t.test('references are looked at until a hundred violations are found, too', async (t) => {
  const server = await start(t);
  const { thematiques, ...user } = server.getRecord('users', 1);
  const lost = Array.from({ length: 100_000 }, (_, index) => index + 1000);
  const body = { ...user, thematiques: lost };
  const { json } = await ask(server, 'PUT', '/records/users/1', { body });
  t.match(json, { more: true, errors: { length: 100 } });
  t.match(json.errors[99], {
    pointer: '/thematiques/99',
    detail: 'found 1099; expected the key of a record of thematiques.json',
  });
});

t.test('exactly a hundred violations are reported without `more`', async (t) => {
  const server = await start(t);
  const body = { users: Array(100).fill(1) };
  const { json } = await ask(server, 'PUT', '/state', { body });
  t.equal(json.errors.length, 100);
  t.notOk('more' in json);
});

t.test('a value is shown cut, however large it is', async (t) => {
  const server = await start(t);
  const body = { id: ['x'.repeat(1_000_000)] };
  const { json, text } = await ask(server, 'POST', '/rules', { body });
  t.match(json.errors, [
    { pointer: '/id', detail: /^found \["x{58}…; expected a name of 1 to 200/ },
  ]);
  t.ok(text.length < 1000);
  const named = { ['x'.repeat(1_000_000)]: 1 };
  t.ok((await ask(server, 'POST', '/rules', { body: named })).text.length < 1000);
});

t.test(
  'JSON that is nested too deep is refused, and what is admitted can be exported',
  async (t) => {
    const server = await start(t);
    for (const body of [nested(101), nested(100_000), '{"a":'.repeat(100_000)]) {
      const { status, json } = await ask(server, 'PUT', '/records/thematiques/77', { body });
      t.equal(status, 400);
      t.match(json.detail, 'The body has more than 100 levels of arrays and objects.');
    }
    const record = (levels: number) => ({ ...THEMATIQUE, more: JSON.parse(nested(levels)) });
    const deep = await ask(server, 'PUT', '/records/thematiques/77', { body: record(98) });
    t.match(deep.json.errors[0].detail, 'expected no more than 98 levels of arrays and objects');
    const body = record(97);
    t.equal((await ask(server, 'PUT', '/records/thematiques/77', { body })).status, 200);
    const rule = (levels: number) => ({
      match: { body: JSON.parse(nested(levels)) },
      delay: 1,
    });
    t.equal((await ask(server, 'POST', '/rules', { body: rule(97) })).status, 400);
    t.equal((await ask(server, 'POST', '/rules', { body: rule(96) })).status, 201);
    const state = await ask(server, 'GET', '/state');
    t.equal((await ask(server, 'PUT', '/state', { body: state.text })).status, 204);
    t.equal((await ask(server, 'GET', '/diff')).json.length, 1);
  },
);
