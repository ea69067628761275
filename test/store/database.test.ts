import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import {
  openFile,
  openInMemory,
  openingError,
  removeDatabase,
  SCHEMA_VERSION,
  storageReason,
} from '../../src/store/database.ts';

/** What is in a folder, byte for byte. */
function contents(folder: string): Record<string, string> {
  const names = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    names
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => path.join(parentPath, name))
      .map((file) => [file, fs.readFileSync(file, 'base64')]),
  );
}

/** A database of ours, closed. */
function ownDatabase(file: string): void {
  const db = openFile(file);
  db.exec('CREATE TABLE things (thing TEXT) STRICT; INSERT INTO things VALUES (1)');
  db.close();
}

t.test('a new file is marked as ours, and opens again with what it held', async (t) => {
  const file = path.join(t.testdir(), 'a.db');
  ownDatabase(file);
  const header = fs.readFileSync(file);
  t.equal(header.toString('latin1', 68, 72), 'FSMK');
  t.equal(header.readUInt32BE(60), SCHEMA_VERSION);
  const db = openFile(file);
  t.strictSame(db.prepare('SELECT * FROM things').all(), [{ thing: '1' }]);
  db.close();
  t.strictSame(fs.readdirSync(path.dirname(file)), ['a.db'], 'nothing is left beside it');
});

t.test('a file of no bytes is taken as new', async (t) => {
  const file = path.join(t.testdir({ 'a.db': '' }), 'a.db');
  ownDatabase(file);
  t.equal(fs.readFileSync(file).toString('latin1', 68, 72), 'FSMK');
});

t.test('every path is a file’s, even one that means something else to SQLite', async (t) => {
  const folder = t.testdir();
  const before = process.cwd();
  process.chdir(folder);
  t.teardown(() => process.chdir(before));
  ownDatabase(':memory:');
  t.strictSame(fs.readdirSync(folder), [':memory:']);
});

t.test('a database in memory holds what it is given until it is closed', async (t) => {
  const db = openInMemory();
  db.exec('CREATE TABLE things (thing TEXT)');
  t.strictSame(db.prepare('SELECT * FROM things').all(), []);
  db.close();
});

const NOT_OURS = 'it was not made by faire-simple-mock and is left untouched: give another path';
const DAMAGED = 'it is damaged: restore a copy, or delete it and start again';
const REFUSALS: [string, (file: string) => unknown, string][] = [
  [
    'a SQLite file of another program',
    (file) => new Database(file).exec('CREATE TABLE t (x)').close(),
    NOT_OURS,
  ],
  [
    'a SQLite file of another program that has a log',
    (file) => {
      const other = `${file}.other`;
      const db = new Database(other);
      db.pragma('journal_mode = WAL');
      db.exec('CREATE TABLE t (x)');
      // As a killed program leaves it: SQLite would put the log into the file, and delete it.
      for (const suffix of ['', '-wal']) fs.copyFileSync(`${other}${suffix}`, `${file}${suffix}`);
      db.close();
      fs.rmSync(other);
    },
    NOT_OURS,
  ],
  ['a text', (file) => fs.writeFileSync(file, 'Texte.\n'.repeat(1000)), NOT_OURS],
  ['a text that is shorter than a header', (file) => fs.writeFileSync(file, 'x'), NOT_OURS],
  [
    'a folder',
    (file) => fs.mkdirSync(file),
    'it is not a file: give the path of a file, existing or new',
  ],
  [
    'a database of a newer version',
    (file) => {
      ownDatabase(file);
      patch(file, 60, Buffer.from([0, 0, 0, SCHEMA_VERSION + 1]));
    },
    `it was made by a newer faire-simple-mock (tables version ${SCHEMA_VERSION + 1}, this one knows ${SCHEMA_VERSION}) and is left untouched: update faire-simple-mock, or give another path`,
  ],
  [
    'a database of an older version',
    (file) => {
      ownDatabase(file);
      patch(file, 60, Buffer.from([0, 0, 0, SCHEMA_VERSION - 1]));
    },
    `it was made by an older faire-simple-mock (tables version ${SCHEMA_VERSION - 1}, this one knows ${SCHEMA_VERSION}) and is left untouched: delete it and start again, or give another path`,
  ],
  [
    'a read-only file',
    (file) => {
      ownDatabase(file);
      fs.chmodSync(file, 0o444);
    },
    'it is read-only: make it writable, or give another file',
  ],
  [
    'a read-only file of no bytes',
    (file) => fs.writeFileSync(file, '', { mode: 0o444 }),
    'it is read-only: make it writable, or give another file',
  ],
  [
    'a database cut off in its header page',
    (file) => {
      ownDatabase(file);
      fs.truncateSync(file, 1000);
    },
    DAMAGED,
  ],
  [
    'a database whose header makes no sense',
    (file) => {
      ownDatabase(file);
      patch(file, 16, Buffer.alloc(8, 0xff));
    },
    DAMAGED,
  ],
];
for (const [what, make, reason] of REFUSALS) {
  t.test(`${what} is refused, and left as it is`, async (t) => {
    const folder = t.testdir();
    const file = path.join(folder, 'a.db');
    make(file);
    const before = contents(folder);
    const message = `Cannot use the database ${file}: ${reason}.`;
    t.throws(() => openFile(file), { name: 'StartError', message });
    t.strictSame(contents(folder), before);
  });
}

t.test('a file in a folder that does not exist is refused, and no folder made', async (t) => {
  const folder = path.join(t.testdir(), 'none');
  const file = path.join(folder, 'a.db');
  const reason = `the folder ${folder} does not exist: create it first`;
  const message = `Cannot use the database ${file}: ${reason}.`;
  t.throws(() => openFile(file), { name: 'StartError', message });
  t.notOk(fs.existsSync(folder));
});

t.test('a link that leads nowhere is refused', async (t) => {
  const file = path.join(t.testdir(), 'a.db');
  fs.symlinkSync(path.join(path.dirname(file), 'none', 'a.db'), file);
  t.throws(() => openFile(file), { name: 'StartError', message: /: it cannot be opened: check/ });
});

t.test('a file that is in use is refused, and its user goes on', async (t) => {
  const folder = t.testdir();
  const file = path.join(folder, 'a.db');
  const db = openFile(file);
  db.exec('CREATE TABLE things (thing TEXT)');
  const before = contents(folder);
  const message = `Cannot use the database ${file}: it is in use by another running server: stop that one, or give this one another file.`;
  t.throws(() => openFile(file), { name: 'StartError', message });
  t.strictSame(contents(folder), before);
  db.exec("INSERT INTO things VALUES ('a')");
  db.close();
  openFile(file).close();
});

t.test('a database is deleted with its log, and what is not there is no error', async (t) => {
  const files = { 'a.db': '', 'a.db-wal': '', 'a.db-shm': '', 'a.db-journal': '' };
  const folder = t.testdir({ ...files, 'a.db-copy': '', 'b.db': '' });
  removeDatabase(path.join(folder, 'a.db'));
  removeDatabase(path.join(folder, 'c.db'));
  t.strictSame(fs.readdirSync(folder).sort(), ['a.db-copy', 'b.db']);
});

for (const [code, words] of [
  ['SQLITE_BUSY', 'in use'],
  ['SQLITE_BUSY_RECOVERY', 'in use'],
  ['SQLITE_READONLY', 'read-only'],
  ['SQLITE_READONLY_DIRECTORY', 'read-only'],
  ['SQLITE_CANTOPEN', 'cannot be opened'],
  ['SQLITE_FULL', 'the disk is full'],
  ['SQLITE_IOERR_WRITE', 'the disk failed'],
  ['SQLITE_CORRUPT', 'damaged'],
  ['SQLITE_NOTADB', 'damaged'],
] as const) {
  t.test(`${code} is told in the words of who has to mend it`, async (t) => {
    const error = new Database.SqliteError('as SQLite says it', code);
    const reason = storageReason(error) as string;
    t.match(reason, words);
    const message = `Cannot use the database a.db: ${reason}.`;
    t.match(openingError('a.db', error), { name: 'StartError', message });
  });
}

t.test('what is not SQLite’s refusal is passed on as it is', async (t) => {
  const error = new Error('another');
  t.equal(storageReason(error), undefined);
  t.equal(openingError('a.db', error), error);
});

function patch(file: string, position: number, bytes: Buffer): void {
  const descriptor = fs.openSync(file, 'r+');
  fs.writeSync(descriptor, bytes, 0, bytes.length, position);
  fs.closeSync(descriptor);
}
