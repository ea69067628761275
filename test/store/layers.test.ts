import t from 'tap';
import type { Layers } from '../../src/store/layers.ts';
import type { StoredRecord } from '../../src/store/store.ts';
import { type Fields, record } from '../fixture-helpers.ts';
import { listOf, storeOf } from '../store-helpers.ts';

const user = (uid: number, members: Fields = {}) => record('users', { uid, ...members });
const textOf = (fields: Fields) => JSON.stringify(fields);

/** As `replace` takes them. */
const stored = (fields: Fields): StoredRecord => ({
  key: Number(fields.uid),
  document: textOf(fields),
  semestres: [],
  filters: [],
});

/** Which keys differ between two layers, and how: created, modified or deleted. */
function changes(layers: Layers, before: number, after: number): string[] {
  return Array.from(layers.difference(before, after), (change) => {
    const signs = `${change.before ? 1 : 0}${change.after ? 1 : 0}`;
    return `${{ '01': '+', 11: '~', 10: '-' }[signs]}${change.collection} ${change.key}`;
  });
}

t.test('ids of layers are never given twice', async (t) => {
  const { layers } = storeOf(t, {});
  t.strictSame([layers.create(), layers.create()], [2, 3], 'above that of the main world');
  layers.saveWorld(3, '{}');
  layers.dropWorld(3);
  t.equal(layers.create(), 4);
});

t.test('a layer creates, replaces and deletes, and cleared shows the baseline again', async (t) => {
  const store = storeOf(t, { users: [user(1), user(2), user(4)] });
  store.layers.put(2, 'users', 3, textOf(user(3)));
  store.layers.put(2, 'users', 1, textOf(user(1, { nom: 'Autre' })));
  store.layers.put(2, 'users', 4, null);
  t.strictSame(listOf(store, 'users', { world: 2 }), [user(1, { nom: 'Autre' }), user(2), user(3)]);
  t.strictSame(changes(store.layers, 0, 2), ['~users 1', '+users 3', '-users 4']);
  t.strictSame(changes(store.layers, 2, 0), ['~users 1', '-users 3', '+users 4']);
  store.layers.clear(2);
  t.strictSame(listOf(store, 'users', { world: 2 }), [user(1), user(2), user(4)]);
});

t.test('a copied layer equals the source, for any earlier content', async (t) => {
  const store = storeOf(t, { users: [user(1), user(2)] });
  store.layers.put(2, 'users', 1, null);
  store.layers.put(3, 'users', 2, null);
  store.layers.copy(2, 3);
  t.strictSame(listOf(store, 'users', { world: 3 }), [user(2)]);
  t.strictSame(changes(store.layers, 2, 3), []);
  store.layers.clear(2);
  t.strictSame(listOf(store, 'users', { world: 3 }), [user(2)]);
});

t.test('replaced, a collection shows these records only, and costs what differs', async (t) => {
  const store = storeOf(t, { users: [user(1), user(2), user(3)] });
  const other = user(2, { nom: 'Autre' });
  store.layers.put(2, 'users', 9, textOf(user(9)));
  store.layers.replace(2, 'users', [user(1), other, user(4)].map(stored));
  t.strictSame(listOf(store, 'users', { world: 2 }), [user(1), other, user(4)]);
  t.strictSame(changes(store.layers, 0, 2), ['~users 2', '-users 3', '+users 4']);
  store.layers.replace(2, 'users', [user(1), user(2), user(3)].map(stored));
  t.strictSame(changes(store.layers, 0, 2), []);
});

t.test('two layers that differ from the baseline alike do not differ', async (t) => {
  const { layers } = storeOf(t, { users: [user(1), user(2)] });
  for (const layer of [2, 3]) {
    layers.put(layer, 'users', 1, null);
    layers.put(layer, 'users', 2, textOf(user(2, { nom: 'Autre' })));
  }
  t.strictSame(changes(layers, 2, 3), []);
  layers.put(3, 'users', 1, textOf(user(1)));
  t.strictSame(changes(layers, 2, 3), ['+users 1']);
});

t.test('worlds are kept until they are dropped, with their layer and snapshots', async (t) => {
  const { layers } = storeOf(t, { users: [user(1)] });
  t.strictSame([layers.create(), layers.create()], [2, 3]);
  layers.saveWorld(2, 'first');
  layers.saveWorld(3, 'other');
  layers.saveWorld(2, 'second');
  t.strictSame(layers.worlds(), [
    { id: 2, doc: 'second' },
    { id: 3, doc: 'other' },
  ]);
  layers.put(2, 'users', 1, null);
  layers.saveSnapshot(2, { name: 'a', created: '', doc: '' });
  const layer = layers.snapshot(2, 'a')?.layer as number;
  t.strictSame(changes(layers, 0, layer), ['-users 1']);
  layers.dropWorld(2);
  t.strictSame(layers.worlds(), [{ id: 3, doc: 'other' }]);
  t.strictSame(
    [layers.snapshots(2), changes(layers, 0, 2), changes(layers, 0, layer)],
    [[], [], []],
  );
});

t.test('a snapshot is a copy under a name, replaced by another of that name', async (t) => {
  const { layers } = storeOf(t, { users: [user(1), user(2)] });
  t.strictSame([layers.create(), layers.create()], [2, 3]);
  layers.put(2, 'users', 1, null);
  layers.saveSnapshot(2, { name: 'b', created: '2016', doc: 'one' });
  layers.saveSnapshot(2, { name: 'a', created: '2015', doc: 'two' });
  const before = layers.snapshot(2, 'b')?.layer as number;
  t.match(layers.snapshots(2), [{ name: 'b' }, { name: 'a' }], 'in the order they were taken');
  layers.clear(2);
  t.strictSame(changes(layers, 0, before), ['-users 1']);
  layers.saveSnapshot(2, { name: 'b', created: '2017', doc: 'three' });
  t.match(layers.snapshots(2), [
    { name: 'a', doc: 'two' },
    { name: 'b', created: '2017', doc: 'three' },
  ]);
  t.strictSame(changes(layers, 0, before), [], 'the copy it replaces is gone');
  t.equal(layers.snapshot(3, 'b'), undefined, 'names are those of one world');
});

t.test('a snapshot is dropped once', async (t) => {
  const { layers } = storeOf(t, {});
  t.strictSame([layers.create(), layers.create()], [2, 3]);
  layers.saveSnapshot(2, { name: 'a', created: '', doc: '' });
  t.strictSame([layers.dropSnapshot(2, 'a'), layers.dropSnapshot(2, 'a')], [true, false]);
});

t.test(
  'the records that refer to a record are found in a world’s view, so many at most',
  async (t) => {
    const users = Array.from({ length: 12 }, (_, index) =>
      user(index + 1, { thematiques: [1, 2] }),
    );
    const thematiques = [1, 2].map((tid) =>
      record('thematiques', { tid, parent: tid - 1 || null }),
    );
    const { layers } = storeOf(t, { users, thematiques });
    const referring = (layer: number, most = 10) =>
      layers.referrers(layer, 'users', 'thematiques', 2, most);
    t.strictSame(referring(2), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    t.equal(referring(2, -1).length, 12);
    for (let uid = 1; uid <= 10; uid++) layers.put(2, 'users', uid, null);
    layers.put(2, 'users', 11, textOf(user(11, { thematiques: [] })));
    layers.put(2, 'users', 20, textOf(user(20, { thematiques: [2] })));
    t.strictSame(referring(2), [12, 20]);
    t.strictSame(layers.referrers(2, 'thematiques', 'parent', 1, 10), [2], 'by a single key too');
  },
);

t.test('several changes are made together, or none of them', async (t) => {
  const { layers } = storeOf(t, { users: [user(1), user(2)] });
  t.throws(
    () =>
      layers.atomically(() => {
        layers.put(2, 'users', 1, null);
        throw new Error('midway');
      }),
    { message: 'midway' },
  );
  t.strictSame(changes(layers, 0, 2), []);
  const result = layers.atomically(() => {
    layers.put(2, 'users', 1, null);
    return 'done';
  });
  t.equal(result, 'done');
  t.strictSame(changes(layers, 0, 2), ['-users 1']);
});

t.test('after a failure, reads show the state before it', async (t) => {
  const store = storeOf(t, { users: [user(1)] });
  const { layers } = store;
  const failing = (action: () => void) => () =>
    layers.atomically(() => {
      action();
      // Reading within the transaction sees what will be taken back.
      store.read(1, 'users', 1);
      throw new Error('no');
    });
  t.throws(
    failing(() => layers.put(1, 'users', 1, null)),
    { message: 'no' },
  );
  t.equal(store.read(1, 'users', 1), textOf(user(1)));
  layers.put(1, 'users', 1, null);
  t.throws(
    failing(() => layers.clear(1)),
    { message: 'no' },
  );
  t.equal(store.read(1, 'users', 1), undefined, 'the record is deleted still');
});
