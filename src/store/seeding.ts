import type { CollectionName } from '../contract/collections.ts';
import { semestreNumber } from '../contract/instants.ts';
import type { Statement } from './database.ts';
import { KeptChunks } from './kept-chunks.ts';
import type { Lists } from './lists.ts';
import type { SeededRecord } from './store.ts';

/** Rows of the index by half-year that are written together, half-year by half-year. */
const GATHERED_ROWS = 4096;

/** Fills the tables of a collection, in the current transaction. */
export function seedCollection(
  prepare: (sql: string) => Statement,
  lists: Lists,
  name: CollectionName,
  records: Iterable<SeededRecord>,
): void {
  // SQLite takes the bytes of a text faster than a JavaScript string.
  const insert = prepare(`INSERT INTO ${name} (key, doc) VALUES (?, CAST(? AS TEXT))`);
  const index = new SemestreIndex(prepare, name);
  const kept = lists.isKept(name) ? new KeptChunks(prepare, lists, name) : undefined;
  const bytesOf = encoder();
  for (const { key, document, date_creation, date_modification } of records) {
    const bytes = typeof document === 'string' ? bytesOf(document) : document;
    const semestres = [semestreNumber(date_creation)];
    const modified = semestreNumber(date_modification);
    if (modified !== semestres[0]) semestres.push(modified);
    insert.run(key, bytes);
    index.add(key, semestres);
    kept?.add(key, bytes, semestres);
  }
  index.write();
  kept?.finish();
}

/** Writes rows in groups, which is faster than one by one. */
class SemestreIndex {
  readonly #insert: Statement;
  readonly #keys = new Map<number, number[]>();
  #count = 0;

  constructor(prepare: (sql: string) => Statement, name: CollectionName) {
    this.#insert = prepare(`INSERT INTO ${name}_semestres SELECT ?, value FROM json_each(?)`);
  }

  add(key: number, semestres: readonly number[]): void {
    for (const semestre of semestres) {
      const keys = this.#keys.get(semestre);
      if (keys) keys.push(key);
      else this.#keys.set(semestre, [key]);
      if (++this.#count === GATHERED_ROWS) this.write();
    }
  }

  write(): void {
    for (const [semestre, keys] of this.#keys) this.#insert.run(semestre, JSON.stringify(keys));
    this.#keys.clear();
    this.#count = 0;
  }
}

/** Returns a function that encodes a text in UTF-8; the bytes are valid until its next call. */
function encoder(): (text: string) => Buffer {
  let bytes = Buffer.allocUnsafe(4096);
  return (text) => {
    const most = text.length * 3;
    if (bytes.length < most) bytes = Buffer.allocUnsafe(most);
    return bytes.subarray(0, bytes.write(text));
  };
}
