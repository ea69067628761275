import { setImmediate as turn } from 'node:timers/promises';
import t from 'tap';
import type { MockServer } from '../../src/index.ts';
import { start } from '../helpers.ts';
import { ask, queryOf } from './helpers.ts';

const keys = (users: { uid: number }[]) => users.map(({ uid }) => uid);

/** A list in-process, which must be the one over HTTP. */
async function list(
  t: { strictSame(found: unknown, wanted: unknown): unknown },
  server: MockServer,
  filter: Record<string, string | number> = {},
) {
  const found = await server.listRecords('users', filter);
  const query = queryOf(filter);
  t.strictSame((await ask(server, 'GET', `/records/users?${query}`)).json, found);
  return found;
}

t.test('records are listed by key, by pages', async (t) => {
  const server = await start(t, { generate: 1300 });
  const { users } = server.exportState();
  t.strictSame(await list(t, server), users.slice(0, 100));
  t.strictSame(await list(t, server, { limit: 10_000 }), users);
  const found: number[] = [];
  for (let after = 0; ; after = found.at(-1) as number) {
    const page = keys(await list(t, server, { limit: 401, after }));
    if (page.length === 0) break;
    found.push(...page);
  }
  t.strictSame(found, keys([...users]));
});

t.test(
  'a world’s changes are listed in their places, also where pages and turns end',
  async (t) => {
    const server = await start(t, { generate: 1300 });
    const all = keys([...server.exportState().users]);
    const changed = all.filter((_, index) => index % 3 === 0 || index === 499 || index === 500);
    server.importState({ ...server.exportState(), propositions: [] });
    for (const uid of changed) server.patchRecord('users', uid, { merge: { nom: 'Changé' } });
    const deleted = all.filter((_, index) => index % 7 === 0);
    for (const uid of deleted) server.deleteRecord('users', uid);
    server.addRecord('users', { uid: 1_000_000 });
    const { users } = server.exportState();
    t.strictSame(await list(t, server, { limit: 10_000 }), users);
    const found = await list(t, server, { limit: 10_000, text: '"nom":"changé"' });
    t.strictSame(
      found,
      users.filter(({ nom }) => nom === 'Changé'),
    );
    server.importState({
      users: [users[1] as (typeof users)[0]],
      thematiques: [...server.exportState().thematiques],
    });
    t.strictSame(await list(t, server), [users[1]]);
  },
);

t.test('a text is searched in the JSON of the records, in upper and lower case', async (t) => {
  const server = await start(t);
  server.importState({});
  server.addRecord('users', { uid: 1, nom: 'Évrard' });
  server.addRecord('users', { uid: 2, nom: 'Le "Bras"', statut: 1 });
  server.addRecord('users', { ...{ uid: 3 }, ...{ plus: ['ÉVRARD'] } });
  const searched = async (text: string) => keys(await list(t, server, { text }));
  t.strictSame(await searched('évrard'), [1, 3]);
  t.strictSame(await searched('"STATUT":1'), [2]);
  t.strictSame(await searched('le \\"bras'), [2]);
  t.strictSame(await searched('absent'), []);
});

t.test('other input is refused', async (t) => {
  const server = await start(t);
  for (const [place, filter, pointer] of [
    ['users', { limit: 0 }, '/limit'],
    ['users', { limit: 10_001 }, '/limit'],
    ['users', { limit: 'dix' }, '/limit'],
    ['users', { after: -1 }, '/after'],
    ['users', { text: '' }, '/text'],
    ['users', { nom: 'x' }, '/nom'],
    ['user', {}, '/collection'],
  ] as const) {
    const query = queryOf(filter);
    const { status, json } = await ask(server, 'GET', `/records/${place}?${query}`);
    t.strictSame([status, json.errors[0].pointer], [400, pointer]);
    await t.rejects(server.listRecords(place as 'users', filter as object), {
      kind: 'invalid',
      message: `${pointer}: found `,
    });
  }
});

t.test('a search takes turns with other work', async (t) => {
  const server = await start(t, { generate: 3000 });
  let turns = 0;
  let searching = true;
  const count = async () => {
    for (; searching; turns++) await turn();
  };
  const counting = count();
  t.strictSame(await server.listRecords('users', { text: 'absent de tous' }), []);
  searching = false;
  await counting;
  t.ok(turns >= 5, `${turns} turns for 3,000 records`);
});

t.test('a search ends with the data that it reads', async (t) => {
  const server = await start(t, { generate: 1500 });
  const searching = server.listRecords('users', { text: 'absent de tous' });
  server.reset();
  await t.rejects(searching, {
    kind: 'reset',
    message: 'The world was reset while its records were searched.',
  });
  const sandbox = server.createSandbox();
  const another = sandbox.listRecords('users', { text: 'absent de tous' });
  await sandbox.close();
  await t.rejects(another, { kind: 'unknown', message: /dropped/ });
});
