import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import { mark, SCHEMA_VERSION, writeAhead } from '../../src/store/database.ts';
import { DatabaseFile } from '../../src/store/database-file.ts';

/** The content of a folder, byte for byte. */
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
  const opened = new DatabaseFile(file);
  fill(opened);
  opened.close();
}

/** Seeds it, as far as this is about files. */
function fill({ db }: DatabaseFile): void {
  const seed = () => {
    mark(db);
    db.exec('CREATE TABLE things (thing TEXT) STRICT; INSERT INTO things VALUES (1)');
  };
  db.transaction(seed)();
  writeAhead(db);
}

t.test('a new file is marked as ours, and opens again with what it held', async (t) => {
  const file = path.join(t.testdir(), 'a.db');
  ownDatabase(file);
  const header = fs.readFileSync(file);
  t.equal(header.toString('latin1', 68, 72), 'FSMK');
  t.equal(header.readUInt32BE(60), SCHEMA_VERSION);
  const opened = new DatabaseFile(file);
  t.strictSame(opened.db.prepare('SELECT * FROM things').all(), [{ thing: '1' }]);
  opened.close();
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
    `it was made by a newer faire-simple-mock (tables version ${SCHEMA_VERSION + 1}, this one reads ${SCHEMA_VERSION}) and is left untouched: update faire-simple-mock, or give another path`,
  ],
  [
    'a database of an older version',
    (file) => {
      ownDatabase(file);
      patch(file, 60, Buffer.from([0, 0, 0, SCHEMA_VERSION - 1]));
    },
    `it was made by an older faire-simple-mock (tables version ${SCHEMA_VERSION - 1}, this one reads ${SCHEMA_VERSION}) and is left untouched: delete it and start again, or give another path`,
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
    t.throws(() => new DatabaseFile(file), { name: 'StartError', message });
    t.strictSame(contents(folder), before);
  });
}

t.test('a file in a folder that does not exist is refused, and no folder made', async (t) => {
  const folder = path.join(t.testdir(), 'none');
  const file = path.join(folder, 'a.db');
  const reason = `the folder ${folder} does not exist: create it first`;
  const message = `Cannot use the database ${file}: ${reason}.`;
  t.throws(() => new DatabaseFile(file), { name: 'StartError', message });
  t.notOk(fs.existsSync(folder));
});

t.test('a link that leads nowhere is refused', async (t) => {
  const file = path.join(t.testdir(), 'a.db');
  fs.symlinkSync(path.join(path.dirname(file), 'none', 'a.db'), file);
  t.throws(() => new DatabaseFile(file), {
    name: 'StartError',
    message: /: it cannot be opened: check/,
  });
});

t.test('a file in use is refused, and the server that uses it keeps running', async (t) => {
  const folder = t.testdir();
  const file = path.join(folder, 'a.db');
  const opened = new DatabaseFile(file);
  fill(opened);
  const before = contents(folder);
  const message = `Cannot use the database ${file}: it is in use by another running server: stop that one, or give this one another file.`;
  t.throws(() => new DatabaseFile(file), { name: 'StartError', message });
  t.strictSame(contents(folder), before);
  opened.db.exec("INSERT INTO things VALUES ('a')");
  opened.close();
  new DatabaseFile(file).close();
});

t.test(
  'a file in use by another process is refused, and is free once that has ended',
  async (t) => {
    const file = path.join(t.testdir(), 'a.db');
    const module = new URL('../../src/store/database-file.ts', import.meta.url);
    const holding = `const { DatabaseFile } = await import(${JSON.stringify(module)});
    new DatabaseFile(process.argv[1]);
    console.log('open');
    setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', holding, file]);
    t.teardown(() => child.kill());
    await once(child.stdout, 'data');
    t.throws(() => new DatabaseFile(file), { name: 'StartError', message: /in use by another/ });
    t.ok(fs.existsSync(file));
    child.kill();
    await once(child, 'exit');
    new DatabaseFile(file).close();
  },
);

t.test('a file that was never seeded is deleted again, unless it was there before', async (t) => {
  const folder = t.testdir({ 'b.db': '' });
  new DatabaseFile(path.join(folder, 'a.db')).abandon();
  new DatabaseFile(path.join(folder, 'b.db')).abandon();
  t.strictSame(contents(folder), { [path.join(folder, 'b.db')]: '' });
});

t.test('a file that replaced an unseeded one is left', async (t) => {
  const folder = t.testdir();
  const file = path.join(folder, 'a.db');
  const opened = new DatabaseFile(file);
  fs.rmSync(file);
  fs.writeFileSync(file, 'another');
  fill(opened);
  t.throws(() => opened.assertInPlace(), { name: 'StorageError' });
  opened.abandon();
  t.strictSame(fs.readFileSync(file, 'utf8'), 'another');
});

for (const [what, harm, mend] of [
  ['deleted', (file: string) => fs.renameSync(file, `${file}.old`)],
  [
    'replaced',
    (file: string) => {
      fs.renameSync(file, `${file}.old`);
      fs.copyFileSync(`${file}.old`, file);
    },
  ],
  [
    'without its log',
    (file: string) => fs.renameSync(`${file}-wal`, `${file}-wal.old`),
    (file: string) => fs.renameSync(`${file}-wal.old`, `${file}-wal`),
  ],
] as const) {
  t.test(`a file that is ${what} is not written to until it is back`, async (t) => {
    const file = path.join(t.testdir(), 'a.db');
    const opened = new DatabaseFile(file);
    t.teardown(() => opened.close());
    fill(opened);
    opened.assertInPlace();
    harm(file);
    t.throws(() => opened.assertInPlace(), {
      name: 'StorageError',
      message:
        'The database: its file was deleted, moved or replaced while in use: put it back, or stop the server and start it again.',
    });
    if (mend) mend(file);
    else fs.renameSync(`${file}.old`, file);
    opened.assertInPlace();
  });
}

/** Pages of a first transaction that was killed before it had written the first one. */
const ZEROS = Buffer.alloc(8192);
/** The header of a journal (SQLite file format §3): its magic number, then among others how large the file was, in pages. */
function journal(pages: number, magic = 'd9d505f920a163d7'): Buffer {
  const header = Buffer.alloc(512);
  Buffer.from(`${magic}00000000${'00'.repeat(4)}`, 'hex').copy(header);
  header.writeUInt32BE(pages, 16);
  header.writeUInt32BE(512, 20);
  header.writeUInt32BE(4096, 24);
  return header;
}

t.test('a file whose first transaction was killed is taken as new', async (t) => {
  const file = path.join(t.testdir({ 'a.db': ZEROS, 'a.db-journal': journal(0) }), 'a.db');
  ownDatabase(file);
  new DatabaseFile(file).close();
});

t.test('behind a link, a file is the same', async (t) => {
  const folder = t.testdir({
    'a.db': ZEROS,
    'a.db-journal': journal(0),
    link: t.fixture('symlink', 'a.db'),
  });
  const opened = new DatabaseFile(path.join(folder, 'link'));
  t.teardown(() => opened.close());
  fill(opened);
  opened.assertInPlace();
  fs.rmSync(path.join(folder, 'a.db-wal'));
  t.throws(() => opened.assertInPlace(), { name: 'StorageError' });
});

for (const [what, files] of [
  ['of zeros', { 'a.db': ZEROS }],
  ['of zeros, which were a page before', { 'a.db': ZEROS, 'a.db-journal': journal(1) }],
  ['of zeros, beside what is no journal', { 'a.db': ZEROS, 'a.db-journal': journal(0, '00') }],
] as const) {
  t.test(`a file ${what} is not ours`, async (t) => {
    const folder = t.testdir(files);
    const before = contents(folder);
    t.throws(() => new DatabaseFile(path.join(folder, 'a.db')), { message: RegExp(NOT_OURS) });
    t.strictSame(contents(folder), before);
  });
}

function patch(file: string, position: number, bytes: Buffer): void {
  const descriptor = fs.openSync(file, 'r+');
  fs.writeSync(descriptor, bytes, 0, bytes.length, position);
  fs.closeSync(descriptor);
}
