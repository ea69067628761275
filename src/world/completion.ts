import { COLLECTIONS, type Collection, type CollectionName } from '../contract/collections.ts';
import { completeRecord } from '../contract/defaults.ts';
import type { Fields } from './records.ts';
import { isKey } from './references.ts';

/** Records of a test in which members and keys may be missing; a missing collection is empty. */
export type PartialRecords = { readonly [Name in CollectionName]?: readonly object[] | undefined };

/** The records that exist besides those that are completed. */
export interface Existing {
  has(name: CollectionName, key: number): boolean;
  /** The greatest key of a collection; 0 without any. */
  lastKey(name: CollectionName): number;
}

const NONE: Existing = { has: () => false, lastKey: () => 0 };

/**
 * Completes partial records (see `completeRecord`): a missing key is the next one after the greatest, and records that
 * they refer to and that do not exist are made. Nothing is checked: values that no schema admits stay as they are.
 */
export function completeRecords(
  given: PartialRecords,
  now: string,
  existing: Existing = NONE,
): Record<CollectionName, Fields[]> {
  const completed = Object.fromEntries(
    COLLECTIONS.map((collection) => [
      collection.name,
      withKeys(collection, given[collection.name] ?? [], existing).map((record) =>
        completeRecord(collection, record, now),
      ),
    ]),
  ) as Record<CollectionName, Fields[]>;
  makeReferred(completed, now, existing);
  return completed;
}

function withKeys({ name, key }: Collection, given: readonly object[], existing: Existing) {
  const keys = given.map((record) => (record as Fields)[key]).filter(isKey);
  let last = keys.reduce((most, each) => Math.max(most, each), existing.lastKey(name));
  return given.map((record): Fields => {
    const own = (record as Fields)[key];
    return { ...record, [key]: own === undefined ? ++last : own };
  });
}

/** Adds records with the keys that others refer to, until all are there. */
function makeReferred(
  completed: Record<CollectionName, Fields[]>,
  now: string,
  existing: Existing,
): void {
  const keys = Object.fromEntries(
    COLLECTIONS.map(({ name, key }) => [name, new Set(completed[name].map((each) => each[key]))]),
  ) as Record<CollectionName, Set<unknown>>;
  const ahead = COLLECTIONS.flatMap(({ name, references }) =>
    completed[name].map((record) => ({ references, record })),
  );
  // The list grows while it is read.
  for (const { references, record } of ahead) {
    for (const [member, target] of Object.entries(references)) {
      for (const key of [record[member]].flat()) {
        if (!isKey(key) || keys[target].has(key) || existing.has(target, key)) continue;
        const collection = COLLECTIONS.find(({ name }) => name === target) as Collection;
        const made = completeRecord(collection, {}, now, key);
        keys[target].add(key);
        completed[target].push(made);
        ahead.push({ references: collection.references, record: made });
      }
    }
  }
}
