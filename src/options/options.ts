import { LOG_FORMATS, LOG_LEVELS } from '../cli/log.ts';

/** One option, as the command line, the environment, the help and the README know it. */
export interface Option {
  readonly flag: string;
  readonly env: string;
  /** What stands for the value in the help; none for a switch. */
  readonly value?: string;
  /** What holds when it is not given, in words. */
  readonly default: string;
  readonly help: string;
  /** A switch that is on unless it is refused with `--no-…`. */
  readonly on?: true;
  /** May be given several times. */
  readonly multiple?: true;
}

/** What the names of our environment variables begin with. */
export const ENV_PREFIX = 'FAIRE_SIMPLE_MOCK_';

/** The most partners there can be made up to. */
export const MAX_PARTNERS = 10_000_000;

/** The largest seed. */
export const MAX_SEED = 2 ** 32 - 1;

/** Which data are made up when nobody says. */
export const DEFAULT_SEED = 1;

/** Every option, once. */
export const OPTIONS: readonly Option[] = [
  {
    flag: 'port',
    value: 'NUMBER',
    default: '3000',
    help: 'the port to listen on; 0 takes a free one',
  },
  {
    flag: 'host',
    value: 'ADDRESS',
    default: '127.0.0.1',
    help: 'the address to listen on; 0.0.0.0 is every one of this machine',
  },
  {
    flag: 'database',
    value: 'FILE',
    default: 'in memory',
    help: 'keep the state in this SQLite file; a restart goes on where it was',
  },
  {
    flag: 'fixtures',
    value: 'DIR',
    default: 'the data that come with it',
    help: 'serve the data of this folder',
  },
  {
    flag: 'generate',
    value: 'NUMBER',
    default: 'those of the fixtures only',
    help: `make up partners until there are so many, and propositions of theirs; up to ${MAX_PARTNERS}`,
  },
  {
    flag: 'seed',
    value: 'NUMBER',
    default: String(DEFAULT_SEED),
    help: 'which partners are made up: the same seed gives the same ones',
  },
  {
    flag: 'reseed',
    default: 'off',
    help: 'forget what the database holds and start over from the fixtures',
  },
  {
    flag: 'documented-only',
    default: 'off',
    help: 'serve only what the source text documents; the rest answers 501',
  },
  {
    flag: 'path',
    value: 'OPERATION=PATH',
    default: 'those of the table of operations',
    help: 'put an operation of level « named » elsewhere, for example listUsers=/partenaires; repeatable',
    multiple: true,
  },
  {
    flag: 'docs',
    default: 'they are served',
    help: 'leave out Swagger UI and the OpenAPI document',
    on: true,
  },
  {
    flag: 'control',
    default: 'it is served',
    help: 'leave out the control plane',
    on: true,
  },
  {
    flag: 'control-token',
    value: 'TOKEN',
    default: 'none',
    help: 'what callers of the control plane must send as « Authorization: Bearer … »; needed when --host can be reached from elsewhere',
  },
  {
    flag: 'control-open',
    default: 'off',
    help: 'let whoever reaches the server control it, without a token',
  },
  {
    flag: 'now',
    value: 'INSTANT',
    default: 'the machine’s time',
    help: 'what the clock shows at the start, for example 2016-03-14T09:26:53Z; it runs on from there',
  },
  {
    flag: 'log-level',
    value: 'LEVEL',
    default: 'info',
    help: `how much to log: ${LOG_LEVELS.join(', ')}`,
  },
  {
    flag: 'log-format',
    value: 'FORMAT',
    default: 'pretty on a terminal, json elsewhere',
    help: `how to log: ${LOG_FORMATS.join(' or ')}`,
  },
].map((option) => ({ ...option, env: envOf(option.flag) }) as Option);

function envOf(flag: string): string {
  return `${ENV_PREFIX}${flag.replaceAll('-', '_').toUpperCase()}`;
}

/** How an option is written on the command line. */
export function usageOf({ flag, value, on }: Option): string {
  return value ? `--${flag} ${value}` : on ? `--no-${flag}` : `--${flag}`;
}

/** The text of `--help`. */
export function help(): string {
  const rows = [
    ...OPTIONS.map((option) => [usageOf(option), `${option.help} (default: ${option.default})`]),
    ['--version, -v', 'print the version'],
    ['--help, -h', 'print this'],
  ] as const;
  const width = Math.max(...rows.map(([usage]) => usage.length));
  return [
    'A stand-in for the faire-simple API.',
    '',
    'Usage: faire-simple-mock [options]      start the server',
    '       faire-simple-mock check DIR      say what is wrong with a folder of fixtures',
    '       faire-simple-mock generate DIR   write fixtures with made-up partners, 1000 or --generate',
    '       faire-simple-mock exec -- COMMAND',
    '                                        run a command, such as your tests, with a server of its own',
    '',
    'Options:',
    ...rows.map(([usage, text]) => `  ${usage.padEnd(width)}  ${text}`),
    '',
    `Each option can also be given by an environment variable: --log-level is ${envOf('log-level')}, and so on;`,
    'switches take true or false, several paths are separated by commas.',
  ].join('\n');
}
