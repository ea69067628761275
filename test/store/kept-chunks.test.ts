import type { Test } from 'tap';
import t from 'tap';
import { semestreNumber } from '../../src/contract/instants.ts';
import { openInMemory } from '../../src/store/database.ts';
import { Store } from '../../src/store/store.ts';
import { type Fields, record } from '../fixture-helpers.ts';
import { baselineOf, parseChunk } from '../store-helpers.ts';

const EVEN = { date_creation: '2014-02-01T00:00:00Z', date_modification: '2014-03-01T00:00:00Z' };
const ODD = { date_creation: '2014-02-01T00:00:00Z', date_modification: '2015-09-01T00:00:00Z' };

const user = (uid: number, members: Fields = {}) =>
  record('users', { uid, ...(uid % 2 === 0 ? EVEN : ODD), ...members });

/** The kept chunks of users: for each list, the uids of each chunk. */
function keptOf(t: Test, users: readonly Fields[]): Map<number, number[][]> {
  const db = openInMemory();
  const store = new Store(db);
  t.teardown(() => store.close());
  store.seed(baselineOf({ users }));
  const rows = db.prepare('SELECT * FROM users_pages ORDER BY list, after').all();
  const lists = new Map<number, number[][]>();
  const ends = new Map<number, number>();
  for (const { list, after, last, body } of rows as {
    list: number;
    after: number;
    last: number;
    body: Buffer;
  }[]) {
    t.equal(after, ends.get(list) ?? 0, 'a chunk begins where the one before it ends');
    ends.set(list, last);
    const uids = parseChunk(body).map(({ uid }) => Number(uid));
    t.ok(uids.every((uid) => after < uid && uid <= last));
    lists.set(list, [...(lists.get(list) ?? []), uids]);
  }
  return lists;
}

/** The uids of the lists that are to be kept. */
function expected(users: readonly Fields[]): Map<number, number[]> {
  const lists = new Map<number, number[]>();
  for (const { uid, date_creation, date_modification } of users) {
    const halves = [date_creation, date_modification].map((date) => semestreNumber(String(date)));
    for (const list of new Set([0, ...halves])) {
      lists.set(list, [...(lists.get(list) ?? []), Number(uid)]);
    }
  }
  const long = [...lists].filter(([, uids]) => uids.length >= 1024);
  return new Map(
    long
      .sort(([one], [other]) => one - other)
      .map(([list, uids]) => [list, uids.sort((one, other) => one - other)]),
  );
}

const COUNT = 3000;
const uids = Array.from({ length: COUNT }, (_, index) => index + 1);

for (const [order, keys] of [
  ['by key', uids],
  ['backwards', uids.toReversed()],
  ['with some far ahead', [...uids.slice(0, 50), 1501, 1502, 9000, ...uids.slice(50)]],
  ['with one ahead', [...uids.slice(0, 50), 1000, ...uids.slice(50)]],
  ['with the last one first', [COUNT, ...uids]],
  ['with neighbours exchanged', uids.map((uid) => (uid % 2 === 0 ? uid - 1 : uid + 1))],
  ['with a record too late', [...uids.slice(1), 1]],
  ['with the records of a half-year first', uids.toSorted((one, other) => (one % 2) - (other % 2))],
] as const) {
  t.test(`of records ${order}, each long list is kept whole, by key`, async (t) => {
    const users = [...new Set(keys)].map((uid) => user(uid));
    const kept = keptOf(t, users);
    t.strictSame(
      new Map([...kept].map(([list, chunks]) => [list, chunks.flat()])),
      expected(users),
    );
    t.equal(kept.size, 3);
  });
}

t.test('a half-year without a record among those out of order is kept whole', async (t) => {
  const keys = [
    1500,
    ...uids.slice(0, 1499),
    ...uids.slice(1500),
    ...uids.map((uid) => uid + COUNT),
  ];
  const users = keys.map((uid) => user(uid, uid <= 1500 ? EVEN : {}));
  const kept = keptOf(t, users);
  t.strictSame(new Map([...kept].map(([list, chunks]) => [list, chunks.flat()])), expected(users));
  t.equal(kept.size, 3);
});

t.test('the first chunk is small, and chunks have at most 1024 records', async (t) => {
  const dates = '"date_creation":"2014-01-01T00:00:00Z","date_modification":"2014-01-01T00:00:00Z"';
  const kept = keptOf(
    t,
    uids.map((uid) => JSON.parse(`{"uid":${uid},${dates}}`)),
  );
  for (const [, chunks] of kept) {
    t.strictSame(
      chunks.map(({ length }) => length),
      [64, 1024, 1024, 888],
    );
  }
  t.equal(kept.size, 2);
});

t.test('a list that fills chunks, but has few records, is not kept', async (t) => {
  t.strictSame(
    keptOf(
      t,
      uids.slice(0, 1023).map((uid) => user(uid, LONG)),
    ),
    new Map(),
  );
  t.equal(
    keptOf(
      t,
      uids.slice(0, 1024).map((uid) => user(uid, LONG)),
    ).size,
    2,
  );
});

const LONG = { ...EVEN, profession: 'x'.repeat(3000) };

t.test('the lists of any number of half-years are kept', async (t) => {
  const month = (uid: number) => `${1800 + (uid % 200)}-02-01T00:00:00Z`;
  const many = uids.slice(0, 1000).map((uid) => {
    return user(uid, { date_creation: month(uid), date_modification: month(uid) });
  });
  const last = uids.slice(1000).map((uid) => user(uid, EVEN));
  const kept = keptOf(t, [...many, ...last]);
  t.strictSame([...kept.keys()], [0, semestreNumber(EVEN.date_creation)]);
  t.strictSame(
    [...kept.values()].map((chunks) => chunks.flat().length),
    [3000, 2000],
  );
});
