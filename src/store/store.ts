import { COLLECTIONS, type Collection, type CollectionName } from '../contract/collections.ts';
import type { Application } from '../contract/types.ts';
import type { RuleDefinition } from '../traffic/types.ts';
import {
  type Database,
  mark,
  type Statement,
  statements,
  writeAhead,
  writeInPlace,
} from './database.ts';
import type { DatabaseFile } from './database-file.ts';
import { Layers, WORLD_TABLES } from './layers.ts';
import { chunksTable, type Filter, Lists } from './lists.ts';
import { seedCollection } from './seeding.ts';

/** The data of a start, before any change by a test. */
export interface Baseline {
  readonly applications: readonly Application[];
  /** The rules of each world at its start. */
  readonly rules: readonly RuleDefinition[];
  /** The JSON texts of the records, with their keys. */
  readonly records: Readonly<Record<CollectionName, Iterable<SeededRecord>>>;
  /** Called once all records have been read; throws if they are not valid. */
  readonly verify?: () => void;
}

/** A record to be stored. */
export interface StoredRecord extends SeededRecord {
  readonly document: string;
}

/** A record of a baseline. */
export interface SeededRecord {
  readonly key: number;
  /** The JSON text of the answer, without derived members; bytes are valid until the next record is read. */
  readonly document: string | Buffer;
  /** The half-years in which it was created and modified; see `semestresOf()`. */
  readonly semestres: readonly number[];
  /** The values of the members by which the list can be filtered, in the order of `Collection.filters`. */
  readonly filters: readonly number[];
}

/** A record in a layer or in the baseline. */
export interface Row {
  readonly key: number;
  readonly doc: string | null;
}

/** The statements that read one record of a collection. */
interface Reads {
  readonly layer: Statement;
  readonly baseline: Statement;
}

/** Created after the rows: one sort is faster than an insertion for each row. */
const INDEXES = COLLECTIONS.flatMap(({ name, filters }) =>
  filters.map((member) => `CREATE INDEX ${name}_by_${member} ON ${name} (${member});`),
).join('');

/** The tables of each collection: its baseline, its index by half-year, and the layers of the worlds. */
const TABLES = `
CREATE TABLE applications (position INTEGER PRIMARY KEY, doc TEXT NOT NULL) STRICT;
CREATE TABLE rules (position INTEGER PRIMARY KEY, doc TEXT NOT NULL) STRICT;
${COLLECTIONS.map(
  ({ name, filters }) => `
CREATE TABLE ${name} (
  key INTEGER PRIMARY KEY,
  doc TEXT NOT NULL${filters.map((member) => `,\n  ${member} INTEGER`).join('')}
) STRICT;
CREATE TABLE ${name}_semestres (
  semestre INTEGER NOT NULL,
  key INTEGER NOT NULL,
  PRIMARY KEY (semestre, key)
) STRICT, WITHOUT ROWID;
${chunksTable(name)}
-- doc is null for a record that the world has deleted
CREATE TABLE ${name}_layer (
  world INTEGER NOT NULL,
  key INTEGER NOT NULL,
  doc TEXT,
  PRIMARY KEY (world, key)
) STRICT, WITHOUT ROWID;`,
).join('')}`;

/**
 * All the SQL: the baseline, constant once seeded, and the layers above it, rows keyed by world. A world reads its
 * layer's row if there is one, else the baseline's.
 */
export class Store {
  readonly #db: Database;
  readonly #file: DatabaseFile | undefined;
  readonly #prepare: (sql: string) => Statement;
  readonly #lists: Lists;
  /** The number of requests that may read the store. */
  #held = 0;
  #retired = false;
  #reads: Readonly<Record<CollectionName, Reads>> | undefined;
  /** The worlds' changes above the baseline. */
  readonly layers: Layers;

  /** `file`: the file of the database; undefined for a database in memory. */
  constructor(db: Database, file?: DatabaseFile) {
    this.#db = db;
    this.#file = file;
    this.#prepare = statements(db);
    this.#lists = new Lists(this.#prepare);
    this.layers = new Layers(db, file);
  }

  /** Whether a baseline has been seeded. */
  get seeded(): boolean {
    return this.#get('SELECT 1 FROM sqlite_schema WHERE name = ?', 'applications') !== undefined;
  }

  /** Replaces everything by a new baseline, in one transaction. Throws, and changes nothing, if this is not valid. */
  seed(baseline: Baseline): void {
    // A write-ahead log would hold all the data a second time.
    writeInPlace(this.#db);
    try {
      this.#db.transaction(() => this.#replace(baseline))();
    } finally {
      // Also after a failure: this removes the rollback journal. An empty file stays empty: the switch would write a
      // first page without marks.
      if (this.seeded) writeAhead(this.#db);
    }
  }

  #replace(baseline: Baseline): void {
    this.#reads = undefined;
    if (this.seeded) {
      const others = ['applications', 'rules', 'worlds', 'snapshots', 'layer_ids'];
      for (const table of [...others, ...COLLECTIONS.flatMap(tablesOf)]) {
        this.#db.exec(`DROP TABLE ${table}`);
      }
    }
    // In the same transaction as the data: a file without data has no marks and counts as new.
    mark(this.#db);
    this.#db.exec(TABLES + WORLD_TABLES);
    for (const table of ['applications', 'rules'] as const) {
      baseline[table].forEach((value, position) => {
        this.#run(`INSERT INTO ${table} VALUES (?, ?)`, position, JSON.stringify(value));
      });
    }
    for (const collection of COLLECTIONS) {
      seedCollection(this.#prepare, this.#lists, collection, baseline.records[collection.name]);
    }
    baseline.verify?.();
    this.#db.exec(INDEXES);
  }

  /** The applications, in the order of their fixture. */
  applications(): Application[] {
    return this.#ordered('applications');
  }

  /** The rules of the baseline, in the order of their fixture. */
  rules(): RuleDefinition[] {
    return this.#ordered('rules');
  }

  /** The JSON text of a record in a world's view; undefined without such a record. */
  read(world: number, name: CollectionName, key: number): string | undefined {
    this.#reads ??= this.#prepareReads();
    const { layer, baseline } = this.#reads[name];
    if (!this.layers.isEmpty(world)) {
      const text = layer.get(world, key) as string | null | undefined;
      if (text !== undefined) return text ?? undefined;
    }
    return baseline.get(key) as string | undefined;
  }

  /** Most requests read one record: these statements are not looked up by their text. */
  #prepareReads(): Readonly<Record<CollectionName, Reads>> {
    const reads = COLLECTIONS.map(({ name }) => [
      name,
      {
        layer: this.#db
          .prepare(`SELECT doc FROM ${name}_layer WHERE world = ? AND key = ?`)
          .pluck(),
        baseline: this.#db.prepare(`SELECT doc FROM ${name} WHERE key = ?`).pluck(),
      },
    ]);
    return Object.fromEntries(reads);
  }

  /**
   * At most `limit` rows of a collection with a greater key, by key: those of a world's layer, null for a deleted record,
   * and those of the baseline. Where both have a key, the layer's row, which holds, comes first.
   */
  rows(world: number, name: CollectionName, after: number, limit: number): Row[] {
    return this.#prepare(
      `SELECT key, doc, 0 AS source FROM ${name}_layer WHERE world = @world AND key > @after
      UNION ALL SELECT key, doc, 1 FROM ${name} WHERE key > @after
      ORDER BY key, source LIMIT @limit`,
    ).all({ world, after, limit }) as Row[];
  }

  /** The greatest key of a collection in the baseline and a world's layer, deleted records included; 0 without any. */
  lastKey(world: number, name: CollectionName): number {
    const last = `SELECT ifnull(max(key), 0) FROM ${name}`;
    const row = this.#get(`SELECT max((${last}), (${last}_layer WHERE world = ?)) AS key`, world);
    return (row as { key: number }).key;
  }

  /**
   * The JSON texts of a world's records, by key, joined by commas, in chunks of about `CHUNK_BYTES`, never empty. The
   * world's changes are copied at the call and the baseline is constant: all chunks show that instant. Without a day,
   * the texts have no members that depend on it.
   */
  chunks(world: number, name: CollectionName, filter: Filter, today?: string): Iterable<Buffer> {
    return this.#lists.of(world, name, filter, today);
  }

  /** Counts a request that may read the store until it calls `release()`: the store is not closed before. */
  hold(): this {
    this.#held++;
    return this;
  }

  release(): void {
    this.#held--;
    this.#closeUnused();
  }

  /**
   * Closes the store, which another one has replaced, once no request holds it. Left to the garbage collector, which does
   * not see SQLite's memory, former stores of 100,000 records take 200 MB more.
   */
  retire(): void {
    this.#retired = true;
    this.#closeUnused();
  }

  #closeUnused(): void {
    if (this.#retired && this.#held === 0) this.close();
  }

  close(): void {
    if (this.#file === undefined) this.#db.close();
    else this.#file.close();
  }

  #ordered<Value>(table: string): Value[] {
    const rows = this.#prepare(`SELECT doc FROM ${table} ORDER BY position`).all();
    return rows.map((row) => JSON.parse((row as { doc: string }).doc));
  }

  #get(sql: string, ...values: unknown[]): unknown {
    return this.#prepare(sql).get(...values);
  }

  #run(sql: string, ...values: unknown[]): void {
    this.#prepare(sql).run(...values);
  }
}

function tablesOf({ name }: Collection): string[] {
  return [name, `${name}_semestres`, `${name}_pages`, `${name}_layer`];
}
