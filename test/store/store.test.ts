import t from 'tap';
import type { CollectionName } from '../../src/contract/collections.ts';
import { openInMemory, StorageError } from '../../src/store/database.ts';
import { Store } from '../../src/store/store.ts';
import { type Fields, KEYS, record, type Teardown } from '../fixture-helpers.ts';
import { APPLICATIONS, baselineOf, changeRecord, listOf, storeOf } from '../store-helpers.ts';

const COLLECTION_NAMES = Object.keys(KEYS) as CollectionName[];

const user = (uid: number, members: Fields = {}) => record('users', { uid, ...members });

/** A store whose database is within reach. */
function openStore(t: Teardown) {
  const db = openInMemory();
  const store = new Store(db);
  t.teardown(() => store.close());
  return { db, store };
}

t.test('a store is seeded once it has a baseline', async (t) => {
  const { store } = openStore(t);
  t.equal(store.seeded, false);
  store.seed(baselineOf({}));
  t.equal(store.seeded, true);
  t.strictSame(store.applications(), APPLICATIONS, 'with its applications, in order');
  for (const name of COLLECTION_NAMES) t.strictSame(listOf(store, name), []);
});

t.test(
  'a new baseline replaces everything: records, applications, and what worlds changed',
  async (t) => {
    const store = storeOf(t, { users: [user(1), user(2)] });
    changeRecord(store, 1, 'users', 1, { nom: 'Changé' });
    const [application] = APPLICATIONS;
    store.seed({
      ...baselineOf({ users: [user(1), user(3)] }),
      applications: APPLICATIONS.slice(0, 1),
    });
    t.strictSame(listOf(store, 'users'), [user(1), user(3)]);
    t.strictSame(store.applications(), [application]);
    t.strictSame(listOf(store, 'users', { filter: { equal: { member: 'statut', value: 1 } } }), [
      user(1),
      user(3),
    ]);
  },
);

t.test('a baseline that fails on its way leaves the one before it', async (t) => {
  const store = storeOf(t, { users: [user(1)] });
  changeRecord(store, 1, 'users', 1, { nom: 'Changé' });
  const baseline = baselineOf({ users: [user(2), user(2)] });
  t.throws(() => store.seed(baseline), { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' });
  t.strictSame(listOf(store, 'users'), [user(1, { nom: 'Changé' })]);
  t.strictSame(store.applications(), APPLICATIONS);
});

t.test('a store that is replaced is closed once no request holds it', async (t) => {
  const { db, store } = openStore(t);
  store.seed(baselineOf({ users: [user(1)] }));
  store.hold().release();
  const [one, other] = [store.hold(), store.hold()];
  one.release();
  store.retire();
  t.ok(db.open);
  t.strictSame(listOf(store, 'users'), [user(1)]);
  other.release();
  t.notOk(db.open);
  const unused = openStore(t);
  unused.store.retire();
  t.notOk(unused.db.open, 'or at once');
});

t.test('a record is read as the text that was stored, in UTF-8', async (t) => {
  const text =
    '{ "uid": 7, "taux": 1.50, "nom": "L’été 🙂", "date_creation": "2014-01-01T00:00:00Z", "date_modification": "2014-01-01T00:00:00Z" }';
  const store = storeOf(t, { users: [text] });
  t.equal(store.read(1, 'users', 7), text);
  t.equal(store.read(1, 'users', 8), undefined);
  t.equal(store.read(1, 'thematiques', 7), undefined, 'keys are those of one collection');
});

t.test('a record may be given as bytes, which are taken before the next one is read', async (t) => {
  const { store } = openStore(t);
  const bytes = Buffer.alloc(200);
  function* users() {
    for (const uid of [1, 2, 3]) {
      const text = `{"uid":${uid},"nom":"${'é'.repeat(uid)}"}`;
      const document = bytes.subarray(0, bytes.write(text));
      yield { key: uid, document, semestres: [4028], filters: [0] };
    }
  }
  const baseline = baselineOf({});
  store.seed({ ...baseline, records: { ...baseline.records, users: users() } });
  t.equal(store.read(1, 'users', 2), '{"uid":2,"nom":"éé"}');
  t.strictSame(
    listOf(store, 'users').map(({ nom }) => nom),
    ['é', 'éé', 'ééé'],
  );
});

t.test('a change sets members and leaves the rest of the text as it is', async (t) => {
  const further =
    '"numero":12345678901234567890123,"taux":1.50,"infini":1e400,"nom":"\\ud83d \\u00e9","liste":[1.0,{"a":-0}]';
  const dates = '"date_creation":"2014-01-01T00:00:00Z","date_modification":"2014-01-01T00:00:00Z"';
  const store = storeOf(t, { users: [`{"uid":1,"statut":1,${dates},${further}}`] });
  changeRecord(store, 1, 'users', 1, {
    statut: 0,
    date_modification: '2016-01-01T00:00:00Z',
    date_desinscription: null,
  });
  t.equal(
    store.read(1, 'users', 1)?.toString(),
    `{"uid":1,"statut":0,${dates.replace(/2014(?=[^,]*$)/, '2016')},${further},"date_desinscription":null}`,
  );
});

t.test('changes of one record add up, in the world that makes them only', async (t) => {
  const store = storeOf(t, { users: [user(1), user(2)] });
  changeRecord(store, 1, 'users', 1, { nom: 'Un' });
  changeRecord(store, 1, 'users', 1, { prenom: 'Deux' });
  changeRecord(store, 2, 'users', 1, { nom: 'Autre' });
  t.strictSame(listOf(store, 'users', { world: 1 }), [
    user(1, { nom: 'Un', prenom: 'Deux' }),
    user(2),
  ]);
  t.strictSame(listOf(store, 'users', { world: 2 }), [user(1, { nom: 'Autre' }), user(2)]);
  t.strictSame(
    listOf(store, 'users', { world: 3 }),
    [user(1), user(2)],
    'the baseline is as it was',
  );
  t.strictSame(JSON.parse(String(store.read(2, 'users', 1))), user(1, { nom: 'Autre' }));
});

t.test('a change to the value that a member has is none', async (t) => {
  const real = JSON.stringify(user(2, { statut: 1 })).replace('"statut":1', '"statut":1.0');
  const store = storeOf(t, { users: [user(1, { statut: 1 }), real] });
  const change = (uid: number, statut: number) =>
    changeRecord(store, 1, 'users', uid, { statut, nom: 'Changé' });
  t.equal(change(1, 1), false);
  t.equal(change(2, 1), false, 'however the number is written');
  t.strictSame(JSON.parse(String(store.read(1, 'users', 1))), user(1, { statut: 1 }));
  t.equal(change(1, 0), true);
  t.equal(change(1, 0), false, 'nor in the layer');
  t.equal(change(1, 1), true);
  t.equal(change(9, 1), false, 'nor where there is no record');
});

t.test('repeated reads return the current record', async (t) => {
  const many = Array.from({ length: 1100 }, (_, at) => user(at + 1));
  const long = user(2000, { profession: 'x'.repeat(5000) });
  const { store } = openStore(t);
  store.seed(baselineOf({ users: [...many, long] }));
  const read = (uid: number, world = 1) => JSON.parse(String(store.read(world, 'users', uid)));
  for (let turn = 0; turn < 2; turn++) {
    for (const one of many) t.strictSame(read(Number(one.uid)), one);
    t.strictSame(read(2000), long);
  }
  changeRecord(store, 1, 'users', 1, { nom: 'Changé' });
  t.match(read(1), { nom: 'Changé' });
  t.strictSame(read(1, 2), user(1), 'another world reads the baseline');
  store.layers.clear(1);
  t.strictSame(read(1), user(1));
  store.seed(baselineOf({ users: [user(1, { nom: 'Semé' })] }));
  t.match(read(1), { nom: 'Semé' }, 'a new baseline is read anew');
  t.equal(store.read(1, 'users', 2), undefined);
});

t.test('changing a record that does not exist makes none', async (t) => {
  const store = storeOf(t, { users: [user(1)] });
  changeRecord(store, 1, 'users', 2, { nom: 'Personne' });
  t.equal(store.read(1, 'users', 2), undefined);
  t.strictSame(listOf(store, 'users'), [user(1)]);
});

t.test('a record that a world has deleted is gone from that world', async (t) => {
  const { db, store } = openStore(t);
  store.seed(baselineOf({ users: [user(1), user(2), user(3)] }));
  db.prepare('INSERT INTO users_layer VALUES (1, 2, NULL)').run();
  t.equal(store.read(1, 'users', 2), undefined);
  t.strictSame(listOf(store, 'users'), [user(1), user(3)]);
  t.strictSame(listOf(store, 'users', { world: 2 }), [user(1), user(2), user(3)]);
  changeRecord(store, 1, 'users', 2, { nom: 'Revenant' });
  t.equal(store.read(1, 'users', 2), undefined, 'and a change does not bring it back');
});

t.test('a change that the storage refuses says why', async (t) => {
  const { db, store } = openStore(t);
  store.seed(baselineOf({ users: [user(1)] }));
  db.pragma('query_only = ON');
  const change = () => changeRecord(store, 1, 'users', 1, { nom: 'Changé' });
  t.throws(change, {
    name: 'StorageError',
    message:
      'The database: it, or its folder, is read-only: make both writable, or give another file.',
    cause: { code: 'SQLITE_READONLY' },
  });
  db.pragma('query_only = OFF');
  change();
  t.match(listOf(store, 'users'), [{ nom: 'Changé' }], 'and works once it is mended');
});

t.test("a fault that is not the storage's stays what it is", async (t) => {
  const store = new Store(openInMemory());
  store.seed(baselineOf({ users: [user(1)] }));
  store.close();
  try {
    changeRecord(store, 1, 'users', 1, { nom: 'Changé' });
    t.fail('a closed store cannot be changed');
  } catch (error) {
    t.ok(error instanceof TypeError);
    t.notOk(error instanceof StorageError);
  }
});
