import t from 'tap';
import { start } from '../helpers.ts';
import { ask, queryOf } from './helpers.ts';

t.test('differences are told by pages, by collection and key', async (t) => {
  const server = await start(t);
  for (const [index, name] of (['users', 'thematiques', 'propositions'] as const).entries()) {
    for (let key = 1; key <= 3 + index; key++) {
      const { date_modification } = server.getRecord(name, key);
      const change = { date_modification: `2030${date_modification.slice(4)}` };
      server.patchRecord(name, key, { merge: change });
    }
  }
  // Only the order of its members: no difference, and no place on a page.
  const user = server.getRecord('users', 4);
  server.putRecord('users', Object.fromEntries(Object.entries(user).reverse()));
  server.saveSnapshot('now');
  const all = server.diff();
  t.equal(all.length, 12);
  for (const limit of [1, 4, 12, 10_000]) {
    for (const to of [undefined, 'now']) {
      const found: unknown[] = [];
      let after = {};
      for (;;) {
        const given = { limit, ...(to && { to }), ...after };
        const page = server.diff(given);
        const query = queryOf(given);
        t.strictSame((await ask(server, 'GET', `/diff?${query}`)).json, page);
        const last = page.at(-1);
        if (last === undefined) break;
        found.push(...page);
        after = { after: `${last.collection}/${last.key}` };
      }
      t.strictSame(found, all, `${limit} at a time`);
    }
  }
  t.strictSame(server.diff({ after: 'users/2' }), all.slice(2));
  t.strictSame(server.diff({ after: 'campagnes/1' }), all.slice(7), 'a record that is the same');
});

t.test('a place that is no collection and key is refused', async (t) => {
  const server = await start(t);
  for (const after of ['users', 'user/1', 'users/0', 'users/1/2', '', 'users/x']) {
    const { status, json } = await ask(server, 'GET', `/diff?after=${encodeURIComponent(after)}`);
    t.strictSame([status, json.errors[0].pointer], [400, '/after'], after);
    t.throws(() => server.diff({ after }), { kind: 'invalid', message: '/after: found ' });
  }
  t.equal((await ask(server, 'GET', '/diff?limit=0')).status, 400);
});

t.test('members may have the names of those of any object', async (t) => {
  const server = await start(t);
  const body = '{"merge": {"toString": 1, "__proto__": {"a": 1}}}';
  t.equal((await ask(server, 'PATCH', '/records/users/4', { body })).status, 200);
  const { text } = await ask(server, 'GET', '/diff');
  t.match(text, '"toString":{"before":null,"after":1}');
  t.match(text, '"__proto__":{"before":null,"after":{"a":1}}');
  t.equal((await ask(server, 'POST', '/reset-data')).status, 204);
  t.strictSame(server.diff(), []);
});
