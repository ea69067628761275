import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import t, { type Test } from 'tap';
import { CLI, command, manyUsers, run, serverAt, start } from '../command-helpers.ts';
import { runHere } from '../command-here.ts';
import { call } from '../helpers.ts';

t.setTimeout(120_000);

const exec = (...args: string[]) => ['exec', ...args];
const shell = (script: string) => ['--', 'sh', '-c', script];

/** Runs "exec" with a script in this process: here, the output of the script goes into a file. */
async function execHere(
  t: Test,
  options: readonly string[],
  script: string,
  env?: Record<string, string>,
) {
  fs.mkdirSync(t.testdirName, { recursive: true });
  const file = path.join(t.testdirName, 'output');
  const exit = await runHere(t, exec(...options, ...shell(`exec > '${file}'; ${script}`)), env);
  return { ...exit, output: fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '' };
}

/** A curl that prints the status of an answer and nothing else. */
const CURL = `curl -s -o /dev/null -w '%{http_code}\\n'`;
const CALL = `${CURL} -u "$FAIRE_SIMPLE_LOGIN:$FAIRE_SIMPLE_PASSWORD" "$FAIRE_SIMPLE_URL/users/1?key=$FAIRE_SIMPLE_KEY"`;

t.test('the command gets its server’s address, and the output is its own', async (t) => {
  const script = `${CALL}; ${CURL} "$FAIRE_SIMPLE_CONTROL_URL/journal"; echo warned >&2`;
  const exit = await run(t, exec(...shell(script)));
  t.strictSame(exit, { status: 0, stdout: '200\n200\n', stderr: 'warned\n' });
});

t.test('the command has the environment and the arguments it was called with', async (t) => {
  const args = exec('--', 'printenv', 'OTHER', 'FAIRE_SIMPLE_LOGIN');
  const { stdout } = await run(t, args, {
    env: { OTHER: 'é "x"', FAIRE_SIMPLE_LOGIN: 'another' },
  });
  t.equal(stdout, 'é "x"\ndemo\n');
  const words = ['a b', '', '$HOME', '--', '--port'];
  const script = `for word; do echo "<$word>"; done`;
  const said = await run(t, exec(...shell(script), 'sh', ...words));
  t.equal(said.stdout, words.map((word) => `<${word}>\n`).join(''));
});

for (const status of [0, 7, 255]) {
  t.test(`exec ends with the command’s status ${status}`, async (t) => {
    const start = status === 7 ? run : runHere;
    const exit = await start(t, exec(...shell(`exit ${status}`)));
    t.strictSame(exit, { status, stdout: '', stderr: '' });
  });
}

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  const status = 128 + os.constants.signals[signal];
  t.test(`a command that ${signal} ends makes it end with status ${status}`, async (t) => {
    const exit = await runHere(t, exec(...shell(`kill -${signal.slice(3)} $$`)));
    t.match(exit, { status, stdout: '' });
  });
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2'] as const) {
  t.test(`${signal} is passed on to the command, whose status still counts`, async (t) => {
    const name = signal.slice(3);
    const script = `trap 'echo heard ${name}; exit 3' ${name}; echo ready; while :; do sleep 0.05; done`;
    const running = command(t, exec(...shell(script)), { measured: signal === 'SIGTERM' });
    await running.said(/ready/);
    t.match(await running.stop(signal), { status: 3, stdout: `ready\nheard ${name}\n` });
  });
}

/** Has Node go on only a while after it has started a program. */
const LATE = `data:text/javascript,${encodeURIComponent(`
  import childProcess from 'node:child_process';
  const { spawn } = childProcess;
  childProcess.spawn = (...args) => {
    const child = spawn(...args);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    return child;
  };
`)}`;

t.test('a signal that comes as soon as the command runs is passed on, too', async (t) => {
  const script = `trap 'exit 3' TERM; kill -TERM $PPID; while :; do sleep 0.05; done`;
  const { status } = await run(t, exec(...shell(script)), { nodeArgs: ['--import', LATE] });
  t.equal(status, 3);
});

/** Runs a program on a terminal of its own, presses Ctrl-C once it has said "ready", and prints what it has said. */
const TERMINAL = `
import os, pty, sys
pid, fd = pty.fork()
if pid == 0: os.execvp(sys.argv[1], sys.argv[1:])
said = b''
try:
  while True:
    more = os.read(fd, 4096)
    if not more: break
    said += more
    if more.strip() == b'ready': os.write(fd, bytes([3]))
except OSError: pass
print(said.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

/** Says how often it has heard SIGINT, once a second one has had time to come. */
const HEARING = `
let heard = 0;
process.on('SIGINT', () => {
  if (++heard === 1) setTimeout(() => { console.log('heard', String(heard)); process.exit(3); }, 200);
});
setTimeout(() => {}, 60000);
console.log('ready');
`;

t.test('Ctrl-C reaches the command once', async (t) => {
  const args = [CLI, ...exec('--', process.execPath, '-e', HEARING)];
  const { status, stdout } = await start(t, 'python3', ['-c', TERMINAL, process.execPath, ...args])
    .exit;
  t.match(stdout, /^ready\r?\n(\^C)?heard 1\r?\n/);
  t.equal(status, 3);
});

t.test('a command that cannot be run is reported in one line', async (t) => {
  const file = path.join(t.testdir({ file: '', loop: t.fixture('symlink', 'loop') }), 'file');
  const loop = path.join(path.dirname(file), 'loop');
  for (const [name, reason, status] of [
    ['no-such-command', 'there is no such command', 127],
    [file, 'it may not be executed', 126],
    [`${file}/inside`, 'a part of its path is not a folder', 126],
    [loop, 'spawn ELOOP', 126],
  ] as const) {
    const stderr = `Cannot run "${name}": ${reason}.\n`;
    // A folder of the path that may not be searched would give another reason.
    const env = { PATH: path.dirname(process.execPath) };
    t.strictSame(await runHere(t, exec('--', name), env), { status, stdout: '', stderr });
  }
});

t.test('a server that cannot start is reported in one line, and no command runs', async (t) => {
  const file = path.join(t.testdir(), 'ran');
  const exit = await runHere(t, exec('--fixtures', '/no/where', '--', 'touch', file));
  t.match(exit, { status: 1, stdout: '', stderr: /^Cannot read the fixtures \/no\/where: .*\n$/ });
  t.notOk(fs.existsSync(file));
});

t.test('two that run at the same time share neither port nor data', async (t) => {
  const script = 'echo "$FAIRE_SIMPLE_URL"; while :; do sleep 0.05; done';
  const running = [1, 2].map(() => command(t, exec(...shell(script))));
  const urls = await Promise.all(
    running.map(async (each) => (await each.said(/^(http:.*)\/api$/m))[1] as string),
  );
  t.not(urls[0], urls[1]);
  await fetch(`${urls[0]}/_mock/clock/freeze`, { method: 'POST' });
  const modeOf = async (url: string) =>
    ((await (await fetch(`${url}/_mock/clock`)).json()) as { mode: string }).mode;
  t.strictSame(await Promise.all(urls.map(modeOf)), ['frozen', 'real']);
  for (const each of running) t.equal((await each.stop()).status, 143);
});

t.test('the server is gone when the command has ended', async (t) => {
  const { stdout } = await run(t, exec('--', 'printenv', 'FAIRE_SIMPLE_URL'));
  await t.rejects(call(serverAt(stdout.replace('/api\n', '')), ''), { message: 'fetch failed' });
});

t.test('a connection that the command leaves open does not keep it', async (t) => {
  const script = `curl -sN "$FAIRE_SIMPLE_CONTROL_URL/journal/stream" >/dev/null & ${CALL}; echo $!`;
  const { status, stdout } = await run(t, exec(...shell(script)));
  t.equal(status, 0);
  t.match(stdout, /^200\n\d+\n$/);
});

t.test('the options before -- hold', async (t) => {
  const fixtures = manyUsers(path.join(t.testdir(), 'fixtures'), 3);
  const script = 'curl -s "$FAIRE_SIMPLE_CONTROL_URL/clock" "$FAIRE_SIMPLE_CONTROL_URL/state"';
  const options = ['--now', '2016-03-14T09:26:53Z', '--fixtures', fixtures];
  const { status, output, stderr } = await execHere(t, options, script);
  t.equal(status, 0);
  t.match(output, /^\{"now":"2016-03-14T09:2[67]:\d\dZ","mode":"shifted"\}\{"users":\[\{"uid":1,/);
  t.equal(output.match(/"uid":/g)?.length, 3);
  t.match(
    stderr,
    /applications\.json is missing/,
    'what there is to say is said beside the output',
  );
});

t.test('a command gets the token of the control plane', async (t) => {
  const control = `${CURL} -H "Authorization: Bearer $FAIRE_SIMPLE_CONTROL_TOKEN" "$FAIRE_SIMPLE_CONTROL_URL/rules"`;
  const { output } = await execHere(t, ['--control-token', 'un jeton'], control);
  t.equal(output, '200\n');
});

t.test('without a control plane, the command gets no control URL', async (t) => {
  // As under another server.
  const env = {
    FAIRE_SIMPLE_CONTROL_URL: 'http://other.example/_mock',
    FAIRE_SIMPLE_CONTROL_TOKEN: 'x',
    FAIRE_SIMPLE_SANDBOX: 'y',
  };
  const { output } = await execHere(t, ['--no-control'], 'env', env);
  t.match(output, /^FAIRE_SIMPLE_URL=http/m);
  t.notMatch(output, /^FAIRE_SIMPLE_(CONTROL_URL|CONTROL_TOKEN|SANDBOX)=/m);
});

t.test('the log goes to the standard error output', async (t) => {
  const exit = await run(t, exec('--log-level=info', '--log-format=json', ...shell(CALL)));
  t.match(exit, { status: 0, stdout: '200\n' });
  t.match(JSON.parse(exit.stderr), { msg: 'request', operation: 'getUser', status: 200 });
});

t.test('with HTTPS, the command trusts the certificate, by files that are deleted', async (t) => {
  const folder = t.testdir({ tmp: {} });
  const env = { TMPDIR: path.join(folder, 'tmp'), JAVA_HOME: '' };
  const script = `${CALL}; echo "$SSL_CERT_FILE"; test -f "$SSL_CERT_FILE" && echo there`;
  const { status, stdout } = await run(t, exec('--https', ...shell(script)), { env });
  t.equal(status, 0);
  t.match(
    stdout,
    new RegExp(`^200\\n${env.TMPDIR}/faire-simple-mock-\\w+/roots\\.pem\\nthere\\n$`),
  );
  t.strictSame(fs.readdirSync(env.TMPDIR), []);
});

t.test('what keeps Java from trusting it is told, and the command runs', async (t) => {
  const home = t.testdir({
    bin: { keytool: '#!/bin/sh\nexit 1\n' },
    lib: { security: { cacerts: '' } },
  });
  fs.chmodSync(path.join(home, 'bin', 'keytool'), 0o755);
  const { output, stderr } = await execHere(t, ['--https'], CALL, { JAVA_HOME: home });
  t.equal(output, '200\n');
  t.match(stderr, /warn: Java will not trust the certificate: /);
});

t.test('without a folder for the files, no command runs', async (t) => {
  const args = exec('--https', '--', 'echo', 'ran');
  t.strictSame(await run(t, args, { env: { TMPDIR: '/no/where' } }), {
    status: 1,
    stdout: '',
    stderr:
      'Cannot write the certificate authorities to /no/where (ENOENT): name another folder by TMPDIR.\n',
  });
});
