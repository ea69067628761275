import type { CollectionName } from '../contract/collections.ts';
import { parseExactly } from '../json/exact.ts';
import { admitRecord, refuseWhileReferred } from './admission.ts';
import { addPartial, deleteCascading, type Patch, patched } from './record-changes.ts';
import type { Fields } from './records.ts';
import { type Search, searchRecords } from './search.ts';
import type { World } from './world.ts';
import { WorldError } from './world-error.ts';

/** The operations of tests on the single records of a world. */
export class WorldData {
  readonly #world: World;
  readonly #write: <Result>(change: () => Result) => Result;

  /** `write` makes a change in one transaction, or throws if the world has ended. */
  constructor(world: World, write: <Result>(change: () => Result) => Result) {
    this.#world = world;
    this.#write = write;
  }

  /**
   * A page of records in their stored form, by key. The search takes turns of the event loop; if the world is reset
   * meanwhile, it rejects.
   */
  search(name: CollectionName, filter: Search = {}): Promise<Fields[]> {
    const epoch = this.#world.epoch;
    return searchRecords(filter, (after, count) => {
      this.#world.check();
      if (this.#world.epoch !== epoch) {
        throw new WorldError('reset', 'The world was reset while its records were searched.');
      }
      return this.#world.store.rows(this.#world.id, name, after, count);
    });
  }

  /** One record in its stored form. */
  get(name: CollectionName, key: number): Fields {
    const text = this.#world.store.read(this.#world.id, name, key);
    if (text === undefined) throw unknownRecord(name, key);
    return parseExactly(text) as Fields;
  }

  /**
   * Creates a record from some of its members, with dates from the clock, and the missing records that it refers to;
   * throws a `WorldError` if its key is taken.
   */
  add(name: CollectionName, given: Fields): Fields {
    const now = this.#world.now();
    const key = this.#write(() => addPartial(this.#world.store, this.#world.id, name, given, now));
    return this.get(name, key);
  }

  /** Creates a record or replaces the record with its key; checks it as a fixture; `set`: see `admitRecord`. */
  put(name: CollectionName, record: Fields, set?: readonly string[]): Fields {
    const { key, document } = admitRecord(this.#world.store, this.#world.id, name, record, set);
    this.#write(() => this.#world.store.layers.put(this.#world.id, name, key, document));
    return this.get(name, key);
  }

  /** Sets and removes members of a record; checks the result as a fixture. */
  patch(name: CollectionName, key: number, patch: Patch): Fields {
    const set = [...(patch.remove ?? []), ...Object.keys(patch.merge ?? {})];
    return this.put(name, patched(name, this.get(name, key), patch), set);
  }

  /**
   * Gives a record the state of the baseline, checked as a fixture; one that the baseline lacks is deleted. Throws a
   * `WorldError` while records refer to that one.
   */
  restore(name: CollectionName, key: number): void {
    const text = this.#world.store.read(this.#world.origin.layer, name, key);
    if (text === undefined) {
      this.get(name, key);
      refuseWhileReferred(this.#world.store, this.#world.id, name, key);
    } else {
      admitRecord(this.#world.store, this.#world.id, name, parseExactly(text) as Fields, []);
    }
    this.#write(() =>
      this.#world.store.layers.restore(this.#world.id, this.#world.origin.layer, name, key),
    );
  }

  /** Deletes a record; throws a `WorldError` while another record refers to it, unless `cascade` is set. */
  delete(name: CollectionName, key: number, cascade = false): void {
    this.get(name, key);
    if (!cascade) refuseWhileReferred(this.#world.store, this.#world.id, name, key);
    this.#write(() => {
      if (cascade) deleteCascading(this.#world.store, this.#world.id, name, key);
      else this.#world.store.layers.put(this.#world.id, name, key, null);
    });
  }
}

function unknownRecord(name: CollectionName, key: number): WorldError {
  return new WorldError('unknown', `There is no record ${key} in ${name}.`);
}
