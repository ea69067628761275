import Database from 'better-sqlite3';
import { StartError } from '../start-error.ts';

export type { Database, Statement } from 'better-sqlite3';

/**
 * Marks a file as a database of this program: "FSMK" in ASCII, at byte 68 of the header (SQLite file format §1.3.17).
 */
export const APPLICATION_ID = 0x46_53_4d_4b;

/** The version of the tables, at byte 60 of the header; increased when they change. */
export const SCHEMA_VERSION = 3;

/** The storage refused a write; the message gives the reason. */
export class StorageError extends Error {
  override name = 'StorageError';
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super(`The database: ${reason}.`, options);
    this.reason = reason;
  }
}

/** The reason why a second server is refused. */
export const IN_USE =
  'it is in use by another running server: stop that one, or give this one another file';

/** The reason why writes are refused once the file is no longer in place. */
export const MOVED =
  'its file was deleted, moved or replaced while in use: put it back, or stop the server and start it again';

/** The reason of SQLite's refusal and its remedy; undefined for other errors. */
export function storageReason(error: unknown): string | undefined {
  if (!(error instanceof Database.SqliteError)) return undefined;
  const { code } = error;
  if (code.startsWith('SQLITE_BUSY')) return IN_USE;
  if (code === 'SQLITE_READONLY_DBMOVED') return MOVED;
  if (code.startsWith('SQLITE_READONLY')) {
    return 'it, or its folder, is read-only: make both writable, or give another file';
  }
  if (code.startsWith('SQLITE_CANTOPEN')) {
    return 'it cannot be opened: check that its folder exists and can be written to';
  }
  if (code === 'SQLITE_FULL') {
    return 'the disk is full: free some space, or give a file on another disk';
  }
  if (code.startsWith('SQLITE_IOERR')) return 'the disk failed to read or write it';
  return 'it is damaged: restore a copy, or delete it and start again';
}

/** Runs a write; SQLite's refusal, such as a full disk, becomes a `StorageError`. */
export function refusedWrites<Result>(write: () => Result): Result {
  try {
    return write();
  } catch (error) {
    const reason = storageReason(error);
    if (reason === undefined) throw error;
    throw new StorageError(reason, { cause: error });
  }
}

/** Prepares each statement once. */
export function statements(db: Database.Database): (sql: string) => Database.Statement {
  const prepared = new Map<string, Database.Statement>();
  return (sql) => {
    let statement = prepared.get(sql);
    if (statement === undefined) {
      statement = db.prepare(sql);
      prepared.set(sql, statement);
    }
    return statement;
  };
}

/** A database in memory. */
export function openInMemory(): Database.Database {
  const db = sortingInMemory(new Database(':memory:'));
  // Each page has an object of 270 bytes beside it; pages of 4 KiB take 10 MB more for 100,000 partners.
  db.pragma('page_size = 8192');
  return db;
}

/** Keeps temporary tables in memory: in a read-only container, no folder may be writable. */
export function sortingInMemory(db: Database.Database): Database.Database {
  db.pragma('temp_store = MEMORY');
  return db;
}

/** Marks the database as this program's, within the current transaction. */
export function mark(db: Database.Database): void {
  db.pragma(`application_id = ${APPLICATION_ID}`);
  db.pragma(`user_version = ${SCHEMA_VERSION}`);
}

/** WAL mode: the death of the process at any moment loses no acknowledged write. */
export function writeAhead(db: Database.Database): void {
  db.pragma('journal_mode = WAL');
  // With WAL, NORMAL survives the death of the process; only a power cut can lose the last writes.
  db.pragma('synchronous = NORMAL');
  // The next transaction opens the log: run one now, so that later checks know whether the log is still in place.
  db.exec('BEGIN IMMEDIATE; ROLLBACK');
}

/** Rollback journal mode: writes go to the file itself; replaced pages are kept beside it until the commit. */
export function writeInPlace(db: Database.Database): void {
  db.pragma('journal_mode = DELETE');
}

/** Turns a refusal of the storage into a `StartError` of one line. */
export function openingError(file: string, error: unknown): unknown {
  const reason = error instanceof StorageError ? error.reason : storageReason(error);
  return reason === undefined
    ? error
    : new StartError(`Cannot use the database ${file}: ${reason}.`);
}
