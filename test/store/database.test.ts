import Database from 'better-sqlite3';
import t from 'tap';
import {
  openInMemory,
  openingError,
  StorageError,
  storageReason,
} from '../../src/store/database.ts';

t.test('a database in memory keeps its data until it is closed', async (t) => {
  const db = openInMemory();
  db.exec('CREATE TABLE things (thing TEXT)');
  t.strictSame(db.prepare('SELECT * FROM things').all(), []);
  db.close();
});

for (const [code, words] of [
  ['SQLITE_BUSY', 'in use'],
  ['SQLITE_BUSY_RECOVERY', 'in use'],
  ['SQLITE_READONLY', 'read-only'],
  ['SQLITE_READONLY_DBMOVED', 'deleted, moved or replaced'],
  ['SQLITE_READONLY_DIRECTORY', 'read-only'],
  ['SQLITE_CANTOPEN', 'cannot be opened'],
  ['SQLITE_FULL', 'the disk is full'],
  ['SQLITE_IOERR_WRITE', 'the disk failed'],
  ['SQLITE_CORRUPT', 'damaged'],
  ['SQLITE_NOTADB', 'damaged'],
] as const) {
  t.test(`${code} is explained, with its remedy`, async (t) => {
    const error = new Database.SqliteError('as SQLite says it', code);
    const reason = storageReason(error) as string;
    t.match(reason, words);
    const message = `Cannot use the database a.db: ${reason}.`;
    t.match(openingError('a.db', error), { name: 'StartError', message });
    t.match(openingError('a.db', new StorageError(reason)), { name: 'StartError', message });
  });
}

t.test('other errors than SQLite’s refusals are passed on unchanged', async (t) => {
  const error = new Error('another');
  t.equal(storageReason(error), undefined);
  t.equal(openingError('a.db', error), error);
});
