import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { command, manyUsers, serve } from '../../command-helpers.ts';
import { call, postStatut, start } from '../../helpers.ts';

t.setTimeout(240_000);

const ROUNDS = 15;
const CLIENTS = 4;

t.test('every acknowledged change survives kill -9 at any moment', async (t) => {
  const folder = t.testdir();
  const database = path.join(folder, 'a.db');
  const fixtures = manyUsers(path.join(folder, 'fixtures'), 5000, 100);
  const acknowledged = new Map<number, string>();
  let next = 1;
  for (let round = 0; round < ROUNDS; round++) {
    const { command, server } = await serve(t, ['--database', database, '--fixtures', fixtures]);
    const before = acknowledged.size;
    let alive = true;
    const client = async () => {
      while (alive) {
        const uid = next++;
        const answer = await postStatut(server, uid, { action: 1 }).catch(() => undefined);
        if (answer === undefined) return;
        t.equal(answer.status, 200);
        acknowledged.set(uid, answer.json.date_modification);
      }
    };
    const clients = Array.from({ length: CLIENTS }, client);
    const wait = Math.random() * 50;
    while (acknowledged.size === before) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => setTimeout(resolve, wait));
    t.equal((await command.stop('SIGKILL')).status, 'SIGKILL', `after ${wait} ms more`);
    alive = false;
    await Promise.all(clients);

    const again = await serve(t, ['--database', database]);
    const { json } = await call(again.server, '/users?statut=1');
    const stored = new Map(
      json.map((user: Record<string, unknown>) => [user.uid, user.date_inscription]),
    );
    const lost = [...acknowledged].filter(([uid, instant]) => stored.get(uid) !== instant);
    t.strictSame(lost, [], `nothing of ${acknowledged.size} is lost`);
    t.ok(stored.size <= next - 1, 'and nothing is there that nobody sent');
    await again.command.stop('SIGKILL');
  }
});

t.test('a server killed before its data are read seeds them at the next start', async (t) => {
  const folder = t.testdir();
  const database = path.join(folder, 'a.db');
  const fixtures = path.join(folder, 'fixtures');
  fs.mkdirSync(fixtures);
  // Nobody writes into the pipe: the server waits in it, its database made and empty.
  t.equal(spawnSync('mkfifo', [path.join(fixtures, 'users.json')]).status, 0);
  const args = ['--port', '0', '--database', database, '--fixtures', fixtures];
  const killed = command(t, args);
  while (!fs.existsSync(database)) await new Promise((resolve) => setTimeout(resolve, 1));
  const { status, stdout } = await killed.stop('SIGKILL');
  t.strictSame({ status, stdout }, { status: 'SIGKILL', stdout: '' });
  t.equal((await call(await start(t, { database }), '/users/1')).status, 200);
});

t.test('a server killed while it seeds seeds all of it at the next start', async (t) => {
  const folder = t.testdir();
  const fixtures = manyUsers(path.join(folder, 'fixtures'), 5000, 4000);
  let during = 0;
  for (let round = 0; round < 5; round++) {
    const database = path.join(folder, `${round}.db`);
    const args = ['--database', database, '--fixtures', fixtures];
    const killed = command(t, ['--port', '0', ...args]);
    // It grows while the transaction is still open, since the cache is smaller than the data.
    const size = () => fs.statSync(database, { throwIfNoEntry: false })?.size ?? 0;
    while (size() <= round * 500_000) await new Promise((resolve) => setTimeout(resolve, 1));
    const { status, stdout } = await killed.stop('SIGKILL');
    t.equal(status, 'SIGKILL');
    if (stdout === '') during++;
    const { command: again, server } = await serve(t, args);
    t.equal((await call(server, '/users')).json.length, 5000);
    await again.stop();
  }
  t.not(during, 0, 'some were killed before they listened');
});

/** The size of a file beside the database, 0 when there is none. */
const sizeOf = (file: string) => fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** Waits until it holds; rejects when the process ends before. */
async function until(holds: () => boolean, running: ReturnType<typeof command>): Promise<void> {
  let ended = false;
  running.exit.then(() => {
    ended = true;
  });
  while (!holds()) {
    if (ended) throw new Error(`it ended too early: ${running.stdout}${running.stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

t.test('a server killed while it generates generates all of it at the next start', async (t) => {
  for (const part of [0.1, 0.5, 0.9]) {
    const database = path.join(t.testdir(), 'a.db');
    const args = ['--port', '0', '--database', database, '--generate', '60000'];
    const killed = command(t, args);
    // About 35 MB when it is done.
    await until(() => sizeOf(database) > part * 30e6, killed);
    const { status, stdout } = await killed.stop('SIGKILL');
    t.strictSame({ status, stdout }, { status: 'SIGKILL', stdout: '' }, 'before it listens');
    const { command: again, server } = await serve(t, ['--database', database, '--generate', '70']);
    t.equal((await call(server, '/users')).json.length, 70, 'as the next start is told');
    t.equal((await call(server, '/propositions')).json.length, 61);
    await again.stop();
    t.notMatch(again.stdout, 'already holds', 'and nothing is left of the first');
  }
});

t.test('a server killed while it starts over keeps what it had', async (t) => {
  const database = path.join(t.testdir(), 'a.db');
  const first = await serve(t, ['--database', database, '--generate', '300']);
  t.equal((await postStatut(first.server, 60, { action: 0 })).status, 200);
  const users = (await call(first.server, '/users')).text;
  await first.command.stop();
  for (const size of [1, 10e6, 25e6]) {
    const args = ['--port', '0', '--database', database, '--generate', '60000', '--reseed'];
    const killed = command(t, args);
    await until(() => sizeOf(`${database}-journal`) > 0 && sizeOf(database) > size, killed);
    const { status, stdout } = await killed.stop('SIGKILL');
    t.strictSame({ status, stdout }, { status: 'SIGKILL', stdout: '' });
    const again = await serve(t, ['--database', database]);
    t.equal((await call(again.server, '/users')).text, users);
    await again.command.stop();
  }
});
