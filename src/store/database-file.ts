import { randomInt } from 'node:crypto';
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

/** A file's identity in the file system, independent of its name. */
type Identity = Pick<fs.Stats, 'dev' | 'ino'>;

/**
 * The open database files of this process. They must not be opened and closed a second time: closing any descriptor of
 * a file releases all POSIX locks that the process has on it, SQLite's included.
 */
const held = new Set<Identity>();

/** A database file, locked by this process until it is closed. */
export class DatabaseFile {
  readonly db: Database.Database;
  readonly #file: string;
  /** The file that this opening created, if it did. */
  readonly #made: Identity | undefined;
  readonly #identity: Identity;
  #log: Identity | undefined;

  /**
   * Opens the file, or creates an empty one, which has no marks until it is seeded. Throws a `StartError`, and leaves
   * the file untouched, when it belongs to another program or version, is read-only, damaged or in use.
   */
  constructor(name: string) {
    // An absolute path: SQLite treats ":memory:" specially. It keeps its further files beside the file itself, not
    // beside a link to it.
    const file = path.resolve(name);
    this.#file = fs.existsSync(file) ? fs.realpathSync(file) : file;
    refuseForeignFile(name, this.#file);
    this.#made = make(this.#file);
    try {
      this.db = openAlone(this.#file);
    } catch (error) {
      // If the file is busy, another server has opened the new file first and owns it.
      if (!isBusy(error)) this.#undo();
      throw openingError(name, error);
    }
    this.#identity = this.#made ?? fs.statSync(this.#file);
    held.add(this.#identity);
  }

  /**
   * Throws a `StorageError` unless the file and its log are still in place: SQLite would go on writing to a deleted
   * file. SQLite itself does not check this in WAL mode.
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

  /** Closes the file after a failure; deletes it only if this opening created it. */
  abandon(): void {
    this.close();
    this.#undo();
  }

  #undo(): void {
    if (this.#made && same(identityOf(this.#file), this.#made)) remove(this.#file);
  }
}

/** The most attempts to lock a file, and the most milliseconds between two. */
const [ATTEMPTS, PAUSE] = [5, 40];

/**
 * Opens a file with a lock that no other process gets until it is closed. Two that open it at the same moment may both
 * find it busy, as each holds a shared lock while it asks for the exclusive one: each closes it, and tries again after a
 * random pause.
 */
function openAlone(file: string, attempts = ATTEMPTS): Database.Database {
  const db = new Database(file, { timeout: 0 });
  try {
    return lock(sortingInMemory(db));
  } catch (error) {
    db.close();
    if (!isBusy(error) || attempts === 1) throw error;
  }
  // Synchronous, as all of SQLite is here.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, randomInt(1, PAUSE));
  return openAlone(file, attempts - 1);
}

function lock(db: Database.Database): Database.Database {
  // Held until the file is closed: a second server is refused instead of corrupting the state.
  db.pragma('locking_mode = EXCLUSIVE');
  // A commit would write a first page without marks into an empty file.
  db.exec('BEGIN EXCLUSIVE; ROLLBACK');
  // An empty file is seeded later; the switch to WAL follows the seeding.
  const empty = db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  if (!empty) writeAhead(db);
  return db;
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

function identityOf(file: string): Identity | undefined {
  return fs.statSync(file, { throwIfNoEntry: false });
}

function same(one: Identity | undefined, other: Identity | undefined): boolean {
  return one?.ino === other?.ino && one?.dev === other?.dev;
}

/** Creates an empty file; undefined where it exists, and where it cannot be created, which SQLite then reports. */
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

/** Deletes a database, with SQLite's further files. */
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
  // A read-only mode counts even for root, who could write.
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
      `it was made by ${age} faire-simple-mock (tables version ${version}, this one reads ${SCHEMA_VERSION}) and is left untouched: ${mend}, or give another path`,
    );
  }
}

/**
 * The first bytes of a file, padded with zeros; read without SQLite, which could replay a log into another program's
 * file.
 */
function read(file: string, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  const descriptor = fs.openSync(file, 'r');
  fs.readSync(descriptor, bytes, 0, size, 0);
  fs.closeSync(descriptor);
  return bytes;
}

/**
 * Whether a file without a first page was empty before an interrupted transaction, such as a killed first start: SQLite
 * then empties it again (SQLite file format §3, header of a rollback journal).
 */
function isInterrupted(file: string): boolean {
  const journal = `${file}-journal`;
  if (!fs.existsSync(journal)) return false;
  const header = read(journal, 20);
  return header.toString('hex', 0, 8) === 'd9d505f920a163d7' && header.readUInt32BE(16) === 0;
}
