import fs from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { readCommand } from '../../src/cli/config.ts';
import { conform, freedomOf } from '../../src/cli/conformance.ts';
import { readConformance } from '../../src/cli/conformance-options.ts';
import { type StartOptions, startServer } from '../../src/index.ts';
import { command, run } from '../command-helpers.ts';
import { commandHere, runHere } from '../command-here.ts';
import { hostile } from '../conformance/hostile.ts';

t.setTimeout(120_000);

const ENV = {
  FAIRE_SIMPLE_LOGIN: 'demo',
  FAIRE_SIMPLE_PASSWORD: 'demo',
  FAIRE_SIMPLE_KEY: '6bb16ea35b02a9cbeec697d2e81bfd7d',
};

/** A server of the test's own; this process does not trust its authority. */
async function start(t: Test, options: StartOptions = {}) {
  const server = await startServer(options);
  t.teardown(() => server.close());
  return server;
}

/** Runs the command in this process. */
function conformance(
  args: readonly string[],
  env: Record<string, string> = ENV,
  { signal } = new AbortController(),
) {
  const given = readConformance(args, env);
  if (given === undefined) throw new Error('the help was asked for');
  return conform(given, env, signal);
}

t.test('the command line', async (t) => {
  t.match(
    readCommand(['conformance', 'http://x/api', '--uid', '7', '--path', 'listUsers=/p'], {}),
    {
      name: 'conformance',
      given: { url: 'http://x/api', values: { uid: 7, paths: { listUsers: '/p' } } },
    },
  );
  t.match(readCommand(['conformance'], { FAIRE_SIMPLE_URL: 'http://y/api' }), {
    given: { url: 'http://y/api' },
  });
  t.match(readCommand(['conformance', '--help'], {}), { name: 'help', of: 'conformance' });
  for (const [args, message] of [
    [[], /^"conformance" takes one base URL/],
    [['a', 'b'], /^"conformance" takes one base URL/],
    [['a', '--port', '1'], /^Unknown option --port/],
    [['a', '--path', 'getUser=/x'], /^--path: the path of getUser is documented/],
    [['a', '--write', '--read-only'], /^--write and --read-only contradict each other/],
    [['a', '--rate', '0'], /^--rate is "0": give a whole number/],
  ] as const) {
    t.throws(() => readCommand(['conformance', ...args], {}), { message });
  }
  t.throws(() => readCommand(['--uid', '1', 'conformance'], {}), {
    message: /^Unknown option --uid/,
  });
  t.throws(() => readCommand(['--no-docs', 'conformance'], {}), {
    message: /^Give "conformance" first/,
  });
});

t.test('wrong usage sends nothing', async (t) => {
  let connections = 0;
  const url = await hostile(t, () => {
    connections++;
  });
  for (const [args, message] of [
    [['http://192.0.2.1/api'], /^192\.0\.2\.1 is another machine, and plain HTTP would show it/],
    [['https://192.0.2.1/api', '--write'], /^--write needs --uid/],
    [[url, '--ca', '/no/such'], /^Cannot read \/no\/such \(ENOENT\)/],
    [[url, '--output', '/no/such/file'], /^Cannot write \/no\/such\/file \(ENOENT\)/],
    [[url, '--credentials', '/no/such'], /^Cannot read \/no\/such \(ENOENT\)/],
  ] as const) {
    await t.rejects(conformance(args), { exitStatus: 2, message });
  }
  await t.rejects(conformance([url], {}), {
    exitStatus: 2,
    message: /^The environment has no FAIRE_SIMPLE_LOGIN/,
  });
  t.equal(connections, 0);
});

t.test('only this machine is sent all, as fast as it answers', async (t) => {
  const all = { rate: undefined, write: true, refusals: true };
  const none = { rate: 5, write: false, refusals: false };
  t.strictSame(freedomOf({ loopback: true }, {}), all);
  t.strictSame(freedomOf({ loopback: true }, { readOnly: true }), { ...none, rate: undefined });
  t.strictSame(freedomOf({ loopback: false }, {}), none);
  const given = { rate: 7, write: true, refusals: true };
  t.strictSame(freedomOf({ loopback: false }, given), given);
});

t.test('over HTTPS, an authority by --ca is trusted, and no other', async (t) => {
  const server = await start(t, { https: true });
  const folder = t.testdir({ 'ca.pem': String(server.ca) });
  const trusted = await conformance([
    server.apiUrl,
    '--ca',
    path.join(folder, 'ca.pem'),
    '--read-only',
  ]);
  t.match(trusted, { exitStatus: 0, text: /^passed {3}behaviour\.https /m });
  t.match(trusted.text, /it needs --write/);
  const { port } = new URL(server.apiUrl);
  // The certificate has the authority, but not the name.
  const other = await conformance([
    `https://127.0.0.2:${port}/api`,
    '--ca',
    path.join(folder, 'ca.pem'),
  ]).catch((error) => error);
  t.match(other.text ?? other.message, /its certificate is for another name|nothing listens there/);
  const foreign = await start(t, { https: true });
  const untrusted = await conformance([
    foreign.apiUrl,
    '--ca',
    path.join(folder, 'ca.pem'),
    '--format',
    'json',
  ]);
  t.equal(untrusted.exitStatus, 1);
  const { checks, counts } = JSON.parse(untrusted.text);
  t.equal(counts.failed, 1);
  t.match(
    checks.find((each: { id: string }) => each.id === 'behaviour.https'),
    {
      outcome: 'failed',
      reason: /^no trusted authority has issued its certificate/,
    },
  );
});

t.test('a report goes to a file', async (t) => {
  const server = await start(t);
  const file = path.join(t.testdir(), 'report.xml');
  const { text, exitStatus } = await conformance([
    server.apiUrl,
    '--read-only',
    '--format',
    'junit',
    '--output',
    file,
  ]);
  t.equal(exitStatus, 0);
  t.match(text, /^It conforms: /);
  t.match(fs.readFileSync(file, 'utf8'), /^<\?xml .*<\/testsuites>\n$/s);
});

t.test('the command, under exec', async (t) => {
  const file = path.join(t.testdir(), 'report.json');
  const own = [process.execPath, path.resolve('bin/faire-simple-mock.js'), 'conformance'];
  const { status, stdout } = await run(t, [
    'exec',
    '--',
    ...own,
    '--format',
    'json',
    '--output',
    file,
  ]);
  t.match({ status, stdout }, { status: 0, stdout: /^It conforms: / });
  t.ok(JSON.parse(fs.readFileSync(file, 'utf8')).counts.passed > 150);
});

t.test('a server that cannot be reached', async (t) => {
  const { status, stderr } = await runHere(t, ['conformance', 'http://127.0.0.1:1/api'], ENV);
  t.match(
    { status, stderr },
    { status: 3, stderr: /^Cannot check http:\/\/127\.0\.0\.1:1\/api: nothing listens there\.\n$/ },
  );
});

t.test('a signal ends the run with its report', async (t) => {
  const server = await start(t);
  const args = ['conformance', server.apiUrl, '--rate', '20'];
  for (const begin of [
    () => command(t, args, { env: ENV }),
    // Its coverage is measured.
    () => commandHere(t, args, ENV),
  ]) {
    server.clearJournal();
    const running = begin();
    await server.waitForRequest({ operation: 'getUser', timeout: 'PT60S' });
    const ended = await running.stop('SIGTERM');
    t.equal(ended.status, 143);
    t.match(ended.stdout, 'The run was ended before its end');
  }
});

t.test('the first request may be the one that a signal ends', async (t) => {
  const server = await start(t);
  const controller = new AbortController();
  server.addRule({ then: { action: 'stall' } });
  const ended = conformance([server.apiUrl], ENV, controller);
  await server.waitForRequest({ operation: 'getUser', state: 'running', timeout: 'PT60S' });
  controller.abort('SIGINT');
  t.match(await ended, { exitStatus: 130, text: /The run was ended before its end/ });
});

t.test('a report that does not fit on its disk', { skip: noFullDevice() }, async (t) => {
  const server = await start(t);
  await t.rejects(conformance([server.apiUrl, '--output', '/dev/full']), {
    name: 'StartError',
    message: 'Cannot write /dev/full (ENOSPC): give another file.',
  });
});

function noFullDevice(): string | false {
  return !fs.existsSync('/dev/full') && 'no /dev/full on this machine';
}
