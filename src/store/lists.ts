import type { CollectionName } from '../contract/collections.ts';
import { type Semestre, semestreNumberOf } from '../contract/instants.ts';
import type { Statement } from './database.ts';

/** Which records of a collection are wanted. */
export interface Filter {
  /** A member of `Collection.filters`, and its value. */
  readonly equal?: { readonly member: string; readonly value: number };
  /** Created or modified in that half-year. */
  readonly semestre?: Semestre;
}

/** The JSON texts of the records whose key is above `after` and at most `last`, by key, joined by commas. */
interface Page {
  readonly after: number;
  readonly last: number;
  readonly body: Buffer;
}

/** A record that a world has changed; without a body, one that does not belong to the list, or not any more. */
interface Change {
  readonly key: number;
  readonly body: Buffer | null;
}

/** What the statements are asked with, besides keys. */
interface Values {
  /** `ALL`, or the number of a half-year. */
  readonly list: number;
  /** The value of the member that is filtered by. */
  readonly value?: number;
  readonly today?: string;
}

/** The list of all records, among those of half-years. */
const ALL = 0;

/** Bytes that a page aims at: larger is faster, until other requests notice the wait. */
const PAGE_BYTES = 128 * 1024;
const MAX_PAGE_RECORDS = 1024;

/** How many records the first page has, as nothing is known of their size. */
const FIRST_RECORDS = 64;

/** A list of fewer records is read in no time, and keeping it would delay the start. */
const WORTH_KEEPING = 1024;

/** Above the greatest key there can be. */
const END: Change = { key: 2 ** 53, body: null };

/** The expression that completes a stored document with what depends on the day, `@today`. */
const SERVED: Readonly<Partial<Record<CollectionName, string>>> = {
  campagnes: `json_set(doc, '$.etat', CASE
    WHEN doc ->> '$.date_debut' > @today THEN 'a_venir'
    WHEN doc ->> '$.date_fin' < @today THEN 'terminee'
    ELSE 'en_cours' END)`,
};

/** The table of the pages of a collection that are kept. */
export const pagesTable = (name: CollectionName) => `
CREATE TABLE ${name}_pages (
  list INTEGER NOT NULL,
  after INTEGER NOT NULL,
  last INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (list, after)
) STRICT;`;

/**
 * Lists, page by page. The long ones, of all records and of half-years, are kept ready to be sent, beside the rows that
 * they are made of: read row by row, a list takes several times as long. The pages in which a world has changed
 * something are read from the rows, and so are short lists and those by `statut`.
 */
export class Pages {
  readonly #prepare: (sql: string) => Statement;

  constructor(prepare: (sql: string) => Statement) {
    this.#prepare = prepare;
  }

  /** Keeps the pages of a collection of the baseline, which has just been seeded with so many records. */
  keep(name: CollectionName, records: number): void {
    // What depends on the day cannot be kept.
    if (records < WORTH_KEEPING || SERVED[name] !== undefined) return;
    const semestres = this.#prepare(
      `SELECT semestre FROM ${name}_semestres GROUP BY semestre HAVING count(*) >= ?`,
    ).pluck();
    const insert = this.#prepare(`INSERT INTO ${name}_pages VALUES (@list, @after, @last, @body)`);
    for (const list of [ALL, ...(semestres.all(WORTH_KEEPING) as number[])]) {
      const rows = this.#rows(name, 'doc', { list });
      for (const page of rows.between(0, END.key - 1)) insert.run({ list, ...page });
    }
  }

  /** See `Store.pages`. */
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
      this.#prepare(pageQuery(name, served, values, member)).pluck(),
      values,
    );
  }

  #kept(name: CollectionName, { list }: Values): Kept {
    const from = `FROM ${name}_pages WHERE list = ? AND after`;
    const page = this.#prepare(`SELECT last, body ${from} = ?`).raw();
    const end = this.#prepare(`SELECT last ${from} < ? ORDER BY after DESC LIMIT 1`).pluck();
    return {
      beginningAt: (after) => page.get(list, after) as [number, Buffer] | undefined,
      endAround: (key) => end.get(list, key) as number | undefined,
    };
  }
}

/** The kept pages of a list. */
interface Kept {
  /** The page that begins after a key: its last key, and its texts. */
  beginningAt(after: number): [last: number, body: Buffer] | undefined;
  /** The last key of the last page that begins before a key: the end of the page in which the key lies, if it lies in one. */
  endAround(key: number): number | undefined;
}

/** Puts what a world has changed in its place. */
function* merge(changes: readonly Change[], rows: Rows, kept?: Kept): Generator<Buffer> {
  let after = 0;
  for (const change of [...changes, END]) {
    const before = change.key - 1;
    while (after < before) {
      const page = kept?.beginningAt(after);
      const end = page?.[0] ?? kept?.endAround(after) ?? after;
      const last = end > after ? Math.min(end, before) : before;
      if (page && last === end) yield page[1];
      else for (const { body } of rows.between(after, last)) yield body;
      after = last;
    }
    if (change.body !== null) yield change.body;
    after = change.key;
  }
}

/** Makes pages of rows of the baseline. */
class Rows {
  readonly #lastKey: Statement;
  readonly #page: Statement;
  readonly #values: Values;
  #limit = FIRST_RECORDS;

  constructor(lastKey: Statement, page: Statement, values: Values) {
    this.#lastKey = lastKey;
    this.#page = page;
    this.#values = values;
  }

  /** Pages of the records with keys above `after` and at most `last`; never an empty one. */
  *between(after: number, last: number): Generator<Page> {
    for (let from = after; from < last; ) {
      const to = this.#endOf(from, last);
      const body = this.#page.get({ ...this.#values, after: from, last: to }) as Buffer | null;
      if (body === null) return;
      // Before it is given away: whoever is given a page may take its memory.
      const limit = Math.ceil((this.#limit * PAGE_BYTES) / body.length);
      this.#limit = Math.max(1, Math.min(limit, MAX_PAGE_RECORDS));
      yield { after: from, last: to, body };
      from = to;
    }
  }

  /** The key with which a page ends. */
  #endOf(after: number, last: number): number {
    if (last - after <= this.#limit) return last;
    const values = { ...this.#values, after, before: last + 1, skip: this.#limit - 1 };
    return (this.#lastKey.get(values) as number | undefined) ?? last;
  }
}

/** The key with which a page ends, unless it is the last: a page up to a key is read faster than one of so many records. */
function lastKeyQuery(name: CollectionName, values: Values, member?: string): string {
  const source =
    values.list !== ALL && member === undefined
      ? `${name}_semestres WHERE semestre = @list`
      : sourceOf(name, values, member);
  return `SELECT key FROM ${source} AND key > @after AND key < @before
    ORDER BY key LIMIT 1 OFFSET @skip`;
}

/** Whatever SQLite reads by, the rows or an index, it reads in the order of keys. */
function pageQuery(name: CollectionName, served: string, values: Values, member?: string): string {
  return `SELECT CAST(group_concat(${served}, ',') AS BLOB) FROM ${sourceOf(name, values, member)}
    AND key > @after AND key <= @last`;
}

/** Where the records of a list are, up to further conditions. */
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
