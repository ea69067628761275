import t from 'tap';
import type { CollectionName } from '../../src/contract/collections.ts';
import type { MockServer } from '../../src/index.ts';
import { admitRecord } from '../../src/world/admission.ts';
import { type Fields, folderOf, KEYS, record, validFiles } from '../fixture-helpers.ts';
import { call, start } from '../helpers.ts';
import { storeOf } from '../store-helpers.ts';

const serve = (t: Parameters<typeof start>[0]) =>
  start(t, { fixtures: folderOf(t, validFiles({ 'rules.json': [] })) });

const keyOf = (name: CollectionName, value: Fields) => Number(value[KEYS[name]]);

/** A collection's records in each list and each actualisation. */
async function shown(server: MockServer, name: CollectionName): Promise<Fields[][]> {
  const plural = name === 'users' ? 'partenaires' : name;
  const list = (await call(server, `/${name}`)).json;
  const total = (await call(server, '/actualisation')).json[plural];
  const half = (await call(server, '/actualisation/2014-S1')).json[plural];
  return [list, total, half];
}

for (const name of ['users', 'thematiques', 'campagnes', 'propositions'] as const) {
  t.test(
    `a record of ${name} that is put or deleted is seen at once in every answer`,
    async (t) => {
      const server = await serve(t);
      const other = { ...record(name), [KEYS[name]]: 2, plus: { loin: [1] } };
      const derived = name === 'campagnes' ? { etat: 'terminee' } : {};
      t.strictSame(server.putRecord(name, other), other);
      t.strictSame(server.getRecord(name, 2), other);
      for (const list of await shown(server, name)) t.strictSame(list[1], { ...other, ...derived });
      const changed = { ...other, date_creation: '2013-01-10T08:00:00Z' };
      server.putRecord(name, changed);
      const [list, total, half] = (await shown(server, name)) as [Fields[], Fields[], Fields[]];
      t.strictSame(
        [list[1], total[1], half[1]],
        [{ ...changed, ...derived }, { ...changed, ...derived }, undefined],
      );
      server.deleteRecord(name, 2);
      for (const one of await shown(server, name)) {
        t.strictSame(
          one.map((each) => keyOf(name, each)),
          [1],
        );
      }
      const unknown = { kind: 'unknown', message: `There is no record 2 in ${name}.` };
      t.throws(() => server.getRecord(name, 2), unknown);
      t.throws(() => server.deleteRecord(name, 2), unknown);
    },
  );
}

t.test('a partner that is put or deleted is seen at its own address', async (t) => {
  const server = await serve(t);
  server.putRecord('users', record('users', { uid: 2, statut: 0 }));
  t.equal((await call(server, '/users/2')).json.statut, 0);
  t.match((await call(server, '/users?statut=0')).json, [{ uid: 2 }]);
  server.deleteRecord('users', 2);
  t.equal((await call(server, '/users/2')).status, 404);
  t.strictSame((await call(server, '/users?statut=0')).json, []);
});

t.test('members that may be null may be missing', async (t) => {
  const server = await serve(t);
  const { parent: _, ...given } = record('thematiques', { tid: 5 });
  t.strictSame(server.putRecord('thematiques', given), { ...given, parent: null });
});

const REFUSED: [string, CollectionName, Fields, RegExp][] = [
  [
    'a key that is a text',
    'users',
    { uid: '1' },
    /^ {2}\/uid: found "1"; expected an integer ≥ 1/m,
  ],
  ['no key', 'users', { uid: undefined }, /^ {2}\/uid: missing/m],
  ['a derived member', 'campagnes', { etat: 'terminee' }, /^ {2}\/etat: .*it is derived/m],
  ['dates in disorder', 'campagnes', { date_fin: '2013-01-01' }, /^ {2}\/date_fin: .*not before/m],
  [
    'an unknown item',
    'users',
    { thematiques: [1, 8] },
    /^ {2}\/thematiques\/1: found 8; expected the key/m,
  ],
  ['an unknown author', 'propositions', { auteur: 8 }, /^ {2}\/auteur: found 8/m],
  [
    'an unknown parent',
    'thematiques',
    { parent: 8 },
    /^ {2}\/parent: found 8; expected the key of a record of thematiques\.json$/m,
  ],
  [
    'itself as parent',
    'thematiques',
    { parent: 1 },
    /^ {2}\/parent: found 1; .*does not lead back/m,
  ],
  [
    'its child as parent',
    'thematiques',
    { parent: 2 },
    /^ {2}\/parent: found 2; .*does not lead back/m,
  ],
];
for (const [what, name, members, message] of REFUSED) {
  t.test(`a record of ${name} with ${what} is refused, and nothing changes`, async (t) => {
    const server = await serve(t);
    server.putRecord('thematiques', record('thematiques', { tid: 2, parent: 1 }));
    server.saveSnapshot('before');
    t.throws(() => server.putRecord(name, record(name, members)), { kind: 'invalid', message });
    t.strictSame(server.diff({ from: 'before' }), []);
  });
}

t.test(
  'an existing circle of other records, normally impossible, does not cause an endless loop',
  async (t) => {
    const circle = [1, 2].map((tid) => record('thematiques', { tid, parent: 3 - tid }));
    const store = storeOf(t, { thematiques: circle });
    const admitted = admitRecord(
      store,
      1,
      'thematiques',
      record('thematiques', { tid: 3, parent: 1 }),
    );
    t.equal(admitted.key, 3);
  },
);

t.test('all violations of a record are reported', async (t) => {
  const server = await serve(t);
  try {
    server.putRecord('users', record('users', { uid: 0, statut: 2, nom: 1, thematiques: [8] }));
    t.fail('it is admitted');
  } catch (error) {
    const { violations } = error as { violations: { pointer: string }[] };
    t.strictSame(violations.map(({ pointer }) => pointer).sort(), [
      '/nom',
      '/statut',
      '/thematiques/0',
      '/uid',
    ]);
  }
});

t.test('values other than records and collections are refused', async (t) => {
  const server = await serve(t);
  for (const value of [null, [], 'a', undefined]) {
    t.throws(() => server.putRecord('users', value as never), {
      kind: 'invalid',
      message: /expected an object/,
    });
  }
  for (const action of ['getRecord', 'putRecord', 'deleteRecord'] as const) {
    const misuse = server[action].bind(server) as (name: string, key: unknown) => unknown;
    t.throws(() => misuse('user', 1), { message: /found "user"; expected one of "users", / });
  }
});

const REFERRED: [CollectionName, member: string, CollectionName, Fields][] = [
  ['thematiques', 'thematiques of users', 'users', { uid: 2, thematiques: [1, 3] }],
  ['thematiques', 'parent of thematiques', 'thematiques', { tid: 2, parent: 3 }],
  ['thematiques', 'thematiques of campagnes', 'campagnes', { id: 2, thematiques: [3] }],
  ['thematiques', 'thematique of propositions', 'propositions', { id: 2, thematique: 3 }],
  ['users', 'auteur of propositions', 'propositions', { id: 2, auteur: 3 }],
  ['campagnes', 'campagne of propositions', 'propositions', { id: 2, campagne: 3 }],
];
for (const [name, reference, from, members] of REFERRED) {
  t.test(`a record of ${name} is kept while ${reference} refers to it`, async (t) => {
    const server = await serve(t);
    server.putRecord(name, { ...record(name), [KEYS[name]]: 3 });
    server.putRecord(from, record(from, members));
    t.throws(() => server.deleteRecord(name, 3), {
      kind: 'conflict',
      message: `Records refer to 3 of ${name}: ${reference} 2. Change or delete them first.`,
    });
    server.deleteRecord(from, 2);
    server.deleteRecord(name, 3);
    t.strictSame(server.diff(), []);
  });
}
