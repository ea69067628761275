import { COLLECTIONS, type Collection, type CollectionName } from '../src/contract/collections.ts';
import { semestresOf } from '../src/contract/instants.ts';
import { openInMemory } from '../src/store/database.ts';
import type { Value } from '../src/store/layers.ts';
import type { Filter } from '../src/store/lists.ts';
import { type Baseline, Store, type StoredRecord } from '../src/store/store.ts';
import { type Fields, KEYS, type Teardown } from './fixture-helpers.ts';

/** Records of some collections, on their way into a store; a text is a record's JSON as it is. */
export type Records = Partial<Record<CollectionName, readonly (Fields | string)[]>>;

export const APPLICATIONS = [
  { nom: 'Une', login: 'une', mot_de_passe: 'secret', cle: 'cle-une' },
  { nom: 'Deux', login: 'deux', mot_de_passe: 'secret', cle: 'cle-deux' },
];

export function baselineOf(records: Records): Baseline {
  const stored = ({ name, filters }: Collection) =>
    (records[name] ?? []).map((value): StoredRecord => {
      const document = typeof value === 'string' ? value : JSON.stringify(value);
      const {
        [KEYS[name]]: key,
        date_creation,
        date_modification,
        ...others
      } = JSON.parse(document);
      return {
        key,
        document,
        semestres: semestresOf(date_creation, date_modification),
        filters: filters.map((member) => others[member] ?? null),
      };
    });
  return {
    applications: APPLICATIONS,
    rules: [],
    records: Object.fromEntries(
      COLLECTIONS.map((collection) => [collection.name, stored(collection)]),
    ) as unknown as Baseline['records'],
  };
}

/** A store in memory that holds these records, closed after the test. */
export function storeOf(t: Teardown, records: Records): Store {
  const store = new Store(openInMemory());
  t.teardown(() => store.close());
  store.seed(baselineOf(records));
  return store;
}

/** Sets members of a record as a world sees it, unless the first of them has its value already; says whether it did. */
export function changeRecord(
  store: Store,
  world: number,
  name: CollectionName,
  key: number,
  members: Readonly<Record<string, Value>>,
): boolean {
  const [names, values] = [Object.keys(members), Object.values(members)];
  if (store.layers.change(world, name, key, names, values)) return true;
  const [first, value] = Object.entries(members)[0] as [string, unknown];
  const text = store.read(world, name, key);
  if (text === undefined || JSON.parse(text)[first] === value) return false;
  store.layers.changeBaseline(world, name, key, names, values);
  return true;
}

/** The parameters of a list: its filter, world and day. */
export interface View {
  world?: number;
  filter?: Filter;
  today?: string;
}

/** The records of a list, chunk by chunk. */
export function pagesOf(
  store: Store,
  name: CollectionName,
  { world = 1, filter = {}, today = '2016-10-01' }: View = {},
): Fields[][] {
  return Array.from(store.chunks(world, name, filter, today), parseChunk);
}

/** The records of a list. */
export function listOf(store: Store, name: CollectionName, view: View = {}): Fields[] {
  return pagesOf(store, name, view).flat();
}

/** The records of one chunk. */
export function parseChunk(chunk: Buffer): Fields[] {
  return JSON.parse(`[${chunk}]`);
}
