import fs from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { Actualisation } from '../../src/contract/resources.ts';
import { ServerHandle } from '../../src/control/handles.ts';
import { type StartOptions, startServer } from '../../src/index.ts';
import { settingsOfObject } from '../../src/options/settings.ts';
import { runServer } from '../../src/start.ts';
import { placedViolations } from '../../src/world/validation.ts';
import { manyUsers, ROOT, run, runForeign, serve } from '../command-helpers.ts';
import { serveHere } from '../command-here.ts';
import { call, postStatut, start } from '../helpers.ts';

t.setTimeout(240_000);

const uids = async (server: Parameters<typeof call>[0], query = '') =>
  (await call(server, `/users${query}`)).json.map(({ uid }: { uid: number }) => uid);

/** The size of a file beside the database, 0 when there is none. */
const sizeOf = (file: string) => fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;

t.test('generated partners are served as those of the fixtures are', async (t) => {
  const { command, server } = await serveHere(t, ['--generate', '3000', '--seed', '7']);
  const { json: users } = await call(server, '/users');
  t.equal(users.length, 3000);
  const partner = users.find(({ uid }: { uid: number }) => uid === 2000);
  t.strictSame((await call(server, '/users/2000')).json, partner);
  const inscrits = await uids(server, '?statut=1');
  const désinscrits = await uids(server, '?statut=0');
  t.equal(inscrits.length + désinscrits.length, 3000);
  t.ok(inscrits.length > désinscrits.length && désinscrits.length > 0);
  const { statut } = partner;
  t.equal((await postStatut(server, 2000, { action: 1 - statut })).status, 200);
  t.equal((await call(server, '/users/2000')).json.statut, 1 - statut);
  t.equal((await call(server, '/propositions')).json.length, 60 + 294);
  t.strictSame(await command.stop().then(({ status, stderr }) => ({ status, stderr })), {
    status: 0,
    stderr: '',
  });
});

t.test('every half-year of generated data is a valid answer, and each has its own', async (t) => {
  const server = await start(t, { generate: 3000 });
  const sizes: number[] = [];
  for (const name of [
    '2013-S2',
    '2014-S1',
    '2014-S2',
    '2015-S1',
    '2015-S2',
    '2016-S1',
    '2016-S2',
  ]) {
    const { status, json } = await call(server, `/actualisation/${name}`);
    t.equal(status, 200);
    t.strictSame(placedViolations(Actualisation, json).slice(0, 3), [], name);
    sizes.push(json.partenaires.length);
  }
  t.equal(new Set(sizes).size, 7);
  t.ok(Math.min(...sizes) > 100);
});

t.test('the environment gives the same as the flags, and exec does too', async (t) => {
  const env = { FAIRE_SIMPLE_MOCK_GENERATE: '100', FAIRE_SIMPLE_MOCK_SEED: '7' };
  const { server } = await serveHere(t, [], env);
  const { json } = await call(server, '/users/60');
  const curl =
    'curl -s -u "$FAIRE_SIMPLE_LOGIN:$FAIRE_SIMPLE_PASSWORD" "$FAIRE_SIMPLE_URL/users/60?key=$FAIRE_SIMPLE_KEY"';
  const args = ['exec', '--generate', '100', '--seed', '7', '--', 'sh', '-c', curl];
  const { stdout, stderr } = await run(t, args);
  t.strictSame(JSON.parse(stdout), json);
  t.equal(stderr, '');
  const other = await start(t, { generate: 100, seed: 8 });
  t.not((await call(other, '/users/60')).json.mail, json.mail);
  t.strictSame((await call(await start(t, { generate: 100, seed: 7 }), '/users/60')).json, json);
});

t.test('a warning says why no partner is generated', async (t) => {
  const fixtures = manyUsers(path.join(t.testdir(), 'fixtures'), 3);
  const { command } = await serveHere(t, ['--fixtures', fixtures, '--generate', '2']);
  await command.said(/none is generated/);
  const { stdout } = await command.stop();
  t.match(stdout, /"level":"warn".*"msg":"the fixtures already have 3 partners: none is generated/);
});

const REFUSALS: [StartOptions, string][] = [
  [{ seed: 1 }, 'Option "seed" needs "generate": without it, no partner is generated.'],
  ...[0, -1, 1.5, Number.NaN, 10_000_001].map((generate): [StartOptions, string] => [
    { generate },
    `Option "generate" must be a whole number from 1 to 10000000, but is ${generate}.`,
  ]),
  ...[-1, 0.5, 2 ** 32].map((seed): [StartOptions, string] => [
    { generate: 1, seed },
    `Option "seed" must be a whole number from 0 to 4294967295, but is ${seed}.`,
  ]),
  [
    { generate: '5' } as object,
    'Option "generate" must be a whole number from 1 to 10000000, but is "5".',
  ],
  [
    { generate: 5, seed: null } as object,
    'Option "seed" must be a whole number from 0 to 4294967295, but is null.',
  ],
];
for (const [options, message] of REFUSALS) {
  t.test(`in-process, ${JSON.stringify(options)} is refused by name`, async (t) => {
    await t.rejects(startServer(options), { name: 'TypeError', message });
  });
}

t.test('the smallest and the largest seed are seeds', async (t) => {
  for (const seed of [0, 2 ** 32 - 1]) {
    t.equal((await uids(await start(t, { generate: 60, seed }))).length, 60);
  }
});

/** The output of a script in a separate process. */
async function printed(t: Test, script: string, ...nodeArgs: string[]): Promise<string> {
  const args = [...nodeArgs, '--input-type=module', '-e', script];
  const { status, stdout, stderr } = await runForeign(t, process.execPath, args);
  t.strictSame({ status, stderr }, { status: 0, stderr: '' });
  return stdout;
}

const INDEX = JSON.stringify(path.join(ROOT, 'src', 'index.ts'));

t.test('the lists of names and towns are loaded only when partners are generated', async (t) => {
  const script = (options: string) => `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({
      load(url, context, next) {
        loaded.push(url);
        return next(url, context);
      },
    });
    const { startServer } = await import(${INDEX});
    const server = await startServer(${options});
    await server.close();
    const count = (part) => loaded.filter((url) => url.includes(part)).length;
    console.log(count('@faker-js') > 0, count('/generate/data/'), count('/fixtures/load.ts'));
    console.log(loaded.filter((url) => /faker.*[/]locale[/](?!fr)/.test(url)).length);
  `;
  t.equal(await printed(t, script('{}')), 'false 0 1\n0\n');
  t.equal(await printed(t, script('{ generate: 60 }')), 'true 4 1\n0\n');
});

t.test('in-process, nothing is printed', async (t) => {
  const script = `
    import { startServer } from ${INDEX};
    process.stderr.isTTY = true;
    await (await startServer({ generate: 500 })).close();
  `;
  t.equal(await printed(t, script), '');
});

t.test('the number of partners does not affect memory', async (t) => {
  const script = `
    import { prepareFixtures } from ${JSON.stringify(path.join(ROOT, 'src/generate/prepare.ts'))};
    const { records } = await prepareFixtures(undefined, { partners: 200000, seed: 1 });
    let bytes = 0;
    for (const each of [records.users, records.propositions]) {
      for (const { document } of each) bytes += document.length;
    }
    console.log(bytes > 90e6);
  `;
  // All of it would take twice as much.
  t.equal(await printed(t, script, '--max-old-space-size=48'), 'true\n');
});

t.test('a database is filled once; the next start resumes from its data', async (t) => {
  const folder = t.testdir();
  const database = path.join(folder, 'a.db');
  const first = await startServer({ database, generate: 2000 });
  t.equal((await postStatut(first, 60, { action: 0 })).status, 200);
  const user = (await call(first, '/users/60')).json;
  await first.close();
  t.strictSame(fs.readdirSync(folder), ['a.db']);

  const fixtures = manyUsers(path.join(folder, 'fixtures'), 3);
  const ignoring = `${database} already holds data: ignoring`;
  for (const [options, notices] of [
    [{}, []],
    [{ generate: 5000 }, [`${ignoring} --generate 5000 (--reseed starts over)`]],
    [{ fixtures }, [`${ignoring} --fixtures ${fixtures} (--reseed starts over)`]],
    [
      { fixtures, generate: 5000 },
      [`${ignoring} --fixtures ${fixtures} and --generate 5000 (--reseed starts over)`],
    ],
  ] as const) {
    const settings = settingsOfObject({ database, ...options });
    const server = await runServer({ ...settings, reloaded: () => {} });
    t.strictSame(server.notices, notices);
    const handle = new ServerHandle(server);
    t.equal((await uids(handle)).length, 2000);
    t.strictSame((await call(handle, '/users/60')).json, user);
    await server.close();
  }
  const again = await start(t, { database, generate: 500, seed: 2, reseed: true });
  t.equal((await uids(again)).length, 500);
  t.not((await call(again, '/users/60')).json.mail, user.mail);
});

t.test('generated data are written once: no log grows as large as the data', async (t) => {
  const database = path.join(t.testdir(), 'a.db');
  const data = 2_000_000;
  const log = `${database}-wal`;
  const first = await serve(t, ['--database', database, '--generate', '8000']);
  t.ok(sizeOf(database) > data);
  t.ok(sizeOf(log) < data / 10, 'after the first start');
  t.equal((await postStatut(first.server, 60, { action: 1 })).status, 200);
  t.ok(sizeOf(log) > 0, 'but changes go into one');
  await first.command.stop('SIGKILL');
  const args = ['--database', database, '--generate', '8000', '--reseed'];
  const second = await serveHere(t, args);
  t.ok(sizeOf(log) < data / 10, 'after a later one that starts over');
  t.equal(sizeOf(`${database}-journal`), 0, 'nor is anything else left');
  t.equal((await postStatut(second.server, 60, { action: 1 })).status, 200);
  t.ok(sizeOf(log) > 0);
  await second.command.stop();
});
