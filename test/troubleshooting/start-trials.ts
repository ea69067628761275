import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Test } from 'tap';
import { listen } from '../../src/http/addresses.ts';
import { type StartOptions, startServer } from '../../src/index.ts';
import { mark, SCHEMA_VERSION } from '../../src/store/database.ts';
import { CLI, run, runForeign } from '../command-helpers.ts';
import { runHere, serveHere } from '../command-here.ts';
import { fill, skip, smallDisk } from '../disk-helpers.ts';
import { record } from '../fixture-helpers.ts';
import { postStatut, start } from '../helpers.ts';
import { rejection, type Trial, type Trials } from './trial.ts';

/** The rejection of a start that gets so far with these options. */
const starting =
  (options: (t: Test) => StartOptions): Trial =>
  (t) =>
    rejection(startServer(options(t)));

/** The refusal of an operating system: another user, or another name service, would be needed for it. */
const listening =
  (code: string): Trial =>
  () => {
    const error = Object.assign(new Error(code), { code, port: 80 });
    const listeners = { listen: () => Promise.reject(error) };
    const places = { host: 'mock.example', port: 80, https: undefined };
    return rejection(listen(listeners as never, undefined as never, places));
  };

/** All that a command prints. */
const printed =
  (args: (t: Test) => string[]): Trial =>
  async (t) => {
    const { stdout, stderr } = await runHere(t, args(t));
    return stdout + stderr;
  };

export const LISTEN_TRIALS: Trials = {
  'Cannot listen on …: port … is taken: …': async (t) => {
    const taken = net.createServer().listen(0, '127.0.0.1');
    t.teardown(() => taken.close());
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as net.AddressInfo;
    return printed(() => ['--port', `${port}`])(t);
  },
  'Cannot listen on …: no permission for port …: …': listening('EACCES'),
  'Cannot listen on …: this machine has no such address: …': starting(() => ({
    host: '192.0.2.1',
  })),
  'Cannot listen on …: no machine has that name: …': listening('ENOTFOUND'),
  'Cannot listen on …: that name cannot be looked up: …': listening('EAI_AGAIN'),
  'Port … cannot be that of HTTPS and that of plain HTTP: …': starting(() => ({
    https: true,
    port: 3999,
    httpPort: 3999,
  })),
};

const init = (files: Record<string, string>, name = '') =>
  printed((t) => ['init', path.join(t.testdir(files), name)]);

const inFile = (t: Test) => path.join(t.testdir({ file: '' }), 'file', 'x');

const onSmallDisk: Trial = (t) => printed((t) => ['init', path.join(smallDisk(t, 16), 'x')])(t);

const check = (files: Record<string, string>) => printed((t) => ['check', t.testdir(files)]);

export const FIXTURE_TRIALS: Trials = {
  'Cannot read the fixtures …: …': printed((t) => ['check', path.join(t.testdir({}), 'nowhere')]),
  '… in the fixtures …:': check({ 'users.json': '[1]' }),
  'The changed fixtures are refused, and the former ones still served. …': async (t) => {
    const folder = t.testdir({ 'users.json': '[]' });
    const { command } = await serveHere(t, ['--fixtures', folder, '--watch']);
    fs.writeFileSync(path.join(folder, 'users.json'), '[1]');
    await command.said(/still served\./);
    await command.stop();
    return command.stdout;
  },
  '… is missing: the collection … is empty.': check({}),
  'applications.json is missing: the default applications are used': check({}),
  '… is not in the contract …; it is served as it is.': check({
    'thematiques.json': JSON.stringify([record('thematiques', { nomm: 'x' })]),
  }),
  'Cannot write the fixtures …: it already has …, and nothing is overwritten. …': init({
    'users.json': '[]',
  }),
  'Cannot write the fixtures …: it has …: a folder of fixtures has no other JSON file. …': init({
    'package.json': '{}',
  }),
  'Cannot write the fixtures …: it is not empty, …': printed((t) => [
    'generate',
    t.testdir({ x: '' }),
  ]),
  'Cannot write the fixtures …: its folder does not exist: create it first.': init({}, 'a/b'),
  'Cannot write the fixtures …: it is, or lies below, a file: …': printed((t) => [
    'init',
    inFile(t),
  ]),
  'Cannot write the fixtures …: the disk is full: …': Object.assign(onSmallDisk, { skip }),
};

/** A start with a database file that this makes. */
const withDatabase = (make: (file: string) => unknown) =>
  starting((t) => {
    const database = path.join(t.testdir({}), 'a.db');
    make(database);
    return { database };
  });

const ofVersion = (version: number) => (file: string) => {
  const db = new Database(file);
  db.exec('CREATE TABLE t (x)');
  mark(db);
  db.pragma(`user_version = ${version}`);
  db.close();
};

const onFullDisk: Trial = (t) => {
  const disk = smallDisk(t, 64);
  fill(disk);
  return rejection(startServer({ database: path.join(disk, 'a.db') }));
};

export const DATABASE_TRIALS: Trials = {
  'Cannot use the database …: it is in use by another running server: …': async (t) => {
    const database = path.join(t.testdir({}), 'a.db');
    await start(t, { database });
    const { stderr } = await run(t, ['--port', '0', '--database', database]);
    return stderr;
  },
  'Cannot use the database …: it is not a file: …': withDatabase((file) => fs.mkdirSync(file)),
  'Cannot use the database …: the folder … does not exist: create it first.': starting((t) => ({
    database: path.join(t.testdir({}), 'nowhere', 'a.db'),
  })),
  'Cannot use the database …: it is read-only: …': withDatabase((file) =>
    fs.writeFileSync(file, '', { mode: 0o444 }),
  ),
  'Cannot use the database …: it cannot be opened: …': withDatabase((file) =>
    fs.symlinkSync(path.join(path.dirname(file), 'nowhere', 'a.db'), file),
  ),
  'Cannot use the database …: it was not made by faire-simple-mock and is left untouched: …':
    withDatabase((file) => fs.writeFileSync(file, 'text')),
  'Cannot use the database …: it was made by … faire-simple-mock (tables version …) and is left untouched: …':
    withDatabase(ofVersion(SCHEMA_VERSION + 1)),
  'Cannot use the database …: it is damaged: …': withDatabase((file) => {
    ofVersion(SCHEMA_VERSION)(file);
    fs.truncateSync(file, 1000);
  }),
  'Cannot use the database …: the disk is full: …': Object.assign(onFullDisk, { skip }),
  'Cannot use the database …: the disk failed to read or write it.': async (t) => {
    const database = path.join(t.testdir({}), 'a.db');
    const line = ['-c', 'ulimit -f 64; exec "$@"', 'sh', process.execPath, CLI];
    return (await runForeign(t, 'sh', [...line, '--port', '0', '--database', database])).stderr;
  },
  'The database: its file was deleted, moved or replaced while in use: …': async (t) => {
    const database = path.join(t.testdir({}), 'a.db');
    const { command, server } = await serveHere(t, ['--database', database]);
    fs.rmSync(database);
    for (const action of [0, 1]) await postStatut(server, 1, { action });
    await command.stop();
    return command.stdout;
  },
  '… already holds data: ignoring … (--reseed starts over)': async (t) => {
    const database = path.join(t.testdir({}), 'a.db');
    await (await startServer({ database })).close();
    const { command } = await serveHere(t, ['--database', database, '--generate', '100']);
    await command.said(/already holds/);
    await command.stop();
    return command.stdout;
  },
};
