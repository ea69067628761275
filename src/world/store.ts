import type { Application } from '../contract/applications.ts';
import { COLLECTIONS, type Collection, type CollectionName } from '../contract/collections.ts';
import { type Semestre, semestreNumber, semestreNumberOf } from './clock.ts';
import { type Database, type Statement, statements, writeAhead, writeInPlace } from './database.ts';
import { Layers, WORLD_TABLES } from './layers.ts';
import type { RuleDefinition } from './rules.ts';

/** Which records of a collection are wanted. */
export interface Filter {
  /** `users` only. */
  readonly statut?: 0 | 1;
  /** Created or modified in that half-year. */
  readonly semestre?: Semestre;
}

/** The data before any test changes it. */
export interface Baseline {
  readonly applications: readonly Application[];
  /** What goes wrong from the start. */
  readonly rules: readonly RuleDefinition[];
  /** The JSON texts of the records, with their keys. */
  readonly records: Readonly<Record<CollectionName, Iterable<StoredRecord>>>;
}

/** A record on its way into the store. */
export interface StoredRecord {
  readonly key: number;
  /** The JSON text, as it is served but for derived members. */
  readonly document: string;
  readonly date_creation: string;
  readonly date_modification: string;
}

/** The statements that read one record. */
interface Reads {
  readonly layer: Statement;
  readonly baseline: Statement;
  /** What has been read of the baseline, which never changes. */
  readonly recent: Map<number, string>;
}

interface LayerRow {
  key: number;
  body: Buffer | null;
}

/** Bytes that a page of a bulk answer aims at: larger is faster, until other requests notice the wait. */
const PAGE_BYTES = 128 * 1024;
const MAX_PAGE_RECORDS = 1024;

/** How many texts of the baseline are at hand in each collection, and how long they may be. */
const MOST_RECENT = 1024;
const LONGEST_RECENT = 4096;

/** Stands behind the last key there can be. */
const END: LayerRow = { key: 2 ** 53, body: null };

/** The expression that completes a stored document with what depends on the day, `@today`. */
const SERVED: Readonly<Partial<Record<CollectionName, string>>> = {
  campagnes: `json_set(doc, '$.etat', CASE
    WHEN doc ->> '$.date_debut' > @today THEN 'a_venir'
    WHEN doc ->> '$.date_fin' < @today THEN 'terminee'
    ELSE 'en_cours' END)`,
};

/** Made when the rows are there: sorting them at once is faster than finding a place for each. */
const INDEXES = 'CREATE INDEX users_by_statut ON users (statut)';

/** The tables: for each collection its baseline, the index by half-year, and the layers of the worlds. */
const TABLES = `
CREATE TABLE applications (position INTEGER PRIMARY KEY, doc TEXT NOT NULL) STRICT;
CREATE TABLE rules (position INTEGER PRIMARY KEY, doc TEXT NOT NULL) STRICT;
${COLLECTIONS.map(
  ({ name }) => `
CREATE TABLE ${name} (
  key INTEGER PRIMARY KEY,
  doc TEXT NOT NULL${name === 'users' ? `,\n  statut INTEGER AS (doc ->> '$.statut')` : ''}
) STRICT;
CREATE TABLE ${name}_semestres (
  semestre INTEGER NOT NULL,
  key INTEGER NOT NULL,
  PRIMARY KEY (semestre, key)
) STRICT, WITHOUT ROWID;
-- doc is null for a record that the world has deleted
CREATE TABLE ${name}_layer (
  world INTEGER NOT NULL,
  key INTEGER NOT NULL,
  doc TEXT,
  PRIMARY KEY (world, key)
) STRICT, WITHOUT ROWID;`,
).join('')}`;

/**
 * All the SQL: the baseline, which never changes once seeded, and above it the layers, rows keyed by world. A world's
 * view of a record is its layer's row where there is one, else the baseline's.
 */
export class Store {
  readonly #db: Database;
  readonly #prepare: (sql: string) => Statement;
  #reads: Readonly<Record<CollectionName, Reads>> | undefined;
  /** What lies above the baseline. */
  readonly layers: Layers;

  constructor(db: Database) {
    this.#db = db;
    this.#prepare = statements(db);
    this.layers = new Layers(db);
  }

  /** Whether a baseline has been seeded. */
  get seeded(): boolean {
    return this.#get('SELECT 1 FROM sqlite_schema WHERE name = ?', 'applications') !== undefined;
  }

  /** Replaces everything by a new baseline, in one transaction: all of it or, when this throws, nothing. */
  seed(baseline: Baseline): void {
    // A log would hold all the data a second time, and grow as large as they are.
    writeInPlace(this.#db);
    try {
      this.#db.transaction(() => this.#replace(baseline))();
    } finally {
      // Whether it has worked or not: this removes what had been kept beside the file, too.
      writeAhead(this.#db);
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
    this.#db.exec(TABLES + WORLD_TABLES);
    for (const table of ['applications', 'rules'] as const) {
      baseline[table].forEach((value, position) => {
        this.#run(`INSERT INTO ${table} VALUES (?, ?)`, position, JSON.stringify(value));
      });
    }
    for (const { name } of COLLECTIONS) this.#seedCollection(name, baseline.records[name]);
    this.#db.exec(INDEXES);
  }

  #seedCollection(name: CollectionName, records: Iterable<StoredRecord>): void {
    const insert = this.#db.prepare(`INSERT INTO ${name} (key, doc) VALUES (?, ?)`);
    const index = this.#db.prepare(`INSERT OR IGNORE INTO ${name}_semestres VALUES (?, ?)`);
    for (const { key, document, date_creation, date_modification } of records) {
      insert.run(key, document);
      index.run(semestreNumber(date_creation), key);
      index.run(semestreNumber(date_modification), key);
    }
  }

  /** The applications, in the order of their fixture. */
  applications(): Application[] {
    return this.#ordered('applications');
  }

  /** The rules of the baseline, in the order of their fixture. */
  rules(): RuleDefinition[] {
    return this.#ordered('rules');
  }

  /** The JSON text of one record as the world sees it, or undefined. */
  read(world: number, name: CollectionName, key: number): string | undefined {
    this.#reads ??= this.#prepareReads();
    const { layer, baseline, recent } = this.#reads[name];
    if (!this.layers.isEmpty(world)) {
      const text = layer.get(world, key) as string | null | undefined;
      if (text !== undefined) return text ?? undefined;
    }
    let text = recent.get(key);
    if (text === undefined) {
      text = baseline.get(key) as string | undefined;
      if (text === undefined || text.length > LONGEST_RECENT) return text;
      if (recent.size === MOST_RECENT) recent.clear();
      recent.set(key, text);
    }
    return text;
  }

  /** Reading one record is what most requests do: its statements are at hand without a search by their text. */
  #prepareReads(): Readonly<Record<CollectionName, Reads>> {
    const reads = COLLECTIONS.map(({ name }) => [
      name,
      {
        layer: this.#db
          .prepare(`SELECT doc FROM ${name}_layer WHERE world = ? AND key = ?`)
          .pluck(),
        baseline: this.#db.prepare(`SELECT doc FROM ${name} WHERE key = ?`).pluck(),
        recent: new Map(),
      },
    ]);
    return Object.fromEntries(reads);
  }

  /**
   * The JSON texts of a world's records, by key, joined by commas, in pages of about `PAGE_BYTES`; never an empty page.
   * What the world has changed is copied at the call and the baseline never changes: every page shows that one instant.
   * Without a day, the texts are as they are stored, without what is derived from it.
   */
  pages(world: number, name: CollectionName, filter: Filter, today?: string): Iterable<Buffer> {
    const served = today === undefined ? 'doc' : (SERVED[name] ?? 'doc');
    const values = {
      ...(served !== 'doc' && { today }),
      ...(filter.statut !== undefined && { statut: filter.statut }),
      ...(filter.semestre && {
        ...filter.semestre,
        semestre: semestreNumberOf(filter.semestre.semestre),
      }),
    };
    const changes = this.#prepare(layerQuery(name, filter, served)).all({ ...values, world });
    return this.#merge(
      this.#prepare(lastKeyQuery(name, filter)).pluck(),
      this.#prepare(pageQuery(name, filter, served)).pluck(),
      values,
      changes as LayerRow[],
    );
  }

  *#merge(
    lastKey: Statement,
    page: Statement,
    values: object,
    changes: LayerRow[],
  ): Generator<Buffer> {
    let after = 0;
    let limit = 64;
    for (const change of [...changes, END]) {
      for (;;) {
        const between = change.key - 1 - after;
        const last =
          between <= limit
            ? undefined
            : (lastKey.get({ ...values, after, before: change.key, skip: limit - 1 }) as
                | number
                | undefined);
        const body = page.get({ ...values, after, last: last ?? change.key - 1 }) as Buffer | null;
        if (body === null) break;
        yield body;
        if (last === undefined) break;
        after = last;
        limit = Math.ceil((limit * PAGE_BYTES) / body.length);
        limit = Math.max(1, Math.min(limit, MAX_PAGE_RECORDS));
      }
      if (change.body !== null) yield change.body;
      after = change.key;
    }
  }

  close(): void {
    this.#db.close();
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
  return [name, `${name}_semestres`, `${name}_layer`];
}

/** The key with which a page ends, unless it is the last: a page up to a key is read faster than one of so many records. */
function lastKeyQuery(name: CollectionName, filter: Filter): string {
  const { semestre, statut } = filter;
  const source =
    semestre && statut === undefined
      ? `${name}_semestres WHERE semestre = @semestre`
      : sourceOf(name, filter);
  return `SELECT key FROM ${source} AND key > @after AND key < @before
    ORDER BY key LIMIT 1 OFFSET @skip`;
}

/** Whatever SQLite reads by, the rows or an index, it reads in the order of keys. */
function pageQuery(name: CollectionName, filter: Filter, served: string): string {
  return `SELECT CAST(group_concat(${served}, ',') AS BLOB) FROM ${sourceOf(name, filter)}
    AND key > @after AND key <= @last`;
}

/** Where the records of a filter are, up to further conditions. */
function sourceOf(name: CollectionName, { semestre, statut }: Filter): string {
  const source = semestre
    ? `${name}_semestres CROSS JOIN ${name} USING (key) WHERE semestre = @semestre`
    : `${name} WHERE true`;
  return statut === undefined ? source : `${source} AND statut = @statut`;
}

function layerQuery(name: CollectionName, filter: Filter, served: string): string {
  const conditions = ['doc IS NOT NULL'];
  if (filter.statut !== undefined) conditions.push(`doc ->> '$.statut' = @statut`);
  if (filter.semestre) {
    const within = (member: string) =>
      `doc ->> '$.${member}' >= @debut AND doc ->> '$.${member}' < @fin`;
    conditions.push(`(${within('date_creation')} OR ${within('date_modification')})`);
  }
  return `SELECT key, CASE WHEN ${conditions.join(' AND ')} THEN CAST(${served} AS BLOB) END AS body
    FROM ${name}_layer WHERE world = @world ORDER BY key`;
}
