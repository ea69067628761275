import t from 'tap';
import { type Config, readCommand } from '../../src/cli/config.ts';
import { DEFAULT_PATHS } from '../../src/contract/operations.ts';
import { DEFAULT_LIMITS } from '../../src/traffic/retention.ts';

type Env = Record<string, string | undefined>;

function configOf(args: string[], env: Env = {}): Config {
  const command = readCommand(args, env);
  if (command.name !== 'serve') throw new Error(`the command is ${command.name}`);
  return command.config;
}

const DEFAULTS: Config = {
  port: 3000,
  host: '127.0.0.1',
  publicUrl: undefined,
  allowHosts: [],
  https: undefined,
  database: undefined,
  fixtures: undefined,
  watched: undefined,
  generation: undefined,
  reseed: false,
  documentedOnly: false,
  paths: DEFAULT_PATHS,
  docs: true,
  control: true,
  controlToken: undefined,
  controlBodyLimit: 64 * 1024 * 1024,
  journal: DEFAULT_LIMITS,
  closeTimeout: 3,
  controlOpen: false,
  report: undefined,
  now: undefined,
  logLevel: 'info',
  logFormat: undefined,
};

t.test('without options, every default holds', async (t) => {
  t.strictSame(configOf([]), DEFAULTS);
  t.strictSame(configOf([], { PATH: '/bin', FAIRE_SIMPLE: 'of another program' }), DEFAULTS);
});

const listUsersAt = (path: string) => ({ paths: { ...DEFAULT_PATHS, listUsers: path } });
const generation = (partners: number, seed = 1) => ({ generation: { partners, seed } });
const VALUES: [string, string, string, Partial<Config>, Partial<Config>][] = [
  [
    'control-body-limit',
    '1',
    '500',
    { controlBodyLimit: 1024 * 1024 },
    { controlBodyLimit: 500 * 1024 * 1024 },
  ],
  [
    'journal-memory',
    '1',
    '65536',
    { journal: { ...DEFAULT_LIMITS, bytes: 1024 * 1024 } },
    { journal: { ...DEFAULT_LIMITS, bytes: 64 * 1024 * 1024 * 1024 } },
  ],
  [
    'journal-requests',
    '1',
    '10000000',
    { journal: { ...DEFAULT_LIMITS, requests: 1 } },
    { journal: { ...DEFAULT_LIMITS, requests: 10_000_000 } },
  ],
  [
    'journal-total',
    '1',
    '10000000',
    { journal: { ...DEFAULT_LIMITS, total: 1 } },
    { journal: { ...DEFAULT_LIMITS, total: 10_000_000 } },
  ],
  ['port', '8080', '0', { port: 8080 }, { port: 0 }],
  ['port', '65535', '1', { port: 65535 }, { port: 1 }],
  ['host', '127.0.0.2', '::1', { host: '127.0.0.2' }, { host: '::1' }],
  ['host', 'essai.localhost', 'LOCALHOST', { host: 'essai.localhost' }, { host: 'LOCALHOST' }],
  ['control-token', 'a', 'b', { controlToken: 'a' }, { controlToken: 'b' }],
  [
    'public-url',
    'https://a.example/b/',
    'http://[::1]:3000',
    { publicUrl: 'https://a.example/b' },
    { publicUrl: 'http://[::1]:3000' },
  ],
  [
    'allow-host',
    'a.example',
    '.b.example, c_d.Example',
    { allowHosts: ['a.example'] },
    { allowHosts: ['.b.example', 'c_d.Example'] },
  ],
  [
    'now',
    '2016-03-14T09:26:53Z',
    '0001-01-01T00:00:00Z',
    { now: new Date('2016-03-14T09:26:53Z') },
    { now: new Date('0001-01-01T00:00:00Z') },
  ],
  ['database', 'a.db', 'b.db', { database: 'a.db' }, { database: 'b.db' }],
  ['fixtures', 'a', 'b', { fixtures: 'a' }, { fixtures: 'b' }],
  ['generate', '1', '10000000', generation(1), generation(10_000_000)],
  ['path', 'listUsers=/a', 'listUsers=/b', listUsersAt('/a'), listUsersAt('/b')],
  ['log-level', 'silent', 'error', { logLevel: 'silent' }, { logLevel: 'error' }],
  ['log-level', 'warn', 'debug', { logLevel: 'warn' }, { logLevel: 'debug' }],
  ['log-format', 'json', 'pretty', { logFormat: 'json' }, { logFormat: 'pretty' }],
];
for (const [flag, first, second, one, other] of VALUES) {
  t.test(`--${flag} ${first} is read from the flag, then from the environment`, async (t) => {
    const variable = variableOf(flag);
    t.strictSame(configOf([`--${flag}`, first]), { ...DEFAULTS, ...one }, 'flag and value');
    t.strictSame(configOf([`--${flag}=${first}`]), { ...DEFAULTS, ...one }, 'flag=value');
    t.strictSame(configOf([], { [variable]: second }), { ...DEFAULTS, ...other }, 'variable');
    t.strictSame(
      configOf([`--${flag}`, first], { [variable]: second }),
      { ...DEFAULTS, ...one },
      'the flag wins',
    );
    t.strictSame(configOf([], { [variable]: '' }), DEFAULTS, 'an empty variable is not set');
    t.strictSame(configOf([], { [variable]: undefined }), DEFAULTS, 'nor is one of no value');
  });
}

const SWITCHES = [
  ['--reseed', 'reseed', true, ['--database', 'a.db']],
  ['--documented-only', 'documentedOnly', true, []],
  ['--docs', 'docs', true, []],
  ['--no-docs', 'docs', false, []],
  ['--control', 'control', true, []],
  ['--no-control', 'control', false, []],
  ['--docs=true', 'docs', true, []],
  ['--docs=false', 'docs', false, []],
  ['--documented-only=1', 'documentedOnly', true, []],
] as const;
for (const [flag, member, value, more] of SWITCHES) {
  t.test(`${flag} is a switch, and its variable takes true, false, 1 or 0`, async (t) => {
    const variable = variableOf(flag.replace(/^--(no-)?|=.*/g, ''));
    const read = (args: string[], env: Env = {}) => configOf([...more, ...args], env)[member];
    t.equal(read([flag]), value);
    for (const [text, expected] of Object.entries({
      true: true,
      1: true,
      false: false,
      0: false,
    })) {
      t.equal(read([], { [variable]: text }), expected, `${variable}=${text}`);
      t.equal(read([flag], { [variable]: text }), value, `the flag wins over ${text}`);
    }
    t.equal(read([], { [variable]: '' }), DEFAULTS[member], 'an empty variable is not set');
    for (const text of ['yes', 'TRUE', '2', ' ']) {
      t.throws(() => read([], { [variable]: text }), {
        name: 'StartError',
        message: `${variable} is "${text}": give true or false.`,
      });
    }
  });
}

t.test('several paths are given by several flags, or by one variable with commas', async (t) => {
  const paths = { ...DEFAULT_PATHS, listUsers: '/partenaires', listCampagnes: '/v2/campagnes' };
  const flags = ['--path', 'listUsers=/partenaires', '--path=listCampagnes=/v2/campagnes'];
  t.strictSame(configOf(flags).paths, paths);
  const variable = 'listUsers=/partenaires, listCampagnes=/v2/campagnes';
  t.strictSame(configOf([], { FAIRE_SIMPLE_MOCK_PATH: variable }).paths, paths);
});

t.test('several hosts are given by several flags, or by one with commas', async (t) => {
  const flags = ['--allow-host', 'a.example,.b.example', '--allow-host=été.example'];
  t.strictSame(configOf(flags).allowHosts, ['a.example', '.b.example', 'été.example']);
});

t.test('--control-open is handed on', async (t) => {
  t.equal(configOf(['--control-open']).controlOpen, true);
});

for (const host of ['http://a.example', 'a.example:3000', '*.example', 'a/b', '.', 'a..b', '']) {
  t.test(`"${host}" is no host to be admitted`, async (t) => {
    t.throws(() => readCommand(['--allow-host', `a.example,${host}`], {}), {
      message: `--allow-host is "${host}": give host names without scheme and port, such as mock.example or .example.`,
    });
  });
}

for (const url of [
  'a.example',
  '/path',
  'ftp://a.example',
  'http://a.example/?b',
  'http://a:b@c',
]) {
  t.test(`"${url}" is no public URL`, async (t) => {
    t.throws(() => readCommand(['--public-url', url], {}), {
      message: `--public-url is "${url}": give an http or https URL without query, such as https://mock.example/faire-simple.`,
    });
  });
}

t.test('--help, --version and their short forms come before everything else', async (t) => {
  for (const [flag, name] of [
    ['--help', 'help'],
    ['-h', 'help'],
    ['--version', 'version'],
    ['-v', 'version'],
  ] as const) {
    t.match(readCommand([flag], {}), { name });
    const wrong = { FAIRE_SIMPLE_MOCK_PORT: 'x', FAIRE_SIMPLE_MOCK_NOTHING: 'x' };
    t.match(readCommand(['check', flag, '--port', 'x'], wrong), { name });
  }
  t.match(readCommand(['version'], {}), { name: 'version' });
});

t.test('help is that of the program, or of a command', async (t) => {
  for (const [args, of] of [
    [['help'], undefined],
    [['--help'], undefined],
    [['chekc', '--help'], undefined],
    [['help', 'check'], 'check'],
    [['check', '--help'], 'check'],
    [['exec', '-h', '--', 'npm', 'test'], 'exec'],
    [['help', 'start'], 'serve'],
    [['start', '--help'], 'serve'],
  ] as const) {
    t.strictSame(readCommand(args, {}), { name: 'help', of }, args.join(' '));
  }
});

t.test('serve and start are names of the command that needs none', async (t) => {
  for (const word of ['serve', 'start']) t.strictSame(configOf([word, '--no-docs']).docs, false);
});

t.test('options of npm that are not meant for this command do not matter', async (t) => {
  const env = { npm_config_port: '5', npm_lifecycle_event: 'start' };
  t.strictSame(configOf([], { ...env, npm_lifecycle_script: 'vite' }), DEFAULTS);
  t.strictSame(configOf([], env), DEFAULTS);
  t.equal(configOf(['--port', '6'], { ...env, ...NPM }).port, 6);
});

t.test('a value that begins like a flag can be given behind =', async (t) => {
  t.equal(configOf(['--database=-a.db']).database, '-a.db');
});

t.test('check takes one folder, and no setting of a server concerns it', async (t) => {
  const command = { name: 'check', folder: 'some/dir' };
  t.strictSame(readCommand(['check', 'some/dir'], {}), command);
  t.strictSame(readCommand(['check', 'some/dir'], { FAIRE_SIMPLE_MOCK_PORT: 'x' }), command);
});

t.test('--watch watches the folder of --fixtures', async (t) => {
  const watched = { fixtures: 'a', watched: 'a' };
  t.match(configOf(['--watch', '--fixtures', 'a']), watched);
  const env = { FAIRE_SIMPLE_MOCK_WATCH: 'true', FAIRE_SIMPLE_MOCK_FIXTURES: 'a' };
  t.match(configOf([], env), watched);
  t.equal(configOf(['--watch=false', '--database', 'b'], env).watched, undefined);
});

t.test('init takes one folder, and examples name the program that runs it', async (t) => {
  const command = { name: 'init', folder: 'a' };
  const env = { FAIRE_SIMPLE_MOCK_PORT: 'x' };
  t.strictSame(readCommand(['init', 'a'], env), { ...command, program: 'faire-simple-mock' });
  const npx = { ...command, program: 'npx faire-simple-mock' };
  t.strictSame(readCommand(['init', 'a'], NPX), npx);
});

t.test('--seed says which partners are generated, 1 without it', async (t) => {
  const read = (args: string[], env: Env = {}) => configOf(args, env).generation;
  const variable = 'FAIRE_SIMPLE_MOCK_SEED';
  t.strictSame(read(['--generate', '5']), { partners: 5, seed: 1 });
  t.strictSame(read(['--generate=5', '--seed=0']), { partners: 5, seed: 0 });
  t.strictSame(read(['--generate=5'], { [variable]: '7' }), { partners: 5, seed: 7 });
  const both = { FAIRE_SIMPLE_MOCK_GENERATE: '6', [variable]: '4294967295' };
  t.strictSame(read([], both), { partners: 6, seed: 4294967295 });
  t.strictSame(read(['--seed=8'], both), { partners: 6, seed: 8 });
});

t.test('generate takes a folder, and three options', async (t) => {
  const command = { name: 'generate', folder: 'a', fixtures: undefined };
  t.strictSame(readCommand(['generate', 'a'], {}), { ...command, ...generation(1000) });
  const args = ['generate', '--seed', '7', 'a', '--generate', '20', '--fixtures', 'b'];
  t.strictSame(readCommand(args, {}), { ...command, fixtures: 'b', ...generation(20, 7) });
  const seeded = { ...command, ...generation(1000, 7) };
  t.strictSame(readCommand(['generate', 'a', '--seed=7'], {}), seeded);
});

t.test('environment variables do not affect generate', async (t) => {
  const env = Object.fromEntries(
    ['PORT', 'FIXTURES', 'GENERATE', 'SEED', 'NOTHING'].map((name) => [
      `FAIRE_SIMPLE_MOCK_${name}`,
      'x',
    ]),
  );
  const command = { name: 'generate', folder: 'a', fixtures: undefined, ...generation(1000) };
  t.strictSame(readCommand(['generate', 'a'], env), command);
});

const NPM = { npm_lifecycle_script: 'node bin/faire-simple-mock.js' };
const NPX = { npm_lifecycle_script: 'faire-simple-mock', npm_lifecycle_event: 'npx' };
const NEEDS_GENERATE = 'needs --generate: without it, no partner is generated.';
const ONE_FOLDER =
  '"generate" takes one folder, which is new or empty: faire-simple-mock generate DIR [OPTIONS].';
const NEEDS_RESEED = 'needs --database: without a file, every start is from the fixtures.';
const NOT_DOCUMENTED =
  'contradict each other: an operation of level "named" is not documented, and would not be served.';
const REFUSALS: [string, string[], Env, string][] = [
  [
    'an unknown flag',
    ['--prot', '1'],
    {},
    'Unknown option --prot: did you mean --port? See --help.',
  ],
  ['an unknown short flag', ['-p'], {}, 'Unknown option -p: did you mean --port? See --help.'],
  [
    '--no- of what is no switch',
    ['--no-dox'],
    {},
    'Unknown option --no-dox: did you mean --no-docs? See --help.',
  ],
  [
    'an unknown command',
    ['chekc', 'x'],
    {},
    'Unknown command "chekc": did you mean "check"? See --help.',
  ],
  [
    'an unknown command that is nearly exec',
    ['exce', '--port', '1'],
    {},
    'Unknown command "exce": did you mean "exec"? See --help.',
  ],
  [
    'an unknown variable',
    [],
    { FAIRE_SIMPLE_MOCK_PROT: '1' },
    'Unknown environment variable FAIRE_SIMPLE_MOCK_PROT: did you mean FAIRE_SIMPLE_MOCK_PORT? See --help.',
  ],
  [
    'an unknown flag with a few letters of another',
    ['--cors'],
    {},
    'Unknown option --cors: see --help.',
  ],
  [
    'a command that is nearly another name of one',
    ['star'],
    {},
    'Unknown command "star": did you mean "start"? See --help.',
  ],
  ...['http://localhost', 'localhost:3000', '[::1]', 'a b'].map(
    (host): [string, string[], Env, string] => [
      `the host ${host}`,
      ['--host', host],
      {},
      `--host is "${host}": give an address or a host name, without scheme and port, such as 127.0.0.1 or localhost.`,
    ],
  ),
  ['a missing value at the end', ['--database'], {}, '--database needs a value: --database FILE.'],
  [
    'a missing value before a flag',
    ['--database', '--reseed'],
    {},
    '--database needs a value: --database FILE.',
  ],
  ['an empty value', ['--fixtures='], {}, '--fixtures needs a value: --fixtures DIR.'],
  ['a wrong value of a switch', ['--docs=yes'], {}, '--docs is "yes": give true or false.'],
  ['an empty value of a switch', ['--docs='], {}, '--docs is "": give true or false.'],
  ['a value to --no-', ['--no-docs=true'], {}, '--no-docs takes no value: remove "true".'],
  [
    'a value of a switch that stands alone',
    ['--docs', 'false'],
    {},
    'Unknown command "false": the value of an option is given after =, as in --docs=false. See --help.',
  ],
  [
    'an unknown flag that resembles none',
    ['--verbose'],
    {},
    'Unknown option --verbose: see --help.',
  ],
  [
    'an unknown variable that resembles none',
    [],
    { FAIRE_SIMPLE_MOCK_VERBOSITY: '1' },
    'Unknown environment variable FAIRE_SIMPLE_MOCK_VERBOSITY: see --help.',
  ],
  [
    'an unknown command that resembles none',
    ['fixtures/'],
    {},
    'Unknown command "fixtures/": give one of serve, exec, init, check, generate, conformance, fidelity, help, start. See --help.',
  ],
  ['a word after serve', ['serve', '4111'], {}, '"serve" takes options only: remove "4111".'],
  ['a word after start', ['start', 'x'], {}, '"start" takes options only: remove "x".'],
  [
    'help for an unknown command',
    ['help', 'chek'],
    {},
    'Unknown command "chek": did you mean "check"? See --help.',
  ],
  [
    'exec whose -- npm start took',
    ['exec', 'npm', 'test'],
    { ...NPM, npm_lifecycle_event: 'start' },
    '"exec" needs a command after --: npm start -- exec -- npm test.',
  ],
  [
    'exec without --, whose command has options',
    ['exec', '--https', 'python3', '-m', 'unittest'],
    NPX,
    '"exec" needs a command after --: npx faire-simple-mock exec -- npm test.',
  ],
  [
    'exec without a command, and with a misspelled option',
    ['exec', '--prot'],
    NPX,
    'Unknown option --prot: did you mean --port? See --help.',
  ],
  [
    'exec without a command, under npx',
    ['exec'],
    NPX,
    '"exec" needs a command after --: npx faire-simple-mock exec -- npm test.',
  ],
  [
    'a word that every object has',
    ['constructor'],
    {},
    'Unknown command "constructor": give one of serve, exec, init, check, generate, conformance, fidelity, help, start. See --help.',
  ],
  [
    'an operation that every object has',
    ['--path', 'constructor=/a'],
    {},
    '--path: unknown operation "constructor": give one of listUsers, listThematiques, getActualisation, getActualisationSemestre, listCampagnes, listPropositions.',
  ],
  [
    'an operation that no object keeps',
    ['--path', '__proto__=/a'],
    {},
    '--path: unknown operation "__proto__": give one of listUsers, listThematiques, getActualisation, getActualisationSemestre, listCampagnes, listPropositions.',
  ],
  [
    'an option that npm start kept',
    ['4111'],
    { ...NPM, npm_lifecycle_event: 'start', npm_config_port: 'true' },
    'npm took --port as its own option: give the options after --, as in npm start -- --port NUMBER.',
  ],
  [
    'a switch that npm run kept',
    [],
    { ...NPM, npm_lifecycle_event: 'mock', npm_config_docs: '' },
    'npm took --docs as its own option: give the options after --, as in npm run SCRIPT -- --no-docs.',
  ],
  [
    'an option that npx kept',
    [],
    { ...NPX, npm_config_port: '4111' },
    'npm took --port as its own option: give the options after the command, as in npx faire-simple-mock --port NUMBER.',
  ],
  [
    'a level far from all',
    ['--log-level', 'verbose'],
    {},
    '--log-level is "verbose": give one of silent, error, warn, info, debug.',
  ],
  ['a value to --help', ['--help=port'], {}, '--help takes no value: remove "port".'],
  ['a flag given twice', ['--port', '1', '--port', '2'], {}, '--port was given twice: give one.'],
  ['a switch given twice', ['--docs', '--docs'], {}, '--docs was given twice: give one.'],
  [
    '--docs and --no-docs',
    ['--docs', '--no-docs'],
    {},
    '--docs and --no-docs contradict each other: give one.',
  ],
  ['--reseed without --database', ['--reseed'], {}, `--reseed ${NEEDS_RESEED}`],
  [
    'its variable without --database',
    [],
    { FAIRE_SIMPLE_MOCK_RESEED: '1' },
    `FAIRE_SIMPLE_MOCK_RESEED ${NEEDS_RESEED}`,
  ],
  [
    '--path with --documented-only',
    ['--path', 'listUsers=/a', '--documented-only'],
    {},
    `--path and --documented-only ${NOT_DOCUMENTED}`,
  ],
  [
    'their variables together',
    ['--path', 'listUsers=/a'],
    { FAIRE_SIMPLE_MOCK_DOCUMENTED_ONLY: 'true' },
    `--path and FAIRE_SIMPLE_MOCK_DOCUMENTED_ONLY ${NOT_DOCUMENTED}`,
  ],
  [
    'an unknown command that is nearly generate',
    ['genrate', 'a'],
    {},
    'Unknown command "genrate": did you mean "generate"? See --help.',
  ],
  ['--seed without --generate', ['--seed', '1'], {}, `--seed ${NEEDS_GENERATE}`],
  [
    'its variable without --generate',
    [],
    { FAIRE_SIMPLE_MOCK_SEED: '1' },
    `FAIRE_SIMPLE_MOCK_SEED ${NEEDS_GENERATE}`,
  ],
  ['generate without a folder', ['generate'], {}, ONE_FOLDER],
  ['generate with two folders', ['generate', 'a', 'b'], {}, ONE_FOLDER],
  [
    'generate with an option of a server',
    ['generate', 'a', '--seed', '1', '--no-docs'],
    {},
    '"generate" takes --generate, --seed and --fixtures only: remove --no-docs.',
  ],
  [
    'generate with a command behind it',
    ['generate', 'a', '--', 'npm', 'test'],
    {},
    'Only "exec" takes a command after --: faire-simple-mock exec -- npm test.',
  ],
  [
    'an unknown log level',
    ['--log-level', 'inof'],
    {},
    '--log-level is "inof": did you mean "info"?',
  ],
  [
    'an unknown log format',
    [],
    { FAIRE_SIMPLE_MOCK_LOG_FORMAT: 'jsn' },
    'FAIRE_SIMPLE_MOCK_LOG_FORMAT is "jsn": did you mean "json"?',
  ],
  [
    'a path without =',
    ['--path', 'listUsers'],
    {},
    '--path is "listUsers": give OPERATION=PATH, for example listUsers=/partenaires.',
  ],
  [
    'a path given twice',
    ['--path', 'listUsers=/a', '--path', 'listUsers=/b'],
    {},
    '--path gives listUsers twice: give it once.',
  ],
  [
    'a path of an unknown operation',
    [],
    { FAIRE_SIMPLE_MOCK_PATH: 'listUser=/a' },
    'FAIRE_SIMPLE_MOCK_PATH: unknown operation "listUser": did you mean "listUsers"?',
  ],
  [
    '--watch without fixtures',
    ['--watch'],
    {},
    '--watch needs --fixtures: the data of the package do not change.',
  ],
  [
    '--watch and --database',
    ['--watch', '--fixtures', 'a'],
    { FAIRE_SIMPLE_MOCK_DATABASE: 'a.db' },
    '--watch and FAIRE_SIMPLE_MOCK_DATABASE contradict each other: what a database keeps are changes of the data it began with.',
  ],
  [
    'check without a folder',
    ['check'],
    {},
    '"check" takes one folder of fixtures: faire-simple-mock check DIR.',
  ],
  [
    'check with two folders',
    ['check', 'a', 'b'],
    {},
    '"check" takes one folder of fixtures: faire-simple-mock check DIR.',
  ],
  [
    'check with an option',
    ['check', 'a', '--port', '1'],
    {},
    '"check" takes no option: remove --port.',
  ],
];
for (const [what, args, env, message] of REFUSALS) {
  t.test(`${what} is refused by name`, async (t) => {
    t.throws(() => readCommand(args, env), { name: 'StartError', message });
  });
}

for (const [flag, smallest, largest] of [
  ['port', 0, 65535],
  ['generate', 1, 10000000],
  ['seed', 0, 4294967295],
] as const) {
  const wrong = ['1.5', '0x50', '1e3', 'http', ' 80', '１', '1_000'];
  for (const number of [`${smallest - 1}`, `${largest + 1}`, ...wrong]) {
    t.test(`"${number}" is no value of --${flag}`, async (t) => {
      const message = (source: string) =>
        `${source} is "${number}": give a whole number from ${smallest} to ${largest}.`;
      const more = flag === 'seed' ? ['--generate', '5'] : [];
      const refusal = { name: 'StartError', message: message(`--${flag}`) };
      t.throws(() => readCommand([`--${flag}=${number}`, ...more], {}), refusal);
      if (flag !== 'port') {
        t.throws(() => readCommand(['generate', 'a', `--${flag}=${number}`], {}), refusal);
      }
      const variable = variableOf(flag);
      const env = { [variable]: number };
      t.throws(() => readCommand(more, env), { message: message(variable) });
    });
  }
}

function variableOf(flag: string): string {
  return `FAIRE_SIMPLE_MOCK_${flag.replaceAll('-', '_').toUpperCase()}`;
}
