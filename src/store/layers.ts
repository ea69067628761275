import { COLLECTIONS, type CollectionName } from '../contract/collections.ts';
import { type Database, refusedWrites, type Statement, statements } from './database.ts';
import type { DatabaseFile } from './database-file.ts';
import type { StoredRecord } from './store.ts';

/** A world in the database, without its records. */
export interface WorldRow {
  readonly id: number;
  /** JSON of `World`'s state. */
  readonly doc: string;
}

/** The tables of worlds and snapshots; a snapshot is a further layer with a name. */
export const WORLD_TABLES = `
CREATE TABLE worlds (id INTEGER PRIMARY KEY, doc TEXT NOT NULL) STRICT;
CREATE TABLE snapshots (
  world INTEGER NOT NULL,
  name TEXT NOT NULL,
  layer INTEGER NOT NULL,
  created TEXT NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (world, name)
) STRICT, WITHOUT ROWID;
-- ids are never given twice: what a dropped world has left behind cannot be taken for another's
CREATE TABLE layer_ids (last INTEGER NOT NULL) STRICT;
INSERT INTO layer_ids VALUES (1);
`;

/** A snapshot in the database. */
export interface SnapshotRow {
  readonly name: string;
  readonly layer: number;
  readonly created: string;
  readonly doc: string;
}

/** The statements that change a record: in a layer that has the record, and in one that does not. */
interface Change {
  readonly update: Statement;
  readonly insert: Statement;
}

/**
 * A record that differs between two layers, or between the baseline and a layer; the text is undefined on a side
 * without it.
 */
export interface RecordChange {
  readonly collection: CollectionName;
  readonly key: number;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** A record, by its collection and key. */
export interface RecordPlace {
  readonly collection: CollectionName;
  readonly key: number;
}

/** A value of a member; numbers are integers. */
export type Value = string | number | null;

/** The worlds' changes: the rows of their layers, and the worlds and snapshots. */
export class Layers {
  readonly #db: Database;
  readonly #file: DatabaseFile | undefined;
  readonly #prepare: (sql: string) => Statement;
  /** Whether a layer is known to have rows; a missing entry is not known yet. */
  readonly #empty = new Map<number, boolean>();
  /** Keyed by the array of names itself: a key made of the names costs as much as the change of the record. */
  readonly #changes = new Map<CollectionName, WeakMap<readonly string[], Change>>();

  constructor(db: Database, file?: DatabaseFile) {
    this.#db = db;
    this.#file = file;
    this.#prepare = statements(db);
  }

  /** The number of a new layer. */
  create(): number {
    const row = this.#prepare('UPDATE layer_ids SET last = last + 1 RETURNING last').get();
    return (row as { last: number }).last;
  }

  /** Whether a layer has no rows: used by every read, so the answer is cached until a write. */
  isEmpty(layer: number): boolean {
    let empty = this.#empty.get(layer);
    if (empty === undefined) {
      const rows = COLLECTIONS.map(
        ({ name }) => `SELECT 1 FROM ${name}_layer WHERE world = @layer`,
      );
      empty = this.#prepare(`${rows.join(' UNION ALL ')} LIMIT 1`).get({ layer }) === undefined;
      this.#empty.set(layer, empty);
    }
    return empty;
  }

  /**
   * Sets members of a record of the layer, unless its first member already has the value; the rest of the text stays as
   * it is. Returns whether the record changed; throws a `StorageError` when the storage refuses. Pass the same array of
   * names each time.
   */
  change(
    layer: number,
    collection: CollectionName,
    key: number,
    names: readonly string[],
    values: readonly Value[],
  ): boolean {
    const bound = values.map(boundOf);
    const { update } = this.#changing(collection, names);
    return this.#write(() => update.run(...bound, layer, key, bound[0]).changes > 0);
  }

  /** Copies a record of the baseline into a layer that has no such key, with members set; throws as `change` does. */
  changeBaseline(
    layer: number,
    collection: CollectionName,
    key: number,
    names: readonly string[],
    values: readonly Value[],
  ): void {
    this.#empty.set(layer, false);
    const { insert } = this.#changing(collection, names);
    this.#write(() => insert.run(layer, ...values.map(boundOf), key));
  }

  #changing(collection: CollectionName, names: readonly string[]): Change {
    let changes = this.#changes.get(collection);
    if (changes === undefined) {
      changes = new WeakMap();
      this.#changes.set(collection, changes);
    }
    let change = changes.get(names);
    if (change === undefined) {
      const set = `json_set(doc${names.map((name) => `, '$.${name}', ?`).join('')})`;
      const differs = `doc ->> '$.${names[0]}' IS NOT ?`;
      change = {
        update: this.#db.prepare(
          `UPDATE ${collection}_layer SET doc = ${set} WHERE world = ? AND key = ? AND doc IS NOT NULL AND ${differs}`,
        ),
        insert: this.#db.prepare(
          `INSERT INTO ${collection}_layer SELECT ?, key, ${set} FROM ${collection} WHERE key = ?`,
        ),
      };
      changes.set(names, change);
    }
    return change;
  }

  /** Writes a record into a layer; null deletes it there. */
  put(layer: number, collection: CollectionName, key: number, document: string | null): void {
    this.#empty.set(layer, false);
    this.#prepare(`INSERT OR REPLACE INTO ${collection}_layer VALUES (?, ?, ?)`).run(
      layer,
      key,
      document,
    );
  }

  /** Replaces a collection in a layer; records equal to the baseline's are not stored. */
  replace(layer: number, collection: CollectionName, records: Iterable<StoredRecord>): void {
    const table = `${collection}_layer`;
    this.#empty.set(layer, false);
    this.#prepare(`DELETE FROM ${table} WHERE world = ?`).run(layer);
    this.#prepare(`INSERT INTO ${table} SELECT ?, key, NULL FROM ${collection}`).run(layer);
    for (const { key, document } of records) this.put(layer, collection, key, document);
    this.#prepare(
      `DELETE FROM ${table} WHERE world = ? AND doc = (SELECT doc FROM ${collection} WHERE key = ${table}.key)`,
    ).run(layer);
  }

  /** Empties a layer. */
  clear(layer: number): void {
    this.#empty.delete(layer);
    for (const { name } of COLLECTIONS) {
      this.#prepare(`DELETE FROM ${name}_layer WHERE world = ?`).run(layer);
    }
  }

  /** Replaces a layer by a copy of another. */
  copy(from: number, to: number): void {
    this.clear(to);
    for (const { name } of COLLECTIONS) {
      this.#prepare(
        `INSERT INTO ${name}_layer SELECT ?, key, doc FROM ${name}_layer WHERE world = ?`,
      ).run(to, from);
    }
  }

  /** Gives a record the state that it has in another layer; layer 0, always empty, is the baseline. */
  restore(layer: number, from: number, collection: CollectionName, key: number): void {
    const table = `${collection}_layer`;
    this.#prepare(`DELETE FROM ${table} WHERE world = ? AND key = ?`).run(layer, key);
    this.#prepare(
      `INSERT INTO ${table} SELECT ?, key, doc FROM ${table} WHERE world = ? AND key = ?`,
    ).run(layer, from, key);
    this.#empty.delete(layer);
  }

  /**
   * The records that differ between two layers, in the order of the collections and by key; only those after a record,
   * if one is given. Layer 0, always empty, is the baseline. Nothing may be written while they are read.
   */
  *difference(before: number, after: number, last?: RecordPlace): Generator<RecordChange> {
    const names = COLLECTIONS.map(({ name }) => name);
    for (const name of names.slice(last && names.indexOf(last.collection))) {
      // A sandbox shares most rows with its origin: those are passed over here.
      const keys = (layer: string, other: string) =>
        `SELECT key FROM ${name}_layer AS own WHERE world = ${layer} AND key > @last AND NOT EXISTS
          (SELECT 1 FROM ${name}_layer WHERE world = ${other} AND key = own.key AND doc IS own.doc)`;
      // Two ordered ranges, which SQLite merges as they are read: a page costs what it holds.
      const changed = this.#prepare(
        `${keys('@before', '@after')} UNION ${keys('@after', '@before')} ORDER BY key`,
      );
      const texts = this.#prepare(
        `SELECT ${documentOf(name, '@before')} AS old, ${documentOf(name, '@after')} AS new`,
      );
      const from = name === last?.collection ? last.key : 0;
      for (const row of changed.iterate({ before, after, last: from })) {
        const { key } = row as { key: number };
        const { old, new: now } = texts.get({ before, after, key }) as Record<
          string,
          string | null
        >;
        if (old === now) continue;
        yield { collection: name, key, before: old ?? undefined, after: now ?? undefined };
      }
    }
  }

  worlds(): WorldRow[] {
    return this.#prepare('SELECT id, doc FROM worlds ORDER BY id').all() as WorldRow[];
  }

  saveWorld(id: number, doc: string): void {
    this.#prepare('INSERT OR REPLACE INTO worlds VALUES (?, ?)').run(id, doc);
  }

  /** Deletes a world, its layer and its snapshots. */
  dropWorld(id: number): void {
    for (const { name } of this.snapshots(id)) this.dropSnapshot(id, name);
    this.clear(id);
    this.#prepare('DELETE FROM worlds WHERE id = ?').run(id);
  }

  snapshots(world: number): SnapshotRow[] {
    return this.#prepare(
      'SELECT name, layer, created, doc FROM snapshots WHERE world = ? ORDER BY layer',
    ).all(world) as SnapshotRow[];
  }

  snapshot(world: number, name: string): SnapshotRow | undefined {
    return this.snapshots(world).find((snapshot) => snapshot.name === name);
  }

  /** Copies the world's layer under a name; replaces an earlier snapshot of that name. */
  saveSnapshot(world: number, { name, created, doc }: Omit<SnapshotRow, 'layer'>): void {
    this.dropSnapshot(world, name);
    const layer = this.create();
    this.copy(world, layer);
    this.#prepare('INSERT INTO snapshots VALUES (?, ?, ?, ?, ?)').run(
      world,
      name,
      layer,
      created,
      doc,
    );
  }

  /** Returns whether there was a snapshot of that name. */
  dropSnapshot(world: number, name: string): boolean {
    const snapshot = this.snapshot(world, name);
    if (snapshot === undefined) return false;
    this.clear(snapshot.layer);
    this.#prepare('DELETE FROM snapshots WHERE world = ? AND name = ?').run(world, name);
    return true;
  }

  /**
   * The keys of records that refer to a key by a member with that key or a list of keys, in a world's view, at most
   * `limit` of them; -1: all.
   */
  referrers(
    layer: number,
    collection: CollectionName,
    member: string,
    key: number,
    limit: number,
  ): number[] {
    const rows = this.#prepare(
      `SELECT key FROM (${everyDocument(collection)}) WHERE instr(doc, @digits) AND EXISTS
        (SELECT 1 FROM json_each(doc, '$.${member}') WHERE value = @key) ORDER BY key LIMIT @limit`,
      // Most documents lack the digits: searching them takes a fifth of the time of parsing each document.
    ).all({ layer, key, digits: String(key), limit }) as { key: number }[];
    return rows.map((row) => row.key);
  }

  /** Runs a write. Throws a `StorageError` when the storage refuses, or when the file is no longer in place. */
  #write<Result>(write: () => Result): Result {
    this.#file?.assertInPlace();
    return refusedWrites(write);
  }

  /** Runs several writes in one transaction. */
  atomically<Result>(action: () => Result): Result {
    try {
      return this.#write(() => this.#db.transaction(action)());
    } catch (error) {
      this.#empty.clear();
      throw error;
    }
  }
}

/** better-sqlite3 binds a JavaScript number as a REAL: 1 would be served as 1.0. */
function boundOf(value: Value): string | bigint | null {
  return typeof value === 'number' ? BigInt(value) : value;
}

/** The text of the record @key in a layer, else in the baseline. */
function documentOf(name: CollectionName, layer: string): string {
  const at = `FROM ${name}_layer WHERE world = ${layer} AND key = @key`;
  return `CASE WHEN EXISTS (SELECT 1 ${at}) THEN (SELECT doc ${at})
    ELSE (SELECT doc FROM ${name} WHERE key = @key) END`;
}

function everyDocument(name: CollectionName): string {
  return `SELECT key, doc FROM ${name}_layer WHERE world = @layer AND doc IS NOT NULL
    UNION ALL SELECT key, doc FROM ${name}
    WHERE key NOT IN (SELECT key FROM ${name}_layer WHERE world = @layer)`;
}
