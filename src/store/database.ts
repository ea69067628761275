import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { StartError } from '../start-error.ts';

export type { Database, Statement } from 'better-sqlite3';

/** Marks a file as ours: "FSMK" in ASCII, at byte 68 of the header (SQLite file format §1.3.17). */
const APPLICATION_ID = 0x46_53_4d_4b;

/** The version of the tables, at byte 60 of the header; raised when they change. */
export const SCHEMA_VERSION = 2;

/** A write that the storage refused while the server was running; the message says why. */
export class StorageError extends Error {
  override name = 'StorageError';
}

/** Why SQLite refused, in the words of the person who has to mend it; undefined when it is not SQLite's refusal. */
export function storageReason(error: unknown): string | undefined {
  if (!(error instanceof Database.SqliteError)) return undefined;
  const { code } = error;
  if (code.startsWith('SQLITE_BUSY')) {
    return 'it is in use by another running server: stop that one, or give this one another file';
  }
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
    throw new StorageError(`The database: ${reason}.`, { cause: error });
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
function sortingInMemory(db: Database.Database): Database.Database {
  db.pragma('temp_store = MEMORY');
  return db;
}

/** Writes go to a log first: the death of the process, at any moment, loses nothing that was acknowledged. */
export function writeAhead(db: Database.Database): void {
  db.pragma('journal_mode = WAL');
  // With WAL, NORMAL survives the death of the process; only a power cut can lose the last writes.
  db.pragma('synchronous = NORMAL');
}

/** Writes go to the file itself; what they replace is kept beside it until they are complete, and comes back if they never are. */
export function writeInPlace(db: Database.Database): void {
  db.pragma('journal_mode = DELETE');
}

/**
 * Opens a database file for this process alone, or creates it. Throws a `StartError`, the file untouched, when it is
 * not ours, of another version, read-only, damaged, or in use.
 */
export function openFile(file: string): Database.Database {
  refuseForeignFile(file);
  const existed = fs.existsSync(file) && fs.statSync(file).size > 0;
  let db: Database.Database | undefined;
  try {
    // SQLite gives « :memory: » a meaning of its own; a path from the root has none but the file's.
    db = sortingInMemory(new Database(path.resolve(file), { timeout: 0 }));
    // Held until the file is closed: a second server is refused instead of corrupting the first one's state.
    db.pragma('locking_mode = EXCLUSIVE');
    if (!existed) {
      db.exec(
        `BEGIN; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`,
      );
    }
    db.exec('BEGIN EXCLUSIVE; COMMIT');
    // A file that holds nothing yet is going to be seeded, and goes over to its log when it is.
    const empty = db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
    if (!empty) writeAhead(db);
    return db;
  } catch (error) {
    db?.close();
    if (!existed) removeDatabase(file);
    throw openingError(file, error);
  }
}

/** Turns SQLite's refusal into one line for the person who starts the server. */
export function openingError(file: string, error: unknown): unknown {
  const reason = storageReason(error);
  return reason === undefined
    ? error
    : new StartError(`Cannot use the database ${file}: ${reason}.`);
}

/** Deletes a database that could not be completed, with its log. */
export function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    fs.rmSync(`${file}${suffix}`, { force: true });
  }
}

function refuseForeignFile(file: string): void {
  const refuse = (reason: string): never => {
    throw new StartError(`Cannot use the database ${file}: ${reason}.`);
  };
  const stat = fs.statSync(path.resolve(file), { throwIfNoEntry: false });
  if (stat === undefined) {
    const folder = path.dirname(path.resolve(file));
    if (!fs.existsSync(folder)) refuse(`the folder ${folder} does not exist: create it first`);
    return;
  }
  if (!stat.isFile()) refuse('it is not a file: give the path of a file, existing or new');
  // The owner's wish counts even where, as for root, the system would let us write.
  if ((stat.mode & 0o222) === 0) refuse('it is read-only: make it writable, or give another file');
  if (stat.size === 0) return;

  const header = readHeader(file);
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

/** The header, zeros where the file is shorter; read without SQLite, which could replay a log into a file not ours. */
function readHeader(file: string): Buffer {
  const header = Buffer.alloc(100);
  const descriptor = fs.openSync(file, 'r');
  fs.readSync(descriptor, header, 0, header.length, 0);
  fs.closeSync(descriptor);
  return header;
}
