import { COLLECTIONS, type Collection, type CollectionName } from '../contract/collections.ts';
import { parseExactly } from '../json/exact.ts';
import type { Schema } from '../json/schema.ts';
import type { Store } from '../store/store.ts';
import { admitRecord } from './admission.ts';
import { completeRecords } from './completion.ts';
import { type Fields, isNullable, toStored, withoutUndefined } from './records.ts';
import { isKey } from './references.ts';
import { invalid, show } from './validation.ts';
import { WorldError } from './world-error.ts';

/**
 * Adds a partial record to a layer, and the records that it refers to if they do not exist; returns its key. Throws a
 * `WorldError` if its key is taken or the record is not admitted: call it in a transaction.
 */
export function addPartial(
  store: Store,
  layer: number,
  name: CollectionName,
  given: Fields,
  now: string,
): number {
  const { key } = collectionOf(name);
  const has = (target: CollectionName, own: number) => store.read(layer, target, own) !== undefined;
  if (isKey(given[key]) && has(name, given[key])) {
    throw new WorldError(
      'conflict',
      `There is a record ${given[key]} in ${name} already: put or patch it, or leave out ${key} for the next free one.`,
    );
  }
  const lastKey = (target: CollectionName) => store.lastKey(layer, target);
  const completed = completeRecords({ [name]: [given] }, now, { has, lastKey });
  const [record, ...made] = completed[name];
  for (const collection of COLLECTIONS) {
    for (const each of collection.name === name ? made : completed[collection.name]) {
      const { key, document } = toStored(collection, each);
      store.layers.put(layer, collection.name, key, document);
    }
  }
  const stored = admitRecord(store, layer, name, record as Fields);
  store.layers.put(layer, name, stored.key, stored.document);
  return stored.key;
}

/** Members to remove from a record, and members to set then. */
export interface Patch {
  readonly remove?: readonly string[];
  readonly merge?: object;
}

/** A record after a patch. Throws a `WorldError` if the patch sets another key. */
export function patched(name: CollectionName, record: Fields, patch: Patch): Fields {
  const { remove = [], merge = {} } = patch;
  const { key } = collectionOf(name);
  const { [key]: own = record[key] } = merge as Fields;
  if (own !== record[key]) {
    const wrong = { location: ['merge', key], found: show(own), expected: show(record[key]) };
    throw invalid('The patch is one of another record.', [wrong]);
  }
  const kept = Object.entries(record).filter(([member]) => !remove.includes(member));
  return { ...Object.fromEntries(kept), ...withoutUndefined(merge) };
}

/**
 * Deletes a record of a layer, and the references to it: a list loses the key, a member that may be null becomes null,
 * and a record with another reference is deleted likewise. Call it in a transaction.
 */
export function deleteCascading(
  store: Store,
  layer: number,
  name: CollectionName,
  key: number,
): void {
  const { layers } = store;
  layers.put(layer, name, key, null);
  // The list grows while it is read.
  const deleted = [{ name, key }];
  for (const each of deleted) {
    for (const { name, references, schema } of COLLECTIONS) {
      for (const [member, target] of Object.entries(references)) {
        if (target !== each.name) continue;
        for (const referrer of layers.referrers(layer, name, member, each.key, -1)) {
          const record = parseExactly(store.read(layer, name, referrer) as string) as Fields;
          const value = record[member];
          if (Array.isArray(value)) record[member] = value.filter((item) => item !== each.key);
          else if (isNullable(schema.properties[member] as Schema)) record[member] = null;
          else {
            layers.put(layer, name, referrer, null);
            deleted.push({ name, key: referrer });
            continue;
          }
          layers.put(layer, name, referrer, JSON.stringify(record));
        }
      }
    }
  }
}

function collectionOf(name: CollectionName): Collection {
  return COLLECTIONS.find((each) => each.name === name) as Collection;
}
