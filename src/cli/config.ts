import { isLoopback } from '../control/loopback.ts';
import type {
  CompleteValues,
  LogFormat,
  LogLevel,
  OptionName,
  Use,
  Values,
} from '../options/options.ts';
import { generationOf, type Settings, settingsOf } from '../options/settings.ts';
import { suggestion } from '../options/suggestion.ts';
import { lackingOption, withDefaults } from '../options/values.ts';
import { StartError } from '../start-error.ts';
import {
  type Given,
  INFORMATION,
  readEnvironment,
  readFlags,
  sourceOf,
  valuesOf,
} from './given.ts';

/** The options of a server that a command starts. */
export interface Config extends Settings {
  readonly logLevel: LogLevel;
  /** Undefined: pretty on a terminal, JSON elsewhere. */
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
      readonly generation: NonNullable<Settings['generation']>;
    }
  | { readonly name: 'exec'; readonly config: Config; readonly command: readonly string[] }
  | { readonly name: 'help' | 'version' };

const COMMANDS = ['check', 'generate', 'exec'];

const EXAMPLE = 'faire-simple-mock exec -- npm test';

/** The options of the command `generate`, which are not all that a server has. */
const GENERATE_OPTIONS: readonly string[] = ['generate', 'seed', 'fixtures'] satisfies OptionName[];

/**
 * Reads the command line (without `node` and the program) and the environment; a flag wins over its variable. Throws a
 * `StartError` for everything that it does not understand.
 */
export function readCommand(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Command {
  // The words after -- are another command's.
  const end = args.indexOf('--');
  const { given, positionals } = readFlags(end < 0 ? args : args.slice(0, end));
  const after = end < 0 ? [] : args.slice(end + 1);
  for (const name of INFORMATION) if (given.has(name)) return { name };

  const [command, ...rest] = positionals;
  if (command === 'check') return readCheck(rest, given);
  if (command === 'exec') {
    if (rest.length > 0 || !after[0]) {
      throw new StartError(`"exec" needs a command after --: ${EXAMPLE}.`);
    }
    readEnvironment(env, given);
    return { name: 'exec', config: toConfig(given, 'exec'), command: after };
  }
  if (after.length > 0) {
    throw new StartError(`Only "exec" takes a command after --: ${EXAMPLE}.`);
  }
  if (command === 'generate') return readGenerate(rest, given);
  if (command !== undefined) {
    throw new StartError(`Unknown command "${command}": ${suggestion(command, COMMANDS)}`);
  }
  readEnvironment(env, given);
  return { name: 'serve', config: toConfig(given, 'serve') };
}

function readCheck([folder, extra]: readonly string[], given: Given): Command {
  const [option] = given.values();
  if (option !== undefined) {
    throw new StartError(`"check" takes no option: remove ${option.source}.`);
  }
  if (folder === undefined || extra !== undefined) {
    throw new StartError('"check" takes one folder of fixtures: faire-simple-mock check DIR.');
  }
  return { name: 'check', folder };
}

/** Like "check", it only writes and reads folders: the variables, which are for servers, do not count. */
function readGenerate([folder, extra]: readonly string[], given: Given): Command {
  for (const [name, { source }] of given) {
    if (!GENERATE_OPTIONS.includes(name)) {
      throw new StartError(
        `"generate" takes --generate, --seed and --fixtures only: remove ${source}.`,
      );
    }
  }
  if (folder === undefined || extra !== undefined) {
    throw new StartError(
      '"generate" takes one folder, which is new or empty: faire-simple-mock generate DIR.',
    );
  }
  const values = withDefaults(valuesOf(given), 'generate');
  const generation = generationOf(values) as NonNullable<Settings['generation']>;
  return { name: 'generate', folder, fixtures: values.fixtures, generation };
}

function toConfig(given: Given, use: Use): Config {
  const own = valuesOf(given);
  const values = withDefaults(own, use);
  const lacking = lackingOption(own, values);
  if (lacking) {
    const { option, lacks, because } = lacking;
    throw new StartError(`${sourceOf(given, option.name)} needs --${lacks.flag}: ${because}.`);
  }
  const settings = settingsOf(values, sourceOf(given, 'paths'));
  if (settings.documentedOnly && own.paths !== undefined) {
    contradict(
      given,
      ['paths', 'documentedOnly'],
      'an operation of level "named" is not documented, and would not be served',
    );
  }
  checkControl(own, values, given);
  return { ...settings, logLevel: values.logLevel, logFormat: values.logFormat };
}

/** A control plane that other machines can reach must be protected, or be opened explicitly. */
function checkControl(own: Values, values: CompleteValues, given: Given): void {
  const { control, controlToken, controlOpen, host } = values;
  for (const name of ['controlToken', 'controlOpen'] as const) {
    if (!control && own[name] !== undefined) {
      contradict(given, [name, 'control'], 'there is no control plane to use');
    }
  }
  if (controlOpen && controlToken !== undefined) {
    contradict(given, ['controlOpen', 'controlToken'], 'give one');
  }
  if (control && !controlOpen && controlToken === undefined && !isLoopback(host)) {
    throw new StartError(
      `${sourceOf(given, 'host')} ${host} can be reached from other machines: give --control-token TOKEN to protect the control plane, --no-control to disable it, or --control-open to allow everyone to use it.`,
    );
  }
}

function contradict(given: Given, names: readonly [OptionName, OptionName], why: string): never {
  const [one, other] = names.map((name) => sourceOf(given, name));
  throw new StartError(`${one} and ${other} contradict each other: ${why}.`);
}
