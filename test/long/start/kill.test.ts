import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { startServer } from '../../../src/index.ts';
import { ROOT, runForeign } from '../../command-helpers.ts';
import { VALID } from '../../fixture-helpers.ts';
import { call } from '../../helpers.ts';

t.setTimeout(600_000);

const strace = spawnSync('strace', ['-V']).status === 0;
const skip = !strace && !process.env.CI && 'there is no strace here';

/** The system calls by which SQLite changes what others see of its files. */
const CALLS = ['pwrite64', 'unlink'] as const;

/** Fixtures of partners of that name. */
function fixturesOf(folder: string, nom: string): string {
  const users = [1, 2, 3].map((uid) => ({
    ...VALID.users,
    ...{ uid, nom, thematiques: [], statut: 0, date_inscription: null },
  }));
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'users.json'), JSON.stringify(users));
  return folder;
}

/** A program that starts a server, tells when it listens, registers partner 1, and tells that this is acknowledged. */
const PROGRAM = `
  import { startServer } from ${JSON.stringify(path.join(ROOT, 'src', 'index.ts'))};
  const server = await startServer(JSON.parse(process.argv[1]));
  console.log('listening');
  const { login, password, key } = server.application;
  const response = await fetch(server.apiUrl + '/users/1/statut?key=' + key, {
    method: 'POST',
    headers: {
      authorization: 'Basic ' + btoa(login + ':' + password),
      'content-type': 'application/json',
    },
    body: '{"action": 1}',
  });
  if (response.status === 200) console.log('acknowledged');
  await server.close();
`;

/** Runs the program, killed at its n-th system call of a kind. */
async function killed(t: Test, options: object, name: string, when: number) {
  const strace = ['-f', '-o', '/dev/null', '-e', `trace=${name}`];
  const inject = ['-e', `inject=${name}:signal=SIGKILL:when=${when}`];
  const node = [process.execPath, '--input-type=module', '-e', PROGRAM, JSON.stringify(options)];
  const exit = await runForeign(t, 'strace', [...strace, ...inject, ...node]);
  if (exit.status !== 'SIGKILL') t.equal(exit.status, 0, exit.stderr);
  return { whole: exit.status === 0, said: exit.stdout.split('\n') };
}

async function users(options: object) {
  const server = await startServer(options);
  const { json } = await call(server, '/users');
  await server.close();
  return json as { nom: string; statut: number }[];
}

for (const name of CALLS) {
  t.test(
    `killed at any ${name} of a first start or a first POST, it goes on`,
    { skip },
    async (t) => {
      const folder = t.testdir();
      const fixtures = fixturesOf(path.join(folder, 'fixtures'), 'Premier');
      const rounds = { unseeded: 0, seeded: 0, acknowledged: 0 };
      for (let when = 1; ; when++) {
        const options = { database: path.join(folder, `${when}.db`), fixtures };
        const { whole, said } = await killed(t, options, name, when);
        for (const turn of ['the next start', 'the one after']) {
          const found = await users(options);
          t.strictSame(
            found.map(({ nom }) => nom),
            ['Premier', 'Premier', 'Premier'],
            `${turn} of ${when}`,
          );
          if (said.includes('acknowledged')) t.equal(found[0]?.statut, 1, `${turn} of ${when}`);
        }
        if (whole) break;
        if (said.includes('acknowledged')) rounds.acknowledged++;
        else if (said.includes('listening')) rounds.seeded++;
        else rounds.unseeded++;
      }
      t.ok(rounds.unseeded > 0, JSON.stringify(rounds));
      if (name === 'pwrite64') t.ok(rounds.seeded > 0 && rounds.acknowledged > 0);
    },
  );

  t.test(
    `killed at any ${name} of a reseed, it has the old data or the new`,
    { skip },
    async (t) => {
      const folder = t.testdir();
      const old = {
        database: path.join(folder, 'old.db'),
        fixtures: fixturesOf(path.join(folder, 'old'), 'Premier'),
      };
      const server = await startServer(old);
      await server.close();
      const fixtures = fixturesOf(path.join(folder, 'new'), 'Second');
      const seen = new Set<string>();
      for (let when = 1; ; when++) {
        const database = path.join(folder, `${when}.db`);
        fs.copyFileSync(old.database, database);
        const { whole } = await killed(t, { database, fixtures, reseed: true }, name, when);
        for (const turn of ['the next start', 'the one after']) {
          const [first, ...others] = (await users({ database })).map(({ nom }) => nom);
          t.strictSame(others, [first, first], `${turn} of ${when}`);
          seen.add(String(first));
        }
        if (whole) break;
      }
      t.strictSame([...seen].sort(), ['Premier', 'Second']);
    },
  );
}
