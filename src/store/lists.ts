import type { CollectionName } from '../contract/collections.ts';
import { type Semestre, semestreNumberOf } from '../contract/instants.ts';
import type { Statement } from './database.ts';

/** Selects records of a collection; a record must satisfy all given members. */
export interface Filter {
  /** A member of `Collection.filters`, and its value. */
  readonly equal?: { readonly member: string; readonly value: number };
  /** Created or modified in this half-year. */
  readonly semestre?: Semestre;
}

/** The JSON texts of records with `after` < key ≤ `last`, by key, joined by commas. */
export interface Chunk {
  readonly after: number;
  readonly last: number;
  readonly body: Buffer;
}

/** A record changed by a world; the body is null where the record is deleted or not in the list. */
interface Change {
  readonly key: number;
  readonly body: Buffer | null;
}

/** Parameters of the statements, apart from keys. */
interface Values {
  /** `ALL`, or the number of a half-year. */
  readonly list: number;
  /** The value of the filter's member. */
  readonly value?: number;
  readonly today?: string;
}

/** The number of the list of all records, beside those of half-years. */
export const ALL = 0;

/** Target size of a chunk: larger chunks are faster, until other requests notice the wait. */
export const CHUNK_BYTES = 128 * 1024;
export const MAX_CHUNK_RECORDS = 1024;

/** Records of the first chunk; later sizes follow from the bytes of earlier ones. */
export const FIRST_RECORDS = 64;

/** Above the greatest possible key. */
export const END: Change = { key: 2 ** 53, body: null };

/** SQL expression that adds the members that depend on the day, `@today`, to a stored document. */
const SERVED: Readonly<Partial<Record<CollectionName, string>>> = {
  campagnes: `json_set(doc, '$.etat', CASE
    WHEN doc ->> '$.date_debut' > @today THEN 'a_venir'
    WHEN doc ->> '$.date_fin' < @today THEN 'terminee'
    ELSE 'en_cours' END)`,
};

/** The table of a collection's kept chunks. */
export const chunksTable = (name: CollectionName) => `
CREATE TABLE ${name}_pages (
  list INTEGER NOT NULL,
  after INTEGER NOT NULL,
  last INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (list, after)
) STRICT;`;

/**
 * Lists, chunk by chunk. Lists of all records and of half-years are also kept as chunks, made at seeding: listing users
 * takes 26 ms instead of 49 ms with 100,000 of them, and 236 ms instead of 549 ms with 1,000,000. Rows are read for
 * chunks with a world's changes, for short lists, and for lists by `statut`.
 */
export class Lists {
  readonly #prepare: (sql: string) => Statement;

  constructor(prepare: (sql: string) => Statement) {
    this.#prepare = prepare;
  }

  /** Whether the lists of a collection are kept: not with derived members, which depend on the day. */
  isKept(name: CollectionName): boolean {
    return SERVED[name] === undefined;
  }

  /** The chunks of a list of the baseline, from its rows up to a key. */
  fromRows(name: CollectionName, list: number, last: number): Iterable<Chunk> {
    return this.#rows(name, 'doc', { list }).between(0, last);
  }

  /** See `Store.chunks`. */
  of(world: number, name: CollectionName, filter: Filter, today?: string): Iterable<Buffer> {
    const { equal, semestre } = filter;
    const served = today === undefined ? 'doc' : (SERVED[name] ?? 'doc');
    const values: Values = {
      list: semestre === undefined ? ALL : semestreNumberOf(semestre.semestre),
      ...(equal && { value: equal.value }),
      ...(served !== 'doc' && { today: `${today}` }),
    };
    const changes = this.#prepare(layerQuery(name, filter, served));
    return merge(
      changes.all({ ...values, ...semestre, world }) as Change[],
      this.#rows(name, served, values, equal?.member),
      served === 'doc' && equal === undefined ? this.#kept(name, values) : undefined,
    );
  }

  #rows(name: CollectionName, served: string, values: Values, member?: string): Rows {
    const lastKey = this.#prepare(lastKeyQuery(name, values, member)).pluck();
    return new Rows(
      lastKey,
      this.#prepare(chunkQuery(name, served, values, member)).pluck(),
      values,
    );
  }

  #kept(name: CollectionName, { list }: Values): Kept {
    const from = `FROM ${name}_pages WHERE list = ? AND after`;
    const chunk = this.#prepare(`SELECT last, body ${from} = ?`).raw();
    const end = this.#prepare(`SELECT last ${from} < ? ORDER BY after DESC LIMIT 1`).pluck();
    return {
      beginningAt: (after) => chunk.get(list, after) as [number, Buffer] | undefined,
      endAround: (key) => end.get(list, key) as number | undefined,
    };
  }
}

/** The kept chunks of a list. */
interface Kept {
  /** The chunk that begins after a key: its last key and its texts. */
  beginningAt(after: number): [last: number, body: Buffer] | undefined;
  /** The last key of the last chunk that begins before a key: that chunk may hold the key. */
  endAround(key: number): number | undefined;
}

/** The chunks of the baseline, merged with a world's changes by key. */
function* merge(changes: readonly Change[], rows: Rows, kept?: Kept): Generator<Buffer> {
  let after = 0;
  for (const change of [...changes, END]) {
    const before = change.key - 1;
    while (after < before) {
      const chunk = kept?.beginningAt(after);
      const end = chunk?.[0] ?? kept?.endAround(after) ?? after;
      const last = end > after ? Math.min(end, before) : before;
      if (chunk && last === end) yield chunk[1];
      else for (const { body } of rows.between(after, last)) yield body;
      after = last;
    }
    if (change.body !== null) yield change.body;
    after = change.key;
  }
}

/** Reads chunks from the rows of the baseline. */
class Rows {
  readonly #lastKey: Statement;
  readonly #chunk: Statement;
  readonly #values: Values;
  #limit = FIRST_RECORDS;

  constructor(lastKey: Statement, chunk: Statement, values: Values) {
    this.#lastKey = lastKey;
    this.#chunk = chunk;
    this.#values = values;
  }

  /** Chunks of the records with `after` < key ≤ `last`; never empty. */
  *between(after: number, last: number): Generator<Chunk> {
    for (let from = after; from < last; ) {
      const to = this.#endOf(from, last);
      const body = this.#chunk.get({ ...this.#values, after: from, last: to }) as Buffer | null;
      if (body === null) return;
      // The length is read first: the consumer may detach the memory of the chunk.
      const limit = Math.ceil((this.#limit * CHUNK_BYTES) / body.length);
      this.#limit = Math.max(1, Math.min(limit, MAX_CHUNK_RECORDS));
      yield { after: from, last: to, body };
      from = to;
    }
  }

  /** The last key of a chunk. */
  #endOf(after: number, last: number): number {
    if (last - after <= this.#limit) return last;
    const values = { ...this.#values, after, before: last + 1, skip: this.#limit - 1 };
    return (this.#lastKey.get(values) as number | undefined) ?? last;
  }
}

/** The last key of a chunk, except of the last chunk: SQLite reads a range of keys faster than a number of rows. */
function lastKeyQuery(name: CollectionName, values: Values, member?: string): string {
  const source =
    values.list !== ALL && member === undefined
      ? `${name}_semestres WHERE semestre = @list`
      : sourceOf(name, values, member);
  return `SELECT key FROM ${source} AND key > @after AND key < @before
    ORDER BY key LIMIT 1 OFFSET @skip`;
}

/** The texts of a range of keys. SQLite reads the rows, or the index, in the order of keys. */
function chunkQuery(name: CollectionName, served: string, values: Values, member?: string): string {
  return `SELECT CAST(group_concat(${served}, ',') AS BLOB) FROM ${sourceOf(name, values, member)}
    AND key > @after AND key <= @last`;
}

/** The FROM clause of a list; further conditions can be appended. */
function sourceOf(name: CollectionName, { list }: Values, member?: string): string {
  const source =
    list === ALL
      ? `${name} WHERE true`
      : `${name}_semestres CROSS JOIN ${name} USING (key) WHERE semestre = @list`;
  return member === undefined ? source : `${source} AND ${member} = @value`;
}

function layerQuery(name: CollectionName, filter: Filter, served: string): string {
  const conditions = ['doc IS NOT NULL'];
  if (filter.equal) conditions.push(`doc ->> '$.${filter.equal.member}' = @value`);
  if (filter.semestre) {
    const within = (member: string) =>
      `doc ->> '$.${member}' >= @debut AND doc ->> '$.${member}' < @fin`;
    conditions.push(`(${within('date_creation')} OR ${within('date_modification')})`);
  }
  return `SELECT key, CASE WHEN ${conditions.join(' AND ')} THEN CAST(${served} AS BLOB) END AS body
    FROM ${name}_layer WHERE world = @world ORDER BY key`;
}
