import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { type MockServer, startServer } from '../../src/index.ts';
import { command, run } from '../command-helpers.ts';
import { serveHere } from '../command-here.ts';
import { skip, smallDisk } from '../disk-helpers.ts';
import { call, postStatut } from '../helpers.ts';

t.setTimeout(60_000);

t.test('nothing is acknowledged that would go into a deleted file', async (t) => {
  const database = path.join(t.testdir(), 'a.db');
  const { command, server } = await serveHere(t, ['--database', database]);
  t.equal((await postStatut(server, 1, { action: 0 })).status, 200);
  fs.renameSync(database, `${database}.old`);
  const refused = await postStatut(server, 1, { action: 1 });
  t.equal(refused.status, 500);
  t.match(refused.json, { code: 'erreur_interne', detail: /Rien n’a été modifié/ });
  const control = await fetch(`${server.url}/_mock/reset`, { method: 'POST' });
  t.equal(control.status, 507);
  t.match(await control.json(), { code: 'storage_failed', detail: /deleted, moved or replaced/ });
  t.equal((await call(server, '/users/1')).json.statut, 0, 'and it is read as it was');

  fs.renameSync(`${database}.old`, database);
  t.equal((await postStatut(server, 1, { action: 1 })).status, 200, 'it is back');
  const { status, stderr } = await command.stop();
  t.strictSame({ status, stderr }, { status: 0, stderr: '' });
  const errors = command.log().filter(({ level }) => level === 'error');
  const err = { message: /^The database: its file was deleted, moved or replaced/ };
  t.match(errors, [
    { msg: 'the request failed', err },
    { msg: 'the control request failed', err },
  ]);
});

t.test('a start that is refused in the same process does not give up the file', async (t) => {
  const database = path.join(t.testdir(), 'a.db');
  const server = await startServer({ database });
  t.teardown(() => server.close());
  await t.rejects(startServer({ database }), { name: 'StartError', message: /in use/ });
  const exit = await run(t, ['--port', '0', '--database', database]);
  t.match(exit, { status: 1, stdout: '', stderr: /in use by another running server/ });
});

t.test('of two first starts at once, one creates the file and the other is refused', async (t) => {
  const folder = t.testdir();
  const database = path.join(folder, 'a.db');
  const both = [1, 2].map(() => command(t, ['--port', '0', '--database', database]));
  const told = await Promise.race(both.map((each) => each.exit.then(() => each)));
  t.match(await told.exit, {
    status: 1,
    stdout: '',
    stderr: `Cannot use the database ${database}: it is in use`,
  });
  const winner = both.find((each) => each !== told);
  t.equal((await call((await winner?.listening()) as MockServer, '/users/1')).status, 200);
  t.match(await winner?.stop(), { status: 0, stderr: '' });
  t.strictSame(fs.readdirSync(folder), ['a.db']);
});

t.test('a first start that fails leaves an empty file as it was', async (t) => {
  const fixtures = t.testdir({ 'a.db': '', 'users.json': '[1]' });
  const database = path.join(fixtures, 'a.db');
  await t.rejects(startServer({ database, fixtures }), { name: 'FixtureError' });
  t.equal(fs.statSync(database).size, 0);
  const server = await startServer({ database });
  t.equal((await call(server, '/users/1')).status, 200);
  await server.close();
});

t.test('in a folder that is read-only, it does not start', { skip }, async (t) => {
  const database = path.join(smallDisk(t, 'size=64k,ro'), 'a.db');
  await t.rejects(startServer({ database }), { name: 'StartError', message: /can be written to/ });
});
