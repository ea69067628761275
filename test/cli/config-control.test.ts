import t from 'tap';
import { readCommand } from '../../src/cli/config.ts';

type Env = Record<string, string>;

const PREFIX = 'FAIRE_SIMPLE_MOCK_';

for (const [args, env] of [
  [['--control-token', 'x'], {}],
  [['--control-open'], {}],
  [['--no-control'], {}],
  [[], { [`${PREFIX}CONTROL_TOKEN`]: 'x' }],
  [[], { [`${PREFIX}CONTROL_OPEN`]: 'true' }],
  [[], { [`${PREFIX}CONTROL`]: 'false' }],
] as [string[], Env][]) {
  const given = [...args, ...Object.keys(env)].join(' ');
  t.test(`with ${given}, it may listen on any address`, async (t) => {
    for (const host of ['0.0.0.0', '::', '192.168.1.7', 'ci.example']) {
      t.match(readCommand(['--host', host, ...args], env), { name: 'serve', config: { host } });
    }
  });
}

const REACHED =
  'can be reached from other machines: give --control-token TOKEN to protect the control plane, --no-control to disable it, or --control-open to allow everyone to use it.';
const NOBODY = 'contradict each other: there is no control plane to use.';
const EXEC = '"exec" needs a command after --: faire-simple-mock exec -- npm test.';
const ONLY_EXEC = 'Only "exec" takes a command after --: faire-simple-mock exec -- npm test.';
const REFUSALS: [string, string[], Env, string][] = [
  ['every address', ['--host', '0.0.0.0'], {}, `--host 0.0.0.0 ${REACHED}`],
  ['every address of IPv6', ['--host', '::'], {}, `--host :: ${REACHED}`],
  [
    'a name that begins like localhost',
    ['--host', 'localhost.example'],
    {},
    `--host localhost.example ${REACHED}`,
  ],
  [
    'a name with localhost in it',
    ['--host', 'x.localhost.evil.example'],
    {},
    `--host x.localhost.evil.example ${REACHED}`,
  ],
  [
    'a name that begins like a loopback address',
    ['--host', '127.0.0.1.example'],
    {},
    `--host 127.0.0.1.example ${REACHED}`,
  ],
  ['its variable', [], { [`${PREFIX}HOST`]: '192.0.2.1' }, `${PREFIX}HOST 192.0.2.1 ${REACHED}`],
  [
    'an open control plane that is switched off again',
    ['--host', '0.0.0.0'],
    { [`${PREFIX}CONTROL_OPEN`]: 'false' },
    `--host 0.0.0.0 ${REACHED}`,
  ],
  ['exec on every address', ['exec', '--host', '::', '--', 'x'], {}, `--host :: ${REACHED}`],
  [
    'a token without a control plane',
    ['--control-token', 'x', '--no-control'],
    {},
    `--control-token and --no-control ${NOBODY}`,
  ],
  [
    'an open control plane that is none',
    ['--control-open', '--no-control'],
    {},
    `--control-open and --no-control ${NOBODY}`,
  ],
  [
    'a token and a variable without a control plane',
    ['--control-token', 'x'],
    { [`${PREFIX}CONTROL`]: '0' },
    `--control-token and ${PREFIX}CONTROL ${NOBODY}`,
  ],
  [
    'a token that nobody has to send',
    ['--control-open', '--control-token', 'x'],
    {},
    '--control-open and --control-token contradict each other: give one.',
  ],
  [
    'an open control plane and a token in a variable',
    ['--control-open'],
    { [`${PREFIX}CONTROL_TOKEN`]: 'x' },
    `--control-open and ${PREFIX}CONTROL_TOKEN contradict each other: give one.`,
  ],
  [
    '--control and --no-control',
    ['--control', '--no-control'],
    {},
    '--control and --no-control contradict each other: give one.',
  ],
  [
    'a token left out',
    ['--control-token'],
    {},
    '--control-token needs a value: --control-token TOKEN.',
  ],
  [
    '--no- of what is off',
    ['--no-control-open'],
    {},
    'Unknown option --no-control-open: did you mean --control-open? See --help.',
  ],
  ['exec without a command', ['exec'], {}, EXEC],
  ['exec with nothing after --', ['exec', '--'], {}, EXEC],
  ['exec of a command without a name', ['exec', '--', ''], {}, EXEC],
  ['exec of a command before --', ['exec', 'npm', 'test'], {}, EXEC],
  ['exec of a command around --', ['exec', 'npm', '--', 'test'], {}, EXEC],
  [
    'exec with a bad option',
    ['exec', '--prot', '1', '--', 'x'],
    {},
    'Unknown option --prot: did you mean --port? See --help.',
  ],
  [
    'exec with an unknown variable',
    ['exec', '--', 'x'],
    { [`${PREFIX}PROT`]: '1' },
    `Unknown environment variable ${PREFIX}PROT: did you mean ${PREFIX}PORT? See --help.`,
  ],
  ['a command without exec', ['--', 'npm', 'test'], {}, ONLY_EXEC],
  ['check with a command behind it', ['check', 'a', '--', 'npm'], {}, ONLY_EXEC],
  [
    'an unknown command before --',
    ['exce', '--', 'npm'],
    {},
    'Unknown command "exce": did you mean "exec"? See --help.',
  ],
];
for (const [what, args, env, message] of REFUSALS) {
  t.test(`${what} is refused by name`, async (t) => {
    t.throws(() => readCommand(args, env), { name: 'StartError', message });
  });
}

for (const now of [
  'hier',
  '2016-03-14',
  '2016-02-30T09:26:53Z',
  '2016-03-14T09:26:53.000Z',
  '2016-03-14T09:26:53+00:00',
  '+012016-03-14T09:26:53Z',
  '2016-03-14T09:26:53',
  '2016-13-14T09:26:53Z',
  '2016-03-14T25:00:00Z',
]) {
  t.test(`"${now}" is not an instant`, async (t) => {
    const message = (source: string) =>
      `${source} is "${now}": give an instant in UTC, to the second, such as 2016-03-14T09:26:53Z.`;
    t.throws(() => readCommand(['--now', now], {}), { message: message('--now') });
    const variable = `${PREFIX}NOW`;
    t.throws(() => readCommand([], { [variable]: now }), { message: message(variable) });
  });
}

t.test('by default, exec takes a free port and logs only warnings, as text', async (t) => {
  const read = (args: string[], env: Env = {}) => readCommand(['exec', ...args, '--', 'x'], env);
  t.match(read([]), { name: 'exec', config: { port: 0, logLevel: 'warn', logFormat: 'pretty' } });
  t.match(read(['--port', '8080', '--log-level', 'debug']), {
    config: { port: 8080, logLevel: 'debug' },
  });
  const env = { [`${PREFIX}PORT`]: '8081', [`${PREFIX}LOG_LEVEL`]: 'error' };
  t.match(read([], env), { config: { port: 8081, logLevel: 'error' } });
});

t.test('words after -- belong to the command, options included', async (t) => {
  const command = ['npm', 'test', '--', '--port', '1', '--help', '-h', ''];
  const read = readCommand(
    ['--no-docs', 'exec', '--now=2016-03-14T09:26:53Z', '--', ...command],
    {},
  );
  t.match(read, { name: 'exec', config: { docs: false, port: 0 }, command });
  t.strictSame(readCommand(['exec', '--help', '--', 'x'], {}), { name: 'help', of: 'exec' });
});
