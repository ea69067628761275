import Database from 'better-sqlite3';
import { StartError } from '../start-error.ts';

export type { Database, Statement } from 'better-sqlite3';

/** Marks a file as ours: "FSMK" in ASCII, at byte 68 of the header (SQLite file format §1.3.17). */
export const APPLICATION_ID = 0x46_53_4d_4b;

/** The version of the tables, at byte 60 of the header; raised when they change. */
export const SCHEMA_VERSION = 2;

/** A write that the storage refused; the message says why. */
export class StorageError extends Error {
  override name = 'StorageError';
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super(`The database: ${reason}.`, options);
    this.reason = reason;
  }
}

/** Why a second server is refused. */
export const IN_USE =
  'it is in use by another running server: stop that one, or give this one another file';

/** Why nothing is written any more once the file is not where it was opened. */
export const MOVED =
  'its file was deleted, moved or replaced while in use: put it back, or stop the server and start it again';

/** Why SQLite refused, in the words of the person who has to mend it; undefined when it is not SQLite's refusal. */
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

/** Does what writes; SQLite's refusal, such as of a full disk, becomes a `StorageError`. */
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

/** A database in memory, gone when it is closed. */
export function openInMemory(): Database.Database {
  return sortingInMemory(new Database(':memory:'));
}

/** The machine may have no other place that can be written to, such as a read-only container. */
export function sortingInMemory(db: Database.Database): Database.Database {
  db.pragma('temp_store = MEMORY');
  return db;
}

/** Marks a database as ours; within a transaction, together with the rest of it. */
export function mark(db: Database.Database): void {
  db.pragma(`application_id = ${APPLICATION_ID}`);
  db.pragma(`user_version = ${SCHEMA_VERSION}`);
}

/** Writes go to a log first: the death of the process, at any moment, loses nothing that was acknowledged. */
export function writeAhead(db: Database.Database): void {
  db.pragma('journal_mode = WAL');
  // With WAL, NORMAL survives the death of the process; only a power cut can lose the last writes.
  db.pragma('synchronous = NORMAL');
  // The log is opened with the next transaction: now, so that it can be told whether it is still there.
  db.exec('BEGIN IMMEDIATE; ROLLBACK');
}

/** Writes go to the file itself; what they replace is kept beside it until they are complete, and comes back if they never are. */
export function writeInPlace(db: Database.Database): void {
  db.pragma('journal_mode = DELETE');
}

/** Turns a refusal of the storage into one line for the person who starts the server. */
export function openingError(file: string, error: unknown): unknown {
  const reason = error instanceof StorageError ? error.reason : storageReason(error);
  return reason === undefined
    ? error
    : new StartError(`Cannot use the database ${file}: ${reason}.`);
}
