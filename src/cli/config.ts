import type { Paths } from '../contract/operations.ts';
import { isLoopback } from '../control/loopback.ts';
import { DEFAULT_SEED, MAX_PARTNERS, MAX_SEED } from '../options/options.ts';
import { overridePaths } from '../options/paths.ts';
import { suggestion } from '../options/suggestion.ts';
import { StartError } from '../start-error.ts';
import {
  type Given,
  INFORMATION,
  numberOf,
  readEnvironment,
  readFlags,
  setDefault,
  sourceOf,
  textOf,
} from './given.ts';
import { LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from './log.ts';

/** The options of a server, read and checked. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly database: string | undefined;
  readonly fixtures: string | undefined;
  /** How many partners there are to be, and which ones are made up. */
  readonly generation: { readonly partners: number; readonly seed: number } | undefined;
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
  | {
      readonly name: 'generate';
      readonly folder: string;
      readonly fixtures: string | undefined;
      readonly generation: NonNullable<Config['generation']>;
    }
  | { readonly name: 'exec'; readonly config: Config; readonly command: readonly string[] }
  | { readonly name: 'help' | 'version' };

const COMMANDS = ['check', 'generate', 'exec'];

/** The options of the command of that name, and how many partners there are without the first. */
const GENERATE_OPTIONS = ['generate', 'seed', 'fixtures'];
const DEFAULT_PARTNERS = '1000';

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
  if (command === 'generate') return readGenerate(rest, given);
  if (command !== undefined) {
    throw new StartError(`Unknown command « ${command} »: ${suggestion(command, COMMANDS)}`);
  }
  readEnvironment(env, given);
  return { name: 'serve', config: toConfig(given) };
}

/** Like « check », it writes or reads a folder: no variable of a server concerns it. */
function readGenerate([folder, extra]: readonly string[], given: Given): Command {
  const foreign = [...given.keys()].find((flag) => !GENERATE_OPTIONS.includes(flag));
  if (foreign !== undefined) {
    throw new StartError(
      `« generate » takes --generate, --seed and --fixtures only: leave out ${sourceOf(given, foreign)}.`,
    );
  }
  if (folder === undefined || extra !== undefined) {
    throw new StartError(
      '« generate » takes one folder, which is new or empty: faire-simple-mock generate DIR.',
    );
  }
  setDefault(given, 'generate', DEFAULT_PARTNERS);
  const generation = readGeneration(given) as NonNullable<Config['generation']>;
  return { name: 'generate', folder, fixtures: textOf(given, 'fixtures'), generation };
}

function readGeneration(given: Given): Config['generation'] {
  const partners = numberOf(given, 'generate', 1, MAX_PARTNERS);
  const seed = numberOf(given, 'seed', 0, MAX_SEED);
  if (partners !== undefined) return { partners, seed: seed ?? DEFAULT_SEED };
  if (seed === undefined) return undefined;
  throw new StartError(
    `${sourceOf(given, 'seed')} needs --generate: without it, no partner is made up.`,
  );
}

function toConfig(given: Given): Config {
  const text = (flag: string) => textOf(given, flag);
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
    port: numberOf(given, 'port', 0, 65535) ?? 3000,
    host: text('host') ?? '127.0.0.1',
    database: text('database'),
    fixtures: text('fixtures'),
    generation: readGeneration(given),
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
  const text = textOf(given, 'now');
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
