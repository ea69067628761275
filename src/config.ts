import { parseArgs } from 'node:util';
import type { Paths } from './contract/operations.ts';
import { LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from './log.ts';
import { isLoopback } from './loopback.ts';
import { ENV_PREFIX, OPTIONS, type Option, usageOf } from './options.ts';
import { overridePaths } from './paths.ts';
import { StartError } from './start-error.ts';
import { suggestion } from './suggestion.ts';

/** The options of a server, read and checked. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly database: string | undefined;
  readonly fixtures: string | undefined;
  readonly reseed: boolean;
  readonly documentedOnly: boolean;
  readonly paths: Paths;
  readonly docs: boolean;
  readonly control: boolean;
  readonly controlToken: string | undefined;
  /** What the clocks show at the start. */
  readonly now: Date | undefined;
  readonly logLevel: LogLevel;
  /** Undefined: for the eye on a terminal, JSON elsewhere. */
  readonly logFormat: LogFormat | undefined;
}

/** What the command line asks for. */
export type Command =
  | { readonly name: 'serve'; readonly config: Config }
  | { readonly name: 'check'; readonly folder: string }
  | { readonly name: 'exec'; readonly config: Config; readonly command: readonly string[] }
  | { readonly name: 'help' | 'version' };

const COMMANDS = ['check', 'exec'];
const INFORMATION = ['help', 'version'] as const;
const SHORT: Readonly<Record<string, string>> = { '-h': 'help', '-v': 'version' };

/** The raw values of the options that were given, by flag; switches as `true` or `false`. */
type Given = Map<string, { source: string; values: (string | boolean)[] }>;

/**
 * Reads the command line (without `node` and the program) and the environment; a flag wins over its variable. Throws a
 * `StartError` for whatever it does not understand.
 */
export function readCommand(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Command {
  // What stands behind « -- » is not ours to understand.
  const end = args.indexOf('--');
  const { given, positionals } = readFlags(end < 0 ? args : args.slice(0, end));
  const behind = end < 0 ? [] : args.slice(end + 1);
  for (const name of INFORMATION) if (given.has(name)) return { name };

  const [command, ...rest] = positionals;
  if (command === 'check') {
    const [flag] = given.keys();
    if (flag !== undefined) {
      throw new StartError(`« check » takes no option, but --${flag} was given: use check DIR.`);
    }
    const [folder, extra] = rest;
    if (folder === undefined || extra !== undefined) {
      throw new StartError('« check » takes one folder of fixtures: faire-simple-mock check DIR.');
    }
    return { name: 'check', folder };
  }
  if (command === 'exec') {
    if (rest.length > 0 || !behind[0]) {
      throw new StartError(
        '« exec » takes a command behind « -- »: faire-simple-mock exec -- npm test.',
      );
    }
    readEnvironment(env, given);
    // Several can run side by side, and their output is the command's.
    setDefault(given, 'port', '0');
    setDefault(given, 'log-level', 'warn');
    return { name: 'exec', config: toConfig(given), command: behind };
  }
  if (behind.length > 0) {
    throw new StartError(
      'Only « exec » takes a command behind « -- »: faire-simple-mock exec -- npm test.',
    );
  }
  if (command !== undefined) {
    throw new StartError(`Unknown command « ${command} »: ${suggestion(command, COMMANDS)}`);
  }
  readEnvironment(env, given);
  return { name: 'serve', config: toConfig(given) };
}

function readFlags(args: readonly string[]): { given: Given; positionals: string[] } {
  const { tokens, positionals } = parseArgs({
    args: [...args],
    // Read loosely and checked below, so that the refusals are in our words.
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      OPTIONS.map(({ flag, value }) => [flag, { type: value ? 'string' : 'boolean' }] as const),
    ),
  });
  const given: Given = new Map();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { rawName: source, value, inlineValue } = token;
    const name = SHORT[source] ?? token.name;
    const flags = OPTIONS.flatMap(({ flag, on }) => (on ? [flag, `no-${flag}`] : [flag]));
    const names = [...flags, ...INFORMATION];
    if (!names.includes(name)) {
      throw new StartError(
        `Unknown option ${source}: ${suggestion(
          source,
          names.map((known) => `--${known}`),
        )}`,
      );
    }
    const option = OPTIONS.find(({ flag, on }) => name === flag || (on && name === `no-${flag}`));
    // A flag is not the value of the one before it; a file of such a name can still be given as --database=-name.
    const isFlag = !inlineValue && /^-\D/.test(value ?? '');
    if (option?.value && (value === undefined || value === '' || isFlag)) {
      throw new StartError(`${source} needs a value: ${usageOf(option)}.`);
    }
    if (!option?.value && value !== undefined) {
      throw new StartError(`${source} takes no value: leave out « ${value} ».`);
    }
    const { flag = name, multiple = false } = option ?? {};
    const before = given.get(flag);
    if (before && !multiple) {
      const both =
        before.source === source
          ? `${source} was given twice`
          : `${before.source} and ${source} contradict each other`;
      throw new StartError(`${both}: give one.`);
    }
    given.set(flag, {
      source,
      values: [...(before?.values ?? []), value ?? !name.startsWith('no-')],
    });
  }
  return { given, positionals };
}

function readEnvironment(env: Readonly<Record<string, string | undefined>>, given: Given): void {
  const known = new Map(OPTIONS.map((option) => [option.env, option]));
  for (const [source, text] of Object.entries(env)) {
    if (!source.startsWith(ENV_PREFIX)) continue;
    const option = known.get(source);
    if (option === undefined) {
      throw new StartError(
        `Unknown environment variable ${source}: ${suggestion(source, [...known.keys()])}`,
      );
    }
    // An empty variable is how scripts and CI configurations say « not set ».
    if (text === undefined || text === '' || given.has(option.flag)) continue;
    given.set(option.flag, {
      source,
      values: option.value ? valuesOf(option, text) : [readSwitch(source, text)],
    });
  }
}

function setDefault(given: Given, flag: string, value: string): void {
  if (!given.has(flag)) given.set(flag, { source: `--${flag}`, values: [value] });
}

function valuesOf({ multiple }: Option, text: string): string[] {
  return multiple ? text.split(',').map((value) => value.trim()) : [text];
}

function readSwitch(source: string, text: string): boolean {
  if (['1', 'true'].includes(text)) return true;
  if (['0', 'false'].includes(text)) return false;
  throw new StartError(`${source} is « ${text} »: give true or false.`);
}

function toConfig(given: Given): Config {
  const text = (flag: string) => given.get(flag)?.values[0] as string | undefined;
  const on = (flag: string, otherwise: boolean) =>
    (given.get(flag)?.values[0] as boolean | undefined) ?? otherwise;
  const choice = <Value extends string>(flag: string, values: readonly Value[]) => {
    const value = text(flag);
    if (value !== undefined && !values.includes(value as Value)) {
      throw new StartError(
        `${sourceOf(given, flag)} is « ${value} »: ${suggestion(value, values)}`,
      );
    }
    return value as Value | undefined;
  };

  const config: Config = {
    port: readPort(given),
    host: text('host') ?? '127.0.0.1',
    database: text('database'),
    fixtures: text('fixtures'),
    reseed: on('reseed', false),
    documentedOnly: on('documented-only', false),
    paths: readPaths(given),
    docs: on('docs', true),
    control: on('control', true),
    controlToken: text('control-token'),
    now: readNow(given),
    logLevel: choice('log-level', LOG_LEVELS) ?? 'info',
    logFormat: choice('log-format', LOG_FORMATS),
  };
  if (config.reseed && config.database === undefined) {
    throw new StartError(
      `${sourceOf(given, 'reseed')} needs --database: without a file, every start is from the fixtures.`,
    );
  }
  if (config.documentedOnly && given.has('path')) {
    throw new StartError(
      `${sourceOf(given, 'path')} and ${sourceOf(given, 'documented-only')} contradict each other: an operation of level « named » is not documented, and would not be served.`,
    );
  }
  checkControl(config, on('control-open', false), given);
  return config;
}

/** Whoever can control the server can change what tests see: on other addresses than the loopback one, say who may. */
function checkControl({ control, controlToken, host }: Config, open: boolean, given: Given): void {
  for (const flag of ['control-token', 'control-open']) {
    if (!control && given.has(flag)) {
      throw new StartError(
        `${sourceOf(given, flag)} and ${sourceOf(given, 'control')} contradict each other: without a control plane, nobody can use it.`,
      );
    }
  }
  if (open && controlToken !== undefined) {
    throw new StartError(
      `${sourceOf(given, 'control-open')} and ${sourceOf(given, 'control-token')} contradict each other: give one.`,
    );
  }
  if (control && !open && controlToken === undefined && !isLoopback(host)) {
    throw new StartError(
      `${sourceOf(given, 'host')} ${host} can be reached from other machines: give --control-token TOKEN to protect the control plane, --no-control to leave it out, or --control-open to let everybody use it.`,
    );
  }
}

function readNow(given: Given): Date | undefined {
  const text = given.get('now')?.values[0] as string | undefined;
  if (text === undefined) return undefined;
  const now = new Date(text);
  // A Date takes the 30th of February for the 1st of March.
  if (!/^\d{4}-.*:\d{2}Z$/.test(text) || now.toJSON() !== text.replace('Z', '.000Z')) {
    throw new StartError(
      `${sourceOf(given, 'now')} is « ${text} »: give an instant in UTC, to the second, such as 2016-03-14T09:26:53Z.`,
    );
  }
  return now;
}

function sourceOf(given: Given, flag: string): string {
  return given.get(flag)?.source ?? `--${flag}`;
}

function readPort(given: Given): number {
  const text = given.get('port')?.values[0] as string | undefined;
  if (text === undefined) return 3000;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) {
    throw new StartError(
      `${sourceOf(given, 'port')} is « ${text} »: give a whole number from 0 to 65535.`,
    );
  }
  return port;
}

function readPaths(given: Given): Paths {
  const source = sourceOf(given, 'path');
  const overrides: Record<string, string> = {};
  for (const value of (given.get('path')?.values ?? []) as string[]) {
    const [, operationId, path] = /^([^=]*)=(.*)$/.exec(value) ?? [];
    if (operationId === undefined || path === undefined) {
      throw new StartError(
        `${source} is « ${value} »: give OPERATION=PATH, for example listUsers=/partenaires.`,
      );
    }
    if (overrides[operationId] !== undefined) {
      throw new StartError(`${source} gives ${operationId} twice: give it once.`);
    }
    overrides[operationId] = path;
  }
  return overridePaths(overrides, source);
}
