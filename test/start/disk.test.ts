import fs from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { type StartOptions, startServer } from '../../src/index.ts';
import { CLI, runForeign } from '../command-helpers.ts';
import { serveHere } from '../command-here.ts';
import { fill, skip, smallDisk } from '../disk-helpers.ts';
import { call, postStatut } from '../helpers.ts';

t.setTimeout(120_000);

const FULL = 'the disk is full: free some space, or give a file on another disk';

/** The start says that the disk is full. */
async function refuses(t: Test, options: StartOptions): Promise<void> {
  const message = `Cannot use the database ${options.database}: ${FULL}.`;
  await t.rejects(startServer(options), { name: 'StartError', message });
}

for (const [what, kilobytes, filled] of [
  ['has no room for the data', 64, false],
  ['is full to the last byte', 64, true],
] as const) {
  t.test(`on a disk that ${what}, it does not start and leaves no file`, { skip }, async (t) => {
    const disk = smallDisk(t, kilobytes);
    if (filled) fill(disk);
    const before = fs.readdirSync(disk);
    for (const reseed of [false, true]) {
      const database = path.join(disk, 'a.db');
      await refuses(t, { database, reseed });
      t.strictSame(fs.readdirSync(disk), before);
    }
  });
}

t.test('where files may not grow, it does not start and leaves no file', async (t) => {
  const folder = t.testdir();
  const database = path.join(folder, 'a.db');
  // Without tap's measuring, whose file would not be allowed to grow either.
  const line = ['-c', 'ulimit -f 64; exec "$@"', 'sh', process.execPath, CLI];
  const exit = await runForeign(t, 'sh', [...line, '--port', '0', '--database', database]);
  const stderr = `Cannot use the database ${database}: the disk failed to read or write it.\n`;
  t.strictSame(exit, { status: 1, stdout: '', stderr });
  t.strictSame(fs.readdirSync(folder), []);
});

t.test(
  'a change that a full disk refuses is a 500 in French; other requests work',
  { skip },
  async (t) => {
    const disk = smallDisk(t, 2048);
    const database = path.join(disk, 'a.db');
    const { command, server } = await serveHere(t, ['--database', database]);
    const free = fill(disk);
    let statut = (await call(server, '/users/1')).json.statut;
    const toggle = () => postStatut(server, 1, { action: 1 - statut });
    let answer = await toggle();
    // The last page of the log may still have room.
    for (let round = 0; round < 100 && answer.status === 200; round++) {
      statut = answer.json.statut;
      answer = await toggle();
    }
    t.equal(answer.status, 500);
    t.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8');
    t.match(answer.json, {
      status: 500,
      code: 'erreur_interne',
      detail:
        'Le serveur n’a pas pu enregistrer : son disque est plein ou sa base inaccessible. Rien n’a été modifié.',
    });
    t.notMatch(answer.text, /sqlite|\.ts|node:|a\.db/i);

    t.equal((await call(server, '/users/1')).json.statut, statut, 'nothing has changed');
    t.equal((await call(server, '/users')).status, 200);
    free();
    t.equal((await toggle()).status, 200, 'with room again, it stores again');
    const { status, stderr } = await command.stop();
    t.strictSame({ status, stderr }, { status: 0, stderr: '' });
    const again = await serveHere(t, ['--database', database]);
    t.equal((await call(again.server, '/users/1')).json.statut, 1 - statut);
    await again.command.stop();
  },
);

t.test('--reseed on a full disk leaves the old data as they were', { skip }, async (t) => {
  const disk = smallDisk(t, 2048);
  const database = path.join(disk, 'a.db');
  const first = await startServer({ database });
  t.equal((await postStatut(first, 1, { action: 0 })).status, 200);
  await first.close();
  const free = fill(disk);
  await refuses(t, { database, reseed: true });
  free();
  const second = await startServer({ database });
  t.equal((await call(second, '/users/1')).json.statut, 0);
  await second.close();
});

t.test('a disk that fills up while data are generated is left empty', { skip }, async (t) => {
  const disk = smallDisk(t, 2048);
  const database = path.join(disk, 'a.db');
  for (const reseed of [false, true]) {
    await refuses(t, { database, reseed, generate: 10_000 });
    t.strictSame(fs.readdirSync(disk), []);
  }
});

t.test(
  'a disk that fills up while --reseed generates data keeps the old ones',
  { skip },
  async (t) => {
    const disk = smallDisk(t, 4096);
    const database = path.join(disk, 'a.db');
    const first = await startServer({ database, generate: 1000 });
    t.equal((await postStatut(first, 60, { action: 0 })).status, 200);
    const users = (await call(first, '/users')).text;
    await first.close();
    await refuses(t, { database, reseed: true, generate: 20_000 });
    t.strictSame(fs.readdirSync(disk), ['a.db']);
    const second = await startServer({ database });
    t.equal((await call(second, '/users')).text, users);
    t.equal((await postStatut(second, 60, { action: 1 })).status, 200);
    await second.close();
  },
);
