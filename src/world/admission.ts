import { COLLECTIONS, type Collection, type CollectionName } from '../contract/collections.ts';
import type { Store, StoredRecord } from '../store/store.ts';
import { completeRecords, type PartialRecords } from './completion.ts';
import { checkRecords, type Fields, toStored, withoutUndefined } from './records.ts';
import { checkReferences, type Keys, reportCircle } from './references.ts';
import { gather } from './report.ts';
import { invalid, type PlacedViolation } from './validation.ts';
import { WorldError } from './world-error.ts';

/** Records given by a test; a missing collection is empty. */
export type GivenRecords = Readonly<{ [Name in CollectionName]?: readonly object[] | undefined }>;

/**
 * Checks a record as fixtures are checked, before a layer takes it. Throws a `WorldError` with the violations. `set`: the
 * members that the test sets, without which dates may be out of order, as a clock that was moved back leaves them; by
 * default all.
 */
export function admitRecord(
  store: Store,
  layer: number,
  name: CollectionName,
  record: Fields,
  set?: readonly string[],
): StoredRecord {
  const collection = COLLECTIONS.find((each) => each.name === name) as Collection;
  const violations: PlacedViolation[] = [];
  // The list that is checked has this record only: its index is left out of the places.
  const report = gather(violations, ([, ...location]) => location);
  const ordered = collection.ordered.filter((pair) =>
    pair.some((member) => set === undefined || set.includes(member)),
  );
  checkRecords({ ...collection, ordered }, [record], report);
  const own = record[collection.key];
  const keys = Object.fromEntries(
    COLLECTIONS.map((target) => [
      target.name,
      {
        has: (key: unknown) =>
          (target.name === name && key === own) ||
          store.read(layer, target.name, Number(key)) !== undefined,
      },
    ]),
  );
  checkReferences(collection, [record], keys, report);
  for (const [member, target] of Object.entries(collection.references)) {
    if (target === name && comesBack(store, layer, collection, member, record)) {
      reportCircle([0, member], collection.key, record[member], report);
    }
  }
  if (violations.length > 0) throw invalid(`The record of ${name} is not admitted.`, violations);
  return toStored(collection, withoutUndefined(record));
}

/** Whether a record, once it is stored, leads back to itself by a member that refers to its own collection. */
function comesBack(
  store: Store,
  layer: number,
  { name, key }: Collection,
  member: string,
  record: Fields,
): boolean {
  const own = record[key];
  let at = record[member];
  // A record that refers to itself directly has been reported already.
  if (at === own) return false;
  const passed = new Set<unknown>();
  while (typeof at === 'number' && at !== own && !passed.has(at)) {
    passed.add(at);
    at = (JSON.parse(store.read(layer, name, at) ?? '{}') as Fields)[member];
  }
  return typeof at === 'number' && at === own;
}

/** The most keys of each member in a message. */
const MOST_REFERRERS = 10;

/** Throws a `WorldError` when records of a layer refer to a record that is to be deleted. */
export function refuseWhileReferred(
  store: Store,
  layer: number,
  name: CollectionName,
  key: number,
): void {
  for (const { name: other, references } of COLLECTIONS) {
    for (const [member, target] of Object.entries(references)) {
      if (target !== name) continue;
      const referrers = store.layers
        .referrers(layer, other, member, key, MOST_REFERRERS)
        .filter((referrer) => other !== name || referrer !== key);
      if (referrers.length > 0) {
        throw new WorldError(
          'conflict',
          `Records refer to ${key} of ${name}: ${member} of ${other} ${referrers.join(', ')}. Change or delete them first.`,
        );
      }
    }
  }
}

/** Completes a state of partial records, with dates from `now`, and checks it as `admitState()` does. */
export function admitPartialState(
  given: PartialRecords,
  now: string,
): Record<CollectionName, StoredRecord[]> {
  return admitState(completeRecords(given, now));
}

/**
 * Checks a whole state as fixtures are checked, before a layer takes it. Throws a `WorldError` with the violations. A
 * state that was exported may have dates out of order, as a clock that was moved back leaves them.
 */
export function admitState(
  records: GivenRecords,
  exported = false,
): Record<CollectionName, StoredRecord[]> {
  const violations: PlacedViolation[] = [];
  const reportOf = (name: CollectionName) => gather(violations, (location) => [name, ...location]);
  const keys: Partial<Record<CollectionName, Keys>> = {};
  for (const collection of COLLECTIONS) {
    const { name } = collection;
    const checked = exported ? { ...collection, ordered: [] } : collection;
    keys[name] = checkRecords(checked, records[name] ?? [], reportOf(name));
  }
  for (const collection of COLLECTIONS) {
    const { name } = collection;
    checkReferences(collection, records[name] ?? [], keys, reportOf(name));
  }
  if (violations.length > 0) throw invalid('The state is not admitted.', violations);
  const stored = COLLECTIONS.map((collection) => [
    collection.name,
    (records[collection.name] ?? []).map((record) =>
      toStored(collection, withoutUndefined(record)),
    ),
  ]);
  return Object.fromEntries(stored);
}
