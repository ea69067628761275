import { COLLECTIONS, type Collection, type CollectionName } from '../contract/collections.ts';
import type { Store, StoredRecord } from '../store/store.ts';
import { checkRecords, type Fields, type Report, toStored } from './records.ts';
import { checkReferences } from './references.ts';
import { toViolation } from './validation.ts';
import { type Violation, WorldError } from './world-error.ts';

/** Records as a test gives them; a collection that is missing is empty. */
export type GivenRecords = Readonly<{ [Name in CollectionName]?: readonly Fields[] | undefined }>;

/** A record on its way into a layer, after the checks of a fixture; throws a `WorldError` with every violation. */
export function admitRecord(
  store: Store,
  layer: number,
  name: CollectionName,
  record: Fields,
): StoredRecord {
  const collection = COLLECTIONS.find((each) => each.name === name) as Collection;
  const violations: Violation[] = [];
  // The record stands alone: its place in the list that is checked says nothing.
  const report: Report = {
    at: ([, ...location], found, expected) =>
      violations.push(toViolation({ location, found, expected })),
  };
  checkRecords(collection, [record], report);
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
  refuseCircles(store, layer, collection, record, report);
  if (violations.length > 0) {
    throw new WorldError('invalid', `The record of ${name} is not admitted.`, violations);
  }
  return toStored(collection, record);
}

/** A record that refers to its own collection must not come back to itself: looked at together with all others. */
function refuseCircles(
  store: Store,
  layer: number,
  collection: Collection,
  record: Fields,
  report: Report,
): void {
  const { name, key, references } = collection;
  if (!Object.values(references).includes(name)) return;
  const others = [...store.chunks(layer, name, {})].flatMap(
    (chunk) => JSON.parse(`[${chunk}]`) as Fields[],
  );
  const all = [record, ...others.filter((other) => other[key] !== record[key])];
  const ofTheRecord: Report = {
    at: (location, found, expected) => {
      if (location[0] === 0) report.at(location, found, expected);
    },
  };
  checkReferences(collection, all, {}, ofTheRecord);
}

/** Throws a `WorldError` when records of a layer refer to the one that is about to go. */
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
        .referrers(layer, other, member, key)
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

/** A whole state on its way into a layer, after the checks of fixtures; throws a `WorldError` with every violation. */
export function admitState(records: GivenRecords): Record<CollectionName, StoredRecord[]> {
  const violations: Violation[] = [];
  const reportOf = (name: CollectionName): Report => ({
    at: (location, found, expected) =>
      violations.push(toViolation({ location, found, expected }, `/${name}`)),
  });
  const keys: Partial<Record<CollectionName, Set<unknown>>> = {};
  for (const collection of COLLECTIONS) {
    const { name } = collection;
    keys[name] = checkRecords(collection, records[name] ?? [], reportOf(name));
  }
  for (const collection of COLLECTIONS) {
    const { name } = collection;
    checkReferences(collection, records[name] ?? [], keys, reportOf(name));
  }
  if (violations.length > 0)
    throw new WorldError('invalid', 'The state is not admitted.', violations);
  const stored = COLLECTIONS.map((collection) => [
    collection.name,
    (records[collection.name] ?? []).map((record) => toStored(collection, record)),
  ]);
  return Object.fromEntries(stored);
}
