import fs from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { startServer } from '../../src/index.ts';
import { manyUsers, run } from '../command-helpers.ts';
import { runHere, serveHere } from '../command-here.ts';
import { call, postStatut, start } from '../helpers.ts';

t.setTimeout(120_000);

const statutOf = async (server: Parameters<typeof call>[0], uid: number) =>
  (await call(server, `/users/${uid}`)).json.statut;

/** A database file on which partner 1, whom the fixtures have inscrit, is désinscrit. */
async function changedDatabase(t: Test): Promise<string> {
  const database = path.join(t.testdir(), 'a.db');
  const server = await startServer({ database });
  t.equal(await statutOf(server, 1), 1);
  t.equal((await postStatut(server, 1, { action: 0 })).status, 200);
  await server.close();
  return database;
}

t.test('without a database, every start is from the fixtures', async (t) => {
  const server = await startServer();
  await postStatut(server, 1, { action: 0 });
  await server.close();
  t.equal(await statutOf(await start(t), 1), 1);
});

t.test('a database keeps the state over a restart', async (t) => {
  const database = await changedDatabase(t);
  t.strictSame(fs.readdirSync(path.dirname(database)), ['a.db'], 'nothing is left beside it');
  const { json } = await call(await start(t, { database }), '/users/1');
  t.equal(json.statut, 0);
  t.equal(json.date_desinscription, json.date_modification);
});

t.test('reseed starts over from the fixtures', async (t) => {
  const database = await changedDatabase(t);
  const again = await startServer({ database, reseed: true });
  t.equal(await statutOf(again, 1), 1);
  await again.close();
  const fixtures = manyUsers(path.join(t.testdir(), 'fixtures'), 3);
  const other = await startServer({ database, reseed: true, fixtures });
  t.equal((await call(other, '/users')).json.length, 3);
  await other.close();
  const later = await start(t, { database });
  t.equal((await call(later, '/users')).json.length, 3, 'and stays');
});

t.test('reseed seeds a file that is new', async (t) => {
  const database = path.join(t.testdir(), 'a.db');
  t.equal(await statutOf(await start(t, { database, reseed: true }), 1), 1);
});

t.test('bad fixtures are refused before a database is touched', async (t) => {
  const database = await changedDatabase(t);
  const before = fs.readFileSync(database);
  const fixtures = path.join(path.dirname(database), 'bad');
  fs.mkdirSync(fixtures);
  fs.writeFileSync(path.join(fixtures, 'users.json'), '[{}]');
  await t.rejects(startServer({ database, reseed: true, fixtures }), { name: 'FixtureError' });
  t.ok(fs.readFileSync(database).equals(before));
  const other = path.join(path.dirname(database), 'b.db');
  await t.rejects(startServer({ database: other, fixtures }), { name: 'FixtureError' });
  t.notOk(fs.existsSync(other), 'nor is a new one left');
});

t.test(
  'fixtures given with a database that holds data are ignored, and a warning says so',
  async (t) => {
    const database = await changedDatabase(t);
    const fixtures = manyUsers(path.join(path.dirname(database), 'fixtures'), 3);
    const { command, server } = await serveHere(t, [
      '--database',
      database,
      '--fixtures',
      fixtures,
    ]);
    t.equal(await statutOf(server, 1), 0);
    await command.said(/--reseed/);
    await command.stop();
    t.match(command.log()[1], {
      level: 'warn',
      msg: `${database} already holds data: ignoring --fixtures ${fixtures} (--reseed starts over)`,
    });
    const { command: plain } = await serveHere(t, ['--database', database]);
    await plain.stop();
    t.equal(plain.log().length, 1, 'without fixtures there is nothing to say');
  },
);

t.test(
  'a database in use is refused by name, and the server that uses it keeps running',
  async (t) => {
    const database = path.join(t.testdir(), 'a.db');
    const { command, server } = await serveHere(t, ['--database', database]);
    for (const more of [[], ['--reseed']]) {
      const { status, stdout, stderr } = await run(t, [
        '--port',
        '0',
        '--database',
        database,
        ...more,
      ]);
      t.strictSame({ status, stdout }, { status: 1, stdout: '' });
      t.match(
        stderr,
        /^Cannot use the database .*: it is in use by another running server: .*\.\n$/,
      );
    }
    t.equal((await postStatut(server, 1, { action: 0 })).status, 200);
    t.equal((await command.stop()).status, 0);
    t.equal(await statutOf(await start(t, { database }), 1), 0);
  },
);

t.test('a damaged database is refused in one line, and left as it is', async (t) => {
  // From where the bytes are overwritten: the list of tables, and the tables.
  for (const from of [100, 4096]) {
    const database = await changedDatabase(t);
    const bytes = fs.readFileSync(database);
    bytes.fill(0xa5, from);
    fs.writeFileSync(database, bytes);
    for (const more of [[], ['--reseed']].slice(0, from === 100 ? 2 : 1)) {
      const args = ['--port', '0', '--database', database, ...more];
      const exit = await runHere(t, args);
      const reason = 'it is damaged: restore a copy, or delete it and start again';
      const stderr = `Cannot use the database ${database}: ${reason}.\n`;
      t.strictSame(exit, { status: 1, stdout: '', stderr });
      t.ok(fs.readFileSync(database).equals(bytes));
      t.strictSame(fs.readdirSync(path.dirname(database)), ['a.db']);
    }
  }
});

t.test(
  'damage that shows only when a record is read is a fault of that request alone',
  async (t) => {
    const folder = t.testdir();
    const database = path.join(folder, 'a.db');
    const fixtures = manyUsers(path.join(folder, 'fixtures'), 200);
    await (await startServer({ database, fixtures })).close();
    const bytes = fs.readFileSync(database);
    bytes.fill(0xa5, bytes.length / 2);
    fs.writeFileSync(database, bytes);
    const { command, server } = await serveHere(t, ['--database', database]);
    const answers = [];
    for (let uid = 1; uid <= 200; uid++) answers.push(await call(server, `/users/${uid}`));
    const bad = answers.filter(({ status }) => status !== 200);
    t.not(bad.length, 0);
    t.not(bad.length, answers.length);
    for (const { status, json, text } of bad) {
      t.match({ status, json }, { status: 500, json: { code: 'erreur_interne' } });
      t.notMatch(text, /sqlite|malformed|node:/i);
    }
    await call(server, '/users').catch(() => 'cut off in the middle');
    t.equal((await call(server, '/thematiques')).status, 200, 'it goes on');
    const { status, stderr } = await command.stop();
    t.strictSame({ status, stderr }, { status: 0, stderr: '' });
  },
);
