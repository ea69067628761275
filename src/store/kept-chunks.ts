import type { CollectionName } from '../contract/collections.ts';
import type { Statement } from './database.ts';
import {
  ALL,
  CHUNK_BYTES,
  type Chunk,
  END,
  FIRST_RECORDS,
  type Lists,
  MAX_CHUNK_RECORDS,
} from './lists.ts';

/** Shorter lists are not kept: they are read in under a millisecond, and keeping them delays the start. */
const WORTH_KEEPING = 1024;

/** A list that is filled holds up to a chunk in memory; the chunks of further half-years are made from the rows. */
const MAX_FILLED = 128;

const COMMA = 0x2c;

/** How a list writes its chunks. */
interface Table {
  insert(list: number, chunk: Chunk): void;
  /** Removes the chunks of a list. */
  clear(list: number): void;
  /** Moves the beginning of a chunk. */
  move(list: number, from: number, to: number): void;
  /** Makes chunks from the rows up to a key. */
  fromRows(list: number, last: number): Iterable<Chunk>;
}

/**
 * Makes the kept chunks of a collection while its records are inserted. Of records that do not come by key, up to the
 * greatest key before the last of them, chunks are made from the rows: this takes twice the time.
 */
export class KeptChunks {
  readonly #table: Table;
  readonly #lists = new Map<number, List>();
  /** The greatest key. */
  #last = 0;
  /** Up to this key, chunks are made from the rows. */
  #from = 0;

  constructor(prepare: (sql: string) => Statement, lists: Lists, name: CollectionName) {
    // Statements are prepared when they are needed: most starts have no long list.
    const run = (sql: string, ...values: unknown[]) => prepare(sql).run(...values);
    this.#table = {
      insert: (list, { after, last, body }) =>
        run(`INSERT INTO ${name}_pages VALUES (?, ?, ?, ?)`, list, after, last, body),
      clear: (list) => run(`DELETE FROM ${name}_pages WHERE list = ?`, list),
      move: (list, from, to) =>
        run(`UPDATE ${name}_pages SET after = ? WHERE list = ? AND after = ?`, to, list, from),
      fromRows: (list, last) => lists.fromRows(name, list, last),
    };
  }

  /** Adds a record to the list of all records and to those of its half-years. */
  add(key: number, document: Buffer, semestres: readonly number[]): void {
    if (key > this.#last) this.#last = key;
    else if (this.#from < this.#last) {
      this.#from = this.#last;
      for (const list of this.#lists.values()) list.restart(this.#from);
    }
    this.#list(ALL).add(key, document);
    for (const semestre of semestres) this.#list(semestre).add(key, document);
  }

  /** Completes the lists that are worth keeping, and removes the others. */
  finish(): void {
    for (const list of this.#lists.values()) list.finish();
  }

  #list(number: number): List {
    let list = this.#lists.get(number);
    if (list === undefined) {
      const from = this.#lists.size < MAX_FILLED ? this.#from : END.key - 1;
      list = new List(this.#table, number, from);
      this.#lists.set(number, list);
    }
    return list;
  }
}

/** A list, and the chunk that is being filled. */
class List {
  readonly #table: Table;
  readonly #number: number;
  #from: number;
  /** The number of records of the list. */
  #count = 0;
  #written = false;
  /** The chunk: its beginning, its end, and the number of its records. */
  #after: number;
  #last = 0;
  #records = 0;
  #body = Buffer.allocUnsafe(1024);
  #length = 0;

  constructor(table: Table, number: number, from: number) {
    this.#table = table;
    this.#number = number;
    this.#from = from;
    this.#after = from;
  }

  add(key: number, document: Buffer): void {
    this.#count++;
    if (key <= this.#from) return;
    const limit = this.#written ? MAX_CHUNK_RECORDS : FIRST_RECORDS;
    const length = this.#length + 1 + document.length;
    if (this.#records === limit || (this.#records > 0 && length > CHUNK_BYTES)) this.#write();
    this.#reserve(this.#length + 1 + document.length);
    if (this.#records > 0) this.#body[this.#length++] = COMMA;
    this.#length += document.copy(this.#body, this.#length);
    this.#records++;
    this.#last = key;
  }

  /** Leaves the records up to a key to the rows. */
  restart(from: number): void {
    this.#clear();
    this.#from = Math.max(from, this.#from);
    this.#after = this.#from;
    this.#length = 0;
    this.#records = 0;
  }

  finish(): void {
    if (this.#count < WORTH_KEEPING) {
      this.#clear();
      return;
    }
    if (this.#records > 0) this.#write();
    if (this.#from === 0) return;
    let end = 0;
    for (const chunk of this.#table.fromRows(this.#number, this.#from)) {
      this.#table.insert(this.#number, chunk);
      end = chunk.last;
    }
    // A chunk begins where the one before it ends.
    this.#table.move(this.#number, this.#from, end);
  }

  #write(): void {
    const body = this.#body.subarray(0, this.#length);
    this.#table.insert(this.#number, { after: this.#after, last: this.#last, body });
    this.#written = true;
    this.#after = this.#last;
    this.#length = 0;
    this.#records = 0;
  }

  #clear(): void {
    if (this.#written) this.#table.clear(this.#number);
    this.#written = false;
  }

  #reserve(length: number): void {
    if (length <= this.#body.length) return;
    const body = Buffer.allocUnsafe(Math.max(length, this.#body.length * 2));
    this.#body.copy(body, 0, 0, this.#length);
    this.#body = body;
  }
}
