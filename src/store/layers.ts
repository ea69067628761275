import { COLLECTIONS, type CollectionName } from '../contract/collections.ts';
import { type Database, refusedWrites, type Statement, statements } from './database.ts';
import type { DatabaseFile } from './database-file.ts';
import type { StoredRecord } from './store.ts';

/** What the database keeps of a world besides its records. */
export interface WorldRow {
  readonly id: number;
  /** JSON: what `World` makes of it. */
  readonly doc: string;
}

/** The tables of worlds and snapshots; a snapshot is one more layer, with a name. */
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

/** A snapshot as it is kept. */
export interface SnapshotRow {
  readonly name: string;
  readonly layer: number;
  readonly created: string;
  readonly doc: string;
}

/** The statements that change a record, in a layer that has it and in one that does not. */
interface Change {
  readonly update: Statement;
  readonly insert: Statement;
}

/** A record that differs between two layers, or between the baseline and a layer; a text is missing where there is none. */
export interface RecordChange {
  readonly collection: CollectionName;
  readonly key: number;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What a member can be set to; a number is an integer. */
export type Value = string | number | null;

/** What lies above the baseline: the rows of the worlds' layers, and the worlds and snapshots they belong to. */
export class Layers {
  readonly #db: Database;
  readonly #file: DatabaseFile | undefined;
  readonly #prepare: (sql: string) => Statement;
  /** Which layers are known to hold rows, or none. */
  readonly #empty = new Map<number, boolean>();
  /** By the array of names they were made for: to make a key of the names costs as much as to change the record. */
  readonly #changes = new Map<CollectionName, WeakMap<readonly string[], Change>>();

  constructor(db: Database, file?: DatabaseFile) {
    this.#db = db;
    this.#file = file;
    this.#prepare = statements(db);
  }

  /** A number for a new layer. */
  create(): number {
    const row = this.#prepare('UPDATE layer_ids SET last = last + 1 RETURNING last').get();
    return (row as { last: number }).last;
  }

  /** Whether a layer hides nothing of the baseline: every read asks, so the answer is remembered until a write. */
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
   * Sets members of a record that is in a layer, unless it has the first of them with its value already; the rest of its
   * text stays as it is. Returns whether it did; throws a `StorageError` when the storage refuses. Best is the same array
   * of names each time.
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

  /** Puts a record of the baseline into a layer that has none of its key, with members set; throws as `change` does. */
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

  /** Writes a record into a layer; without a document, deletes it there. */
  put(layer: number, collection: CollectionName, key: number, document: string | null): void {
    this.#empty.set(layer, false);
    this.#prepare(`INSERT OR REPLACE INTO ${collection}_layer VALUES (?, ?, ?)`).run(
      layer,
      key,
      document,
    );
  }

  /** Makes a layer show these records of a collection and no other; what is as in the baseline is not written. */
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

  /** Makes one layer what another is. */
  copy(from: number, to: number): void {
    this.clear(to);
    for (const { name } of COLLECTIONS) {
      this.#prepare(
        `INSERT INTO ${name}_layer SELECT ?, key, doc FROM ${name}_layer WHERE world = ?`,
      ).run(to, from);
    }
  }

  /** What differs between two layers; layer 0, which is always empty, stands for the baseline. */
  difference(before: number, after: number): RecordChange[] {
    return COLLECTIONS.flatMap(({ name }) => {
      const rows = this.#prepare(
        `WITH changed AS (SELECT key FROM ${name}_layer WHERE world IN (@before, @after) GROUP BY key)
        SELECT key, ${documentOf(name, '@before')} AS old, ${documentOf(name, '@after')} AS new
        FROM changed WHERE old IS NOT new ORDER BY key`,
      ).all({ before, after }) as { key: number; old: string | null; new: string | null }[];
      return rows.map((row) => ({
        collection: name,
        key: row.key,
        before: row.old ?? undefined,
        after: row.new ?? undefined,
      }));
    });
  }

  worlds(): WorldRow[] {
    return this.#prepare('SELECT id, doc FROM worlds ORDER BY id').all() as WorldRow[];
  }

  saveWorld(id: number, doc: string): void {
    this.#prepare('INSERT OR REPLACE INTO worlds VALUES (?, ?)').run(id, doc);
  }

  /** Forgets a world, with its layer and its snapshots. */
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

  /** Copies the world's layer under a name, in the place of an earlier one of that name. */
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

  /** Whether there was one of that name. */
  dropSnapshot(world: number, name: string): boolean {
    const snapshot = this.snapshot(world, name);
    if (snapshot === undefined) return false;
    this.clear(snapshot.layer);
    this.#prepare('DELETE FROM snapshots WHERE world = ? AND name = ?').run(world, name);
    return true;
  }

  /** The keys of the records that refer to one, as a world sees them: by a member that holds its key, or a list of keys. */
  referrers(layer: number, collection: CollectionName, member: string, key: number): number[] {
    const rows = this.#prepare(
      `SELECT key FROM (${everyDocument(collection)}) WHERE EXISTS
        (SELECT 1 FROM json_each(doc, '$.${member}') WHERE value = @key) ORDER BY key LIMIT 10`,
    ).all({ layer, key }) as { key: number }[];
    return rows.map((row) => row.key);
  }

  /** Does what writes; a `StorageError` says that the storage refuses, or that the file is not where it was. */
  #write<Result>(write: () => Result): Result {
    this.#file?.assertInPlace();
    return refusedWrites(write);
  }

  /** Does several things or, when one fails, none of them. */
  atomically<Result>(action: () => Result): Result {
    try {
      return this.#write(() => this.#db.transaction(action)());
    } catch (error) {
      this.#empty.clear();
      throw error;
    }
  }
}

/** A number of JavaScript is bound as a REAL, and 1 would be served as 1.0. */
function boundOf(value: Value): string | bigint | null {
  return typeof value === 'number' ? BigInt(value) : value;
}

/** The text of the record `changed.key` in a layer, else in the baseline. */
function documentOf(name: CollectionName, layer: string): string {
  const at = `FROM ${name}_layer WHERE world = ${layer} AND key = changed.key`;
  return `CASE WHEN EXISTS (SELECT 1 ${at}) THEN (SELECT doc ${at})
    ELSE (SELECT doc FROM ${name} WHERE key = changed.key) END`;
}

function everyDocument(name: CollectionName): string {
  return `SELECT key, doc FROM ${name}_layer WHERE world = @layer AND doc IS NOT NULL
    UNION ALL SELECT key, doc FROM ${name}
    WHERE key NOT IN (SELECT key FROM ${name}_layer WHERE world = @layer)`;
}
