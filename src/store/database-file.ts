import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { StartError } from '../start-error.ts';
import {
  APPLICATION_ID,
  IN_USE,
  MOVED,
  openingError,
  SCHEMA_VERSION,
  StorageError,
  sortingInMemory,
  writeAhead,
} from './database.ts';

/** A file as the file system knows it, whatever its name. */
type Identity = Pick<fs.Stats, 'dev' | 'ino'>;

/**
 * The files that this process holds. To open one of them for reading and close it again would give up SQLite's lock:
 * closing any descriptor of a file ends all POSIX locks that the process has on it.
 */
const held = new Set<Identity>();

/** A database in a file, which this process holds alone until it is closed. */
export class DatabaseFile {
  readonly db: Database.Database;
  readonly #file: string;
  /** What this opening has made, unless there was a file. */
  readonly #made: Identity | undefined;
  readonly #identity: Identity;
  #log: Identity | undefined;

  /**
   * Opens it, or makes a new one, which is empty and without marks until it is seeded. Throws a `StartError`, the file
   * untouched, when it is not ours, of another version, read-only, damaged, or in use.
   */
  constructor(name: string) {
    // SQLite gives ":memory:" a meaning of its own; a path from the root has none but the file's. What it keeps beside a
    // file is beside the file itself, not beside a link to it.
    const file = path.resolve(name);
    this.#file = fs.existsSync(file) ? fs.realpathSync(file) : file;
    refuseForeignFile(name, this.#file);
    this.#made = make(this.#file);
    let db: Database.Database | undefined;
    try {
      db = sortingInMemory(new Database(this.#file, { timeout: 0 }));
      // Held until the file is closed: a second server is refused instead of corrupting the first one's state.
      db.pragma('locking_mode = EXCLUSIVE');
      // A commit would write a first page, without marks, into a file that is empty.
      db.exec('BEGIN EXCLUSIVE; ROLLBACK');
      // A file that holds nothing yet is going to be seeded, and goes over to its log when it is.
      const empty = db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
      if (!empty) writeAhead(db);
      this.#identity = this.#made ?? fs.statSync(this.#file);
    } catch (error) {
      db?.close();
      const busy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
      // Another start may have found the new file first: it is its own then.
      if (!busy) this.#undo();
      throw openingError(name, error);
    }
    this.db = db;
    held.add(this.#identity);
  }

  /**
   * Throws a `StorageError` unless the file, and its log, are where they were: SQLite would go on writing to what nobody
   * finds again. With a log, unlike without one, SQLite does not look itself.
   */
  assertInPlace(): void {
    const log = identityOf(`${this.#file}-wal`);
    this.#log ??= log;
    if (!same(identityOf(this.#file), this.#identity) || !same(log, this.#log)) {
      throw new StorageError(MOVED);
    }
  }

  close(): void {
    this.db.close();
    held.delete(this.#identity);
  }

  /** Closes it after a failure; what this opening has made is deleted, what was there before is left. */
  abandon(): void {
    this.close();
    this.#undo();
  }

  #undo(): void {
    if (this.#made && same(identityOf(this.#file), this.#made)) remove(this.#file);
  }
}

function identityOf(file: string): Identity | undefined {
  return fs.statSync(file, { throwIfNoEntry: false });
}

function same(one: Identity | undefined, other: Identity | undefined): boolean {
  return one?.ino === other?.ino && one?.dev === other?.dev;
}

/** Makes an empty file; undefined where there is one, and where it cannot be made, which SQLite is going to say. */
function make(file: string): Identity | undefined {
  try {
    const descriptor = fs.openSync(file, 'wx', 0o644);
    const identity = fs.fstatSync(descriptor);
    fs.closeSync(descriptor);
    return identity;
  } catch {
    return undefined;
  }
}

/** Deletes a database with what SQLite keeps beside it. */
function remove(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    fs.rmSync(`${file}${suffix}`, { force: true });
  }
}

function refuseForeignFile(name: string, file: string): void {
  const refuse = (reason: string): never => {
    throw new StartError(`Cannot use the database ${name}: ${reason}.`);
  };
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) {
    const folder = path.dirname(file);
    if (!fs.existsSync(folder)) refuse(`the folder ${folder} does not exist: create it first`);
    return;
  }
  if (!stat.isFile()) refuse('it is not a file: give the path of a file, existing or new');
  // The owner's wish counts even where, as for root, the system would let us write.
  if ((stat.mode & 0o222) === 0) refuse('it is read-only: make it writable, or give another file');
  if ([...held].some((each) => same(each, stat))) refuse(IN_USE);
  if (stat.size === 0) return;

  const header = read(file, 100);
  if (header.every((byte) => byte === 0) && isInterrupted(file)) return;
  if (
    header.toString('latin1', 0, 16) !== 'SQLite format 3\0' ||
    header.readUInt32BE(68) !== APPLICATION_ID
  ) {
    refuse('it was not made by faire-simple-mock and is left untouched: give another path');
  }
  const version = header.readUInt32BE(60);
  if (version !== SCHEMA_VERSION) {
    const [age, mend] =
      version > SCHEMA_VERSION
        ? ['a newer', 'update faire-simple-mock']
        : ['an older', 'delete it and start again'];
    refuse(
      `it was made by ${age} faire-simple-mock (tables version ${version}, this one knows ${SCHEMA_VERSION}) and is left untouched: ${mend}, or give another path`,
    );
  }
}

/** The first bytes of a file, zeros where it is shorter; read without SQLite, which could replay a log into a file not ours. */
function read(file: string, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  const descriptor = fs.openSync(file, 'r');
  fs.readSync(descriptor, bytes, 0, size, 0);
  fs.closeSync(descriptor);
  return bytes;
}

/**
 * Whether a file whose first page has not been written yet was empty before the transaction that was writing it, as after
 * the death of a first start: SQLite then empties it again (SQLite file format §3, the header of a rollback journal).
 */
function isInterrupted(file: string): boolean {
  const journal = `${file}-journal`;
  if (!fs.existsSync(journal)) return false;
  const header = read(journal, 20);
  return header.toString('hex', 0, 8) === 'd9d505f920a163d7' && header.readUInt32BE(16) === 0;
}
