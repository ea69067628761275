import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { command, manyUsers, serve } from '../../command-helpers.ts';
import { call, postStatut, start } from '../../helpers.ts';

t.setTimeout(240_000);

const ROUNDS = 15;
const CLIENTS = 4;

t.test('every change that was acknowledged survives kill -9, at whatever moment', async (t) => {
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
