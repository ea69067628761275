import { isDeepStrictEqual } from 'node:util';
import t from 'tap';
import type { CollectionName } from '../../src/contract/collections.ts';
import { semestre } from '../../src/contract/instants.ts';
import { openInMemory } from '../../src/store/database.ts';
import type { Filter } from '../../src/store/lists.ts';
import { Store } from '../../src/store/store.ts';
import { type Fields, KEYS, record } from '../fixture-helpers.ts';
import {
  baselineOf,
  changeRecord,
  listOf,
  pagesOf,
  parseChunk,
  storeOf,
} from '../store-helpers.ts';

const LAST = Number.MAX_SAFE_INTEGER;

const user = (uid: number, members: Fields = {}) => record('users', { uid, ...members });

const users = (count: number, members: Fields = {}) =>
  Array.from({ length: count }, (_, index) => user(index + 1, members));

/** Numbers from 0 to 1, always the same ones for a seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

t.test('no record, no chunk', async (t) => {
  t.strictSame(pagesOf(storeOf(t, {}), 'users'), []);
  const store = storeOf(t, { users: [user(1, { statut: 0 })] });
  t.strictSame(pagesOf(store, 'users', { filter: { equal: { member: 'statut', value: 1 } } }), []);
  t.strictSame(pagesOf(store, 'users', { filter: { semestre: semestre('1990-S1') } }), []);
});

for (const changed of [[], [1], [3], [5], [2, 3, 4], [1, 5], [1, 2, 3, 4, 5]]) {
  t.test(`records come by key, whether changed (${changed}) or not`, async (t) => {
    const store = storeOf(t, { users: users(5).reverse() });
    for (const uid of changed) changeRecord(store, 1, 'users', uid, { nom: 'Changé' });
    const expected = users(5).map((one) =>
      changed.includes(Number(one.uid)) ? { ...one, nom: 'Changé' } : one,
    );
    t.strictSame(listOf(store, 'users'), expected);
  });
}

for (const changed of [[], [1], [LAST], [1, LAST], [LAST - 1]]) {
  t.test(`the smallest and the greatest key are listed, (${changed}) changed`, async (t) => {
    const keys = [1, 2, LAST - 1, LAST];
    const store = storeOf(t, { users: keys.map((uid) => user(uid)) });
    for (const uid of changed) changeRecord(store, 1, 'users', uid, { nom: 'Changé' });
    t.strictSame(
      listOf(store, 'users'),
      keys.map((uid) => user(uid, changed.includes(uid) ? { nom: 'Changé' } : {})),
    );
    t.equal(JSON.parse(String(store.read(1, 'users', LAST))).uid, LAST);
  });
}

for (const filter of [
  {},
  { equal: { member: 'statut', value: 1 } },
  { semestre: semestre('2014-S1') },
] as const) {
  t.test(
    `chunks of ${JSON.stringify(filter)} aim at a size, whatever becomes of them`,
    async (t) => {
      const members = { statut: 1, date_creation: '2014-02-01T00:00:00Z' };
      const store = storeOf(t, { users: users(3000, { ...members, profession: 'x'.repeat(500) }) });
      const sizes: number[] = [];
      for (const chunk of store.chunks(1, 'users', filter, '')) {
        sizes.push(chunk.length);
        // As the sender of chunks does.
        (chunk.buffer as ArrayBuffer).transfer(0);
      }
      const full = sizes.slice(1, -1);
      t.ok(full.length > 10);
      for (const size of full) t.ok(size > 120 * 1024 && size < 136 * 1024, `${size} bytes`);
    },
  );
}

for (const filter of [{}, { semestre: semestre('2014-S1') }]) {
  t.test(
    `a change at any place of a chunk of ${JSON.stringify(filter)} is its world’s alone`,
    async (t) => {
      const members = { date_creation: '2014-02-01T00:00:00Z', profession: 'x'.repeat(500) };
      const all = users(1200, members);
      const store = storeOf(t, { users: all.filter(({ uid }) => uid !== 500) });
      const uidsOf = (chunks: Fields[][]) =>
        chunks.map((chunk) => chunk.map(({ uid }) => Number(uid)));
      const listed = (world: number) => uidsOf(pagesOf(store, 'users', { world, filter }));
      const baseline = listed(1);
      const uids = baseline.flat();
      t.equal(uids.length, 1199);
      t.ok(baseline.length > 3);
      for (const [chunk, keys] of baseline.entries()) {
        for (const key of [keys[0], keys[1], keys.at(-2), keys.at(-1)] as number[]) {
          store.layers.put(2, 'users', key, null);
          t.strictSame(listed(2).flat(), uids.toSpliced(uids.indexOf(key), 1), `without ${key}`);
          store.layers.clear(2);
          changeRecord(store, 2, 'users', key, { nom: 'Changé' });
          const changed = pagesOf(store, 'users', { world: 2, filter });
          const noms = changed.flat().filter(({ nom }) => nom === 'Changé');
          t.strictSame(
            noms.map(({ uid }) => uid),
            [key],
          );
          t.strictSame(uidsOf(changed).flat(), uids);
          t.strictSame(
            uidsOf(changed).slice(0, chunk),
            baseline.slice(0, chunk),
            'the chunks before stay',
          );
          store.layers.clear(2);
        }
      }
      for (const key of [500, 5000]) {
        store.layers.put(2, 'users', key, JSON.stringify(user(key, members)));
        t.strictSame(
          listed(2).flat(),
          [...uids, key].sort((one, other) => one - other),
        );
        store.layers.clear(2);
      }
      t.strictSame(listed(1), baseline);
    },
  );
}

t.test('a changed record leaves its half-year, and enters another', async (t) => {
  const [first, second] = [semestre('2014-S1'), semestre('2014-S2')];
  const dates = (uid: number) => (uid % 2 === 0 ? '2014-02-01T00:00:00Z' : '2014-09-01T00:00:00Z');
  const all = Array.from({ length: 3000 }, (_, index) =>
    user(index + 1, { date_creation: dates(index + 1), date_modification: dates(index + 1) }),
  );
  const store = storeOf(t, { users: all });
  const uids = (half: typeof first) =>
    listOf(store, 'users', { filter: { semestre: half } }).map(({ uid }) => Number(uid));
  changeRecord(store, 1, 'users', 1500, { date_creation: dates(1), date_modification: dates(1) });
  changeRecord(store, 1, 'users', 3, { date_modification: dates(2) });
  const [even, odd] = [0, 1].map((rest) =>
    all.map(({ uid }) => Number(uid)).filter((uid) => uid % 2 === rest),
  ) as [number[], number[]];
  t.strictSame(
    uids(first),
    [3, ...even].filter((uid) => uid !== 1500).sort((one, other) => one - other),
  );
  t.strictSame(
    uids(second),
    [1500, ...odd].sort((one, other) => one - other),
  );
});

t.test('a chunk holds at most 1024 records, however small', async (t) => {
  const dates = '"date_creation":"2014-01-01T00:00:00Z","date_modification":"2014-01-01T00:00:00Z"';
  const small = Array.from({ length: 3000 }, (_, index) => `{"uid":${index + 1},${dates}}`);
  const chunks = pagesOf(storeOf(t, { users: small }), 'users');
  t.strictSame(
    chunks.map(({ length }) => length),
    [64, 1024, 1024, 888],
  );
});

t.test('a record larger than a chunk is a chunk of its own', async (t) => {
  const store = storeOf(t, { users: users(67, { profession: 'x'.repeat(200_000) }) });
  const chunks = pagesOf(store, 'users');
  t.strictSame(
    chunks.map(({ length }) => length),
    [64, 1, 1, 1],
  );
  t.strictSame(
    chunks.flat().map(({ uid }) => uid),
    users(67).map(({ uid }) => uid),
  );
});

t.test('a chunk that is exactly full is not followed by an empty one', async (t) => {
  for (const count of [63, 64, 65]) {
    const chunks = pagesOf(storeOf(t, { users: users(count) }), 'users');
    t.strictSame(
      chunks.map(({ length }) => length),
      count === 65 ? [64, 1] : [count],
    );
  }
});

t.test('all chunks show one instant, although changes are made while they are read', async (t) => {
  const store = storeOf(t, { users: users(300) });
  changeRecord(store, 1, 'users', 200, { nom: 'Avant' });
  const expected = users(300).map((one) => (one.uid === 200 ? { ...one, nom: 'Avant' } : one));
  const reading = store.chunks(1, 'users', {}, '')[Symbol.iterator]();
  for (const uid of [1, 250]) changeRecord(store, 1, 'users', uid, { nom: 'Après' });
  const read = parseChunk(reading.next().value as Buffer);
  for (const uid of [2, 200, 299, 300]) changeRecord(store, 1, 'users', uid, { nom: 'Après' });
  for (let next = reading.next(); !next.done; next = reading.next()) {
    read.push(...parseChunk(next.value));
  }
  t.strictSame(read, expected);
  const after = listOf(store, 'users').filter(({ nom }) => nom === 'Après');
  t.strictSame(
    after.map(({ uid }) => uid),
    [1, 2, 200, 250, 299, 300],
  );
});

for (const [seed, count] of [
  [1, 400],
  [2, 400],
  // So many that chunks are kept, those of some half-years too.
  [3, 6000],
] as const) {
  t.test(`lists and filters of ${count} records agree with a naive model`, async (t) => {
    const random = generator(seed);
    const pick = (count: number) => Math.floor(random() * count);
    const instant = () =>
      new Date(Date.UTC(2013, pick(48), 1, 0) + (pick(72) - 36) * 1_800_000)
        .toISOString()
        .replace('.000', '');
    const model = new Map<number, Fields>();
    while (model.size < count) {
      const uid = pick(100_000) + 1;
      const [date_creation, date_modification] = [instant(), instant()].sort();
      const profession = 'x'.repeat(pick(1_200_000 / count));
      model.set(uid, user(uid, { statut: pick(2), date_creation, date_modification, profession }));
    }
    const db = openInMemory();
    const store = new Store(db);
    t.teardown(() => store.close());
    store.seed(baselineOf({ users: [...model.values()] }));
    const wrong: number[] = [];
    for (const uid of model.keys()) {
      const fate = pick(10);
      const change = { statut: pick(2), date_modification: instant() };
      if (fate < 3) {
        const before = model.get(uid) as Fields;
        const changes = before.statut !== change.statut;
        if (changeRecord(store, 1, 'users', uid, change) !== changes) wrong.push(uid);
        if (changes) model.set(uid, { ...before, ...change });
      } else if (fate === 3) {
        db.prepare('INSERT INTO users_layer VALUES (1, ?, NULL)').run(uid);
        model.delete(uid);
      }
    }
    t.strictSame(wrong, [], 'a change says whether it changes anything');
    const sorted = [...model.values()].sort((one, other) => Number(one.uid) - Number(other.uid));

    const years = [2012, 2013, 2014, 2015, 2016, 2017];
    const halves = years.flatMap((year) => [semestre(`${year}-S1`), semestre(`${year}-S2`)]);
    for (const statut of [undefined, 0, 1] as const) {
      for (const half of [undefined, ...halves]) {
        const within = (date: unknown) =>
          half === undefined || (half.debut <= String(date) && String(date) < half.fin);
        const expected = sorted.filter(
          (one) =>
            (statut === undefined || one.statut === statut) &&
            (within(one.date_creation) || within(one.date_modification)),
        );
        const filter: Filter = {
          ...(statut !== undefined && { equal: { member: 'statut', value: statut } }),
          ...(half && { semestre: half }),
        };
        const chunks = pagesOf(store, 'users', { filter });
        // tap would take longer to compare thousands of records than the store to list them.
        const same = isDeepStrictEqual(chunks.flat(), expected);
        t.ok(same, `statut ${statut}, ${half?.semestre}`);
        t.ok(chunks.every(({ length }) => length > 0));
      }
    }
  });
}

for (const [date_fin, days] of [
  [
    '2016-06-30',
    {
      '2016-02-28': 'a_venir',
      '2016-02-29': 'en_cours',
      '2016-05-01': 'en_cours',
      '2016-06-30': 'en_cours',
      '2016-07-01': 'terminee',
    },
  ],
  ['2016-02-29', { '2016-02-28': 'a_venir', '2016-02-29': 'en_cours', '2016-03-01': 'terminee' }],
  [null, { '2016-02-28': 'a_venir', '2016-02-29': 'en_cours', '2999-01-01': 'en_cours' }],
] as const) {
  t.test(`the etat of a campagne from 2016-02-29 to ${date_fin} is that of the day`, async (t) => {
    const campagne = record('campagnes', { date_debut: '2016-02-29', date_fin });
    const store = storeOf(t, { campagnes: [campagne, { ...campagne, id: 2 }] });
    changeRecord(store, 1, 'campagnes', 2, { titre: 'Changée' });
    for (const [today, etat] of Object.entries(days)) {
      t.strictSame(
        listOf(store, 'campagnes', { today }),
        [
          { ...campagne, etat },
          { ...campagne, id: 2, titre: 'Changée', etat },
        ],
        today,
      );
    }
    t.notMatch(String(store.read(1, 'campagnes', 2)), 'etat', 'and is never stored');
  });
}

/** A step that finds the row of a key, or only whether it has the filter's value. */
const BY_KEY =
  /^SEARCH \w+ USING (INTEGER PRIMARY KEY \(rowid=\?\)|COVERING INDEX \w+ \(\w+=\? AND rowid=\?\))$/;

t.test(
  'a half-year is read from its own chunks and rows, for any size of the collection',
  async (t) => {
    const db = openInMemory();
    const queries = new Set<string>();
    const prepare = db.prepare.bind(db);
    db.prepare = ((sql: string) => {
      queries.add(sql);
      return prepare(sql);
    }) as typeof db.prepare;
    const store = new Store(db);
    t.teardown(() => store.close());
    store.seed(baselineOf({}));
    const names = Object.keys(KEYS) as CollectionName[];
    const lists = names.map((name): [CollectionName, Filter] => [name, {}]);
    for (const [name, filter] of [
      ...lists,
      ['users', { equal: { member: 'statut', value: 1 } }],
    ] as typeof lists) {
      queries.clear();
      listOf(store, name, { filter: { ...filter, semestre: semestre('2016-S1') } });
      const stepsOf = (query: string, values: unknown): string[] => {
        const plan = prepare(`EXPLAIN QUERY PLAN ${query}`).all(values) as { detail: string }[];
        return plan.map(({ detail }) => detail);
      };
      const rows = [...queries].filter((sql) => sql.includes(`${name}_semestres`));
      t.equal(rows.length, 2, 'where a chunk ends, and the chunk');
      const values = { value: filter.equal?.value, list: 1, after: 0, before: 9, last: 9, skip: 1 };
      for (const query of rows) {
        const [first, ...others] = stepsOf(query, { ...values, today: '2016-10-01' });
        t.match(
          first,
          /^SEARCH \w+_semestres USING PRIMARY KEY \(semestre=\? AND key>\? AND key<\?\)$/,
        );
        t.strictSame(
          others.filter((step) => !BY_KEY.test(step)),
          [],
        );
      }
      const kept = [...queries].filter((sql) => sql.includes(`${name}_pages`));
      t.equal(kept.length, name === 'campagnes' || 'equal' in filter ? 0 : 2);
      for (const query of kept) {
        const [only, ...others] = stepsOf(query, [1, 0]);
        t.match(
          only,
          /^SEARCH \w+_pages USING INDEX sqlite_autoindex_\w+_1 \(list=\? AND after[<=]\?\)$/,
        );
        t.strictSame(others, []);
      }
    }
  },
);
