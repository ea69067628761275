import type { Collection, CollectionName } from '../contract/collections.ts';
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
  { name, filters: members }: Collection,
  records: Iterable<SeededRecord>,
): void {
  // SQLite takes the bytes of a text faster than a JavaScript string.
  const values = ['?', 'CAST(? AS TEXT)', ...members.map(() => '?')];
  const insert = prepare(`INSERT INTO ${name} VALUES (${values.join(', ')})`);
  const index = new SemestreIndex(prepare, name);
  const kept = lists.isKept(name) ? new KeptChunks(prepare, lists, name) : undefined;
  const bytesOf = encoder();
  for (const { key, document, semestres, filters } of records) {
    const bytes = typeof document === 'string' ? bytesOf(document) : document;
    insert.run(key, bytes, ...filters);
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
