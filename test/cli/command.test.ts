import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import t, { type Test } from 'tap';
import manifest from '../../package.json' with { type: 'json' };
import { help } from '../../src/cli/help.ts';
import { type Exit, ROOT, run } from '../command-helpers.ts';
import { runHere, serveHere } from '../command-here.ts';
import { record } from '../fixture-helpers.ts';
import { call, postStatut } from '../helpers.ts';

t.setTimeout(120_000);

const FIXTURES = path.join(ROOT, 'fixtures');

/** One clear message, exit status 1, and nothing that only a programmer can read. */
function refused(t: Test, { status, stdout, stderr }: Exit, message: string | RegExp): void {
  t.equal(status, 1);
  t.equal(stdout, '');
  t.match(stderr, message);
  t.notMatch(stderr, /\n {4}at |Internal error|node:internal/, 'no stack trace');
  t.match(stderr, /[^\n]\n$/, 'ends in one line feed');
}

t.test('--help prints the help, --version the version, and both exit with status 0', async (t) => {
  t.strictSame(await runHere(t, ['--help']), {
    status: 0,
    stdout: `${help()}\n`,
    stderr: '',
  });
  const version = { status: 0, stdout: `${manifest.version}\n`, stderr: '' };
  t.strictSame(await runHere(t, ['--version']), version);
});

t.test('an invalid command line is refused in one line', async (t) => {
  const message = 'Unknown option --prot: did you mean --port? See --help.\n';
  t.strictSame(await run(t, ['--prot', '1']), { status: 2, stdout: '', stderr: message });
});

t.test('check says what good fixtures hold', async (t) => {
  const { status, stdout, stderr } = await runHere(t, ['check', FIXTURES]);
  t.equal(status, 0);
  t.equal(stderr, '');
  const count = (name: string) =>
    JSON.parse(fs.readFileSync(path.join(FIXTURES, `${name}.json`), 'utf8')).length;
  const counts = ['users', 'thematiques', 'campagnes', 'propositions'].map(
    (name) => `${count(name)} ${name}`,
  );
  t.equal(stdout, `The fixtures ${FIXTURES} hold: ${counts.join(', ')}.\n`);
});

t.test('check notes what a folder leaves out', async (t) => {
  const folder = t.testdir({ 'thematiques.json': '[]' });
  const { status, stdout } = await runHere(t, ['check', folder]);
  t.equal(status, 0);
  t.equal(
    stdout,
    [
      'Note: users.json is missing: the collection users is empty.',
      'Note: campagnes.json is missing: the collection campagnes is empty.',
      'Note: propositions.json is missing: the collection propositions is empty.',
      'Note: applications.json is missing: the default applications are used.',
      `The fixtures ${folder} hold: 0 users, 0 thematiques, 0 campagnes, 0 propositions.`,
      '',
    ].join('\n'),
  );
});

t.test('check names members that the contract lacks, and succeeds', async (t) => {
  const folder = t.testdir({
    'thematiques.json': JSON.stringify([record('thematiques', { nomm: 'x' })], null, 2),
  });
  const { status, stdout } = await runHere(t, ['check', folder]);
  t.equal(status, 0);
  t.match(
    stdout,
    `\nNote: ${folder}/thematiques.json:9:13 "nomm" is not in the contract (did you mean nom?); it is served as it is.\n`,
  );
});

t.test('invalid fixtures are reported in one line a problem, and no server starts', async (t) => {
  const folder = t.testdir({
    'thematiques.json': '[\n  {"tid": 0},\n  3\n]',
    'campagnes.json': '{]',
    'user.json': '[]',
  });
  const problem =
    /^\/.*\/(thematiques|campagnes|user)\.json:\d+:\d+ \S.*: (found .+|missing); expected .+$/;
  for (const args of [
    ['check', folder],
    ['--port', '0', '--fixtures', folder],
  ]) {
    const exit = await runHere(t, args);
    refused(t, exit, `problems in the fixtures ${folder}:\n`);
    const [head, ...lines] = exit.stderr.trimEnd().split('\n');
    t.equal(head, `${lines.length} problems in the fixtures ${folder}:`);
    for (const line of lines) t.match(line, problem);
    for (const file of ['thematiques', 'campagnes', 'user']) {
      t.ok(
        lines.some((line) => line.startsWith(`${folder}/${file}.json:`)),
        file,
      );
    }
  }
});

t.test('a folder that is none is refused', async (t) => {
  const folder = t.testdir({ file: '' });
  const files =
    'users.json, thematiques.json, campagnes.json, propositions.json, applications.json, rules.json';
  for (const [name, reason] of [
    ['nowhere', 'it does not exist'],
    ['file', 'it is a file, not a folder'],
  ] as const) {
    const fixtures = path.join(folder, name);
    const stderr = `Cannot read the fixtures ${fixtures}: ${reason}. Give a folder that holds ${files}.\n`;
    for (const args of [
      ['check', fixtures],
      ['--port', '0', '--fixtures', fixtures],
    ]) {
      t.strictSame(await runHere(t, args), { status: 1, stdout: '', stderr });
    }
  }
});

t.test('incomplete fixtures are served, with a warning', async (t) => {
  const { command } = await serveHere(t, ['--fixtures', t.testdir({ 'users.json': '[]' })]);
  await command.said(/applications\.json is missing/);
  const { stdout } = await command.stop();
  t.match(stdout, /"level":"warn".*"msg":"applications\.json is missing: the default/);
});

t.test('where it cannot listen, it says why and what to do', async (t) => {
  const taken = net.createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  t.teardown(() => taken.close());
  const { port } = taken.address() as net.AddressInfo;
  const cases: [string, number, RegExp][] = [
    ['127.0.0.1', port, /^Cannot listen on 127\.0\.0\.1: port \d+ is taken: .*--port/],
    ['192.0.2.1', 0, /^Cannot listen on 192\.0\.2\.1: this machine has no such address/],
    ['no-such.invalid', 0, /^Cannot listen on no-such\.invalid: (no machine has|that name)/],
  ];
  for (const [host, port, message] of cases) {
    const exit = await runHere(t, ['--host', host, '--port', `${port}`, '--no-control']);
    refused(t, exit, message);
    t.equal(exit.stderr.split('\n').length, 2, 'one line');
  }
});

t.test('a database that cannot be used is refused, and the port stays free', async (t) => {
  const exit = await run(t, ['--port', '0', '--database', t.testdir()]);
  refused(t, exit, /^Cannot use the database .*: it is not a file: give the path of a file/);
});

t.test(
  'the address it prints can be used where it listens on every one, and on IPv6',
  async (t) => {
    for (const [host, control, printed] of [
      ['0.0.0.0', '--control-open', /^http:\/\/127\.0\.0\.1:\d+$/],
      ['::', '--control-token=x', /^http:\/\/\[::1\]:\d+$/],
      ['::1', '--control', /^http:\/\/\[::1\]:\d+$/],
      ['127.0.0.2', '--no-control', /^http:\/\/127\.0\.0\.2:\d+$/],
    ] as const) {
      const { command, server } = await serveHere(t, ['--host', host, control]);
      t.match(server.url, printed, host);
      t.equal((await call(server, '')).status, 200);
      t.equal((await command.stop()).status, 0);
    }
  },
);

t.test('each option does at the server what it says', async (t) => {
  const { server } = await serveHere(t, ['--documented-only', '--no-docs', '--no-control']);
  t.equal((await call(server, '/users/1')).status, 200);
  t.equal((await call(server, '/users')).json.code, 'non_documente');
  t.equal((await fetch(`${server.url}/docs`)).status, 404);
  t.equal((await fetch(`${server.url}/_mock`)).status, 404);
  const env = { FAIRE_SIMPLE_MOCK_PATH: 'listUsers=/partenaires' };
  const args = ['--now', '2016-03-14T09:26:53Z', '--control-token', 'sésame'];
  const moved = await serveHere(t, args, env);
  t.equal((await call(moved.server, '/partenaires')).status, 200);
  t.equal((await fetch(`${moved.server.url}/docs`)).status, 200);
  t.equal((await fetch(`${moved.server.url}/_mock`)).status, 401);
  t.match(
    (await postStatut(moved.server, 1, { action: 0 })).json.date_modification,
    /^2016-03-14T/,
  );
});
