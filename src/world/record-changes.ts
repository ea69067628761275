import { COLLECTIONS, type Collection, type CollectionName } from '../contract/collections.ts';
import type { Store } from '../store/store.ts';
import { admitRecord } from './admission.ts';
import { completeRecords } from './completion.ts';
import { type Fields, toStored } from './records.ts';
import { isKey } from './references.ts';
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

function collectionOf(name: CollectionName): Collection {
  return COLLECTIONS.find((each) => each.name === name) as Collection;
}
