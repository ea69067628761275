import type { Application } from '../contract/applications.ts';
import { COLLECTIONS, type Collection, type CollectionName } from '../contract/collections.ts';
import { type Semestre, semestreNumber, semestreNumberOf } from './clock.ts';
import { type Database, refusedWrites, type Statement, statements } from './database.ts';
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

interface PageRow {
  body: Buffer | null;
  last: number;
  records: number;
}

interface LayerRow {
  key: number;
  body: Buffer | null;
}

/** Bytes that a page of a bulk answer aims at: larger is faster, until other requests notice the wait. */
const PAGE_BYTES = 128 * 1024;
const MAX_PAGE_RECORDS = 1024;

/** Stands behind the last key there can be. */
const END: LayerRow = { key: 2 ** 53, body: null };

/** The expression that completes a stored document with what depends on the day, `@today`. */
const SERVED: Readonly<Partial<Record<CollectionName, string>>> = {
  campagnes: `json_set(doc, '$.etat', CASE
    WHEN doc ->> '$.date_debut' > @today THEN 'a_venir'
    WHEN doc ->> '$.date_fin' < @today THEN 'terminee'
    ELSE 'en_cours' END)`,
};

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
).join('')}
CREATE INDEX users_by_statut ON users (statut);
`;

/**
 * All the SQL: the baseline, which never changes once seeded, and above it the layers, rows keyed by world. A world's
 * view of a record is its layer's row where there is one, else the baseline's.
 */
export class Store {
  readonly #db: Database;
  readonly #prepare: (sql: string) => Statement;
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
    this.#db.transaction(() => {
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
    })();
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
    const row = this.#get(current(name), { world, key }) as { doc: string | null } | undefined;
    return row?.doc ?? undefined;
  }

  /**
   * Sets members of one record of the world (JSON paths by member name); the rest of its text stays as it is. Throws a
   * `StorageError` when the storage refuses.
   */
  change(world: number, name: CollectionName, key: number, members: Record<string, unknown>): void {
    const paths = Object.keys(members).map((member) => `, '$.${member}', json(@${member})`);
    // As JSON texts: a number of JavaScript is bound as a REAL, and 1 would be served as 1.0.
    const values = Object.fromEntries(
      Object.entries(members).map(([member, value]) => [member, JSON.stringify(value)]),
    );
    refusedWrites(() =>
      this.#run(
        `INSERT INTO ${name}_layer (world, key, doc)
          SELECT @world, @key, json_set(doc${paths.join('')}) FROM (${current(name)})
          WHERE true ON CONFLICT DO UPDATE SET doc = excluded.doc`,
        { world, key, ...values },
      ),
    );
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
    return this.#merge(pageQuery(name, filter, served), values, changes as LayerRow[]);
  }

  *#merge(query: string, values: object, changes: LayerRow[]): Generator<Buffer> {
    let after = 0;
    let limit = 64;
    for (const change of [...changes, END]) {
      for (;;) {
        const row = this.#get(query, { ...values, after, before: change.key, limit }) as PageRow;
        if (row.body === null) break;
        yield row.body;
        if (row.records < limit) break;
        after = row.last;
        limit = Math.ceil((limit * PAGE_BYTES) / row.body.length);
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

/** One record as the world sees it; the layer's row, which comes first, hides the baseline's. */
function current(name: CollectionName): string {
  return `SELECT doc FROM ${name}_layer WHERE world = @world AND key = @key
    UNION ALL SELECT doc FROM ${name} WHERE key = @key LIMIT 1`;
}

function pageQuery(name: CollectionName, filter: Filter, served: string): string {
  const source = filter.semestre
    ? `${name}_semestres CROSS JOIN ${name} USING (key) WHERE semestre = @semestre AND`
    : `${name} WHERE`;
  const statut = filter.statut === undefined ? '' : 'AND statut = @statut';
  return `SELECT CAST(group_concat(doc, ',') AS BLOB) AS body, max(key) AS last, count(*) AS records
    FROM (SELECT key, ${served} AS doc FROM ${source} key > @after AND key < @before ${statut}
      ORDER BY key LIMIT @limit)`;
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
