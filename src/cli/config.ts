import { isLoopback } from '../control/loopback.ts';
import { suggestion } from '../json/suggestion.ts';
import {
  type CompleteValues,
  type LogFormat,
  type LogLevel,
  OPTIONS,
  type OptionName,
  type Use,
  usageOf,
  type Values,
} from '../options/options.ts';
import { generationOf, type Settings, settingsOf } from '../options/settings.ts';
import { excludedOption, lackingOption, withDefaults } from '../options/values.ts';
import { StartError } from '../start-error.ts';
import {
  COMMAND_WORDS,
  COMMANDS,
  type CommandName,
  commandNamed,
  usageOfCommand,
} from './commands.ts';
import { type Conformance, readConformance } from './conformance-options.ts';
import { type Given, readEnvironment, readFlags, sourceOf, valuesOf } from './given.ts';

/** The options of a command that starts a server. */
export interface Config extends Settings {
  readonly logLevel: LogLevel;
  /** Undefined: pretty on a terminal, JSON elsewhere. */
  readonly logFormat: LogFormat | undefined;
}

/** A parsed command line. */
export type Command =
  | { readonly name: 'serve'; readonly config: Config }
  | { readonly name: 'check'; readonly folder: string }
  /** `program`: as in examples. */
  | { readonly name: 'init'; readonly folder: string; readonly program: string }
  | {
      readonly name: 'generate';
      readonly folder: string;
      readonly fixtures: string | undefined;
      readonly generation: NonNullable<Settings['generation']>;
    }
  | { readonly name: 'exec'; readonly config: Config; readonly command: readonly string[] }
  | { readonly name: 'conformance'; readonly given: Conformance }
  | { readonly name: 'fidelity' }
  | { readonly name: 'help'; readonly of: CommandName | undefined }
  | { readonly name: 'version' };

type Env = Readonly<Record<string, string | undefined>>;

/** The program in examples: its name, npx, or the npm script that runs it, which passes on only the words after --. */
function programOf({ npm_lifecycle_script: script = '', npm_lifecycle_event: event }: Env): string {
  if (!/\bfaire-simple-mock\b/.test(script)) return 'faire-simple-mock';
  if (event === 'npx') return 'npx faire-simple-mock';
  return event === 'start' ? 'npm start --' : 'npm run SCRIPT --';
}

/**
 * Reads the arguments (without `node` and the program) and the environment; a flag has precedence over its variable.
 * Throws a `StartError` for invalid input.
 */
export function readCommand(args: readonly string[], env: Env): Command {
  if (args[0] === 'conformance') {
    // It has options of its own.
    const given = readConformance(args.slice(1), env);
    return given === undefined
      ? { name: 'help', of: 'conformance' }
      : { name: 'conformance', given };
  }
  // The words after -- belong to the command of "exec".
  const end = args.indexOf('--');
  const { given, positionals } = readOwnFlags(end < 0 ? args : args.slice(0, end), end < 0, env);
  const after = end < 0 ? [] : args.slice(end + 1);
  const [word = 'serve', ...rest] = positionals;
  const command = commandNamed(word);
  if (given.has('version') || word === 'version') return { name: 'version' };
  if (given.has('help')) return { name: 'help', of: positionals.length > 0 ? command : undefined };
  const program = programOf(env);
  if (program.startsWith('np')) refuseTakenByNpm(program, env, given);
  if (command === undefined) throw unknownCommand(word);
  if (command !== 'exec' && after.length > 0) {
    throw new StartError(`Only "exec" takes a command after --: ${program} exec -- npm test.`);
  }
  switch (command) {
    case 'check':
      return { name: 'check', folder: readFolder('check', 'one folder of fixtures', rest, given) };
    case 'init':
      return { name: 'init', folder: readFolder('init', 'one folder', rest, given), program };
    case 'generate':
      return readGenerate(rest, given);
    case 'conformance':
      throw new StartError('Give "conformance" first: its options are its own. See --help.');
    case 'fidelity':
      return readAlone('fidelity', rest, given);
    case 'help':
      return readHelp(rest);
    case 'exec':
      if (rest.length > 0 || !after[0]) {
        throw withoutCommand(program);
      }
      readEnvironment(env, given);
      return { name: 'exec', config: toConfig(given, 'exec'), command: after };
    case 'serve':
      if (rest[0] !== undefined) {
        throw new StartError(`"${word}" takes options only: remove "${rest[0]}".`);
      }
      readEnvironment(env, given);
      return { name: 'serve', config: toConfig(given, 'serve') };
  }
}

/** Reads the flags; `bare`: without --, so that "exec" would take those of its command for its own. */
function readOwnFlags(args: readonly string[], bare: boolean, env: Env) {
  try {
    return readFlags(args, OPTIONS);
  } catch (error) {
    const [word, ...rest] = args;
    const hasCommand = rest.some((each) => !each.startsWith('-'));
    throw bare && word === 'exec' && hasCommand ? withoutCommand(programOf(env)) : error;
  }
}

function withoutCommand(program: string): StartError {
  return new StartError(`"exec" needs a command after --: ${program} exec -- npm test.`);
}

function unknownCommand(word: string): StartError {
  const advice = /^(true|false)$/.test(word)
    ? 'the value of an option is given after =, as in --docs=false.'
    : suggestion(word, COMMAND_WORDS);
  return new StartError(`Unknown command "${word}": ${advice} See --help.`);
}

/** npm keeps options before -- or the command for itself, and puts unknown ones into the environment of the program. */
function refuseTakenByNpm(program: string, env: Env, given: Given): void {
  const taken = OPTIONS.find(
    ({ name, flag }) =>
      env[`npm_config_${flag.replaceAll('-', '_')}`] !== undefined && !given.has(name),
  );
  if (taken === undefined) return;
  const place = program.startsWith('npx ') ? 'the command' : '--';
  throw new StartError(
    `npm took --${taken.flag} as its own option: give the options after ${place}, as in ${program} ${usageOf(taken)}.`,
  );
}

/** The folder of a command that takes nothing else. */
function readFolder(
  command: CommandName,
  what: string,
  [folder, extra]: readonly string[],
  given: Given,
): string {
  const [option] = given.values();
  if (option !== undefined) {
    throw new StartError(`"${command}" takes no option: remove ${option.source}.`);
  }
  if (folder === undefined || extra !== undefined) {
    throw new StartError(`"${command}" takes ${what}: ${usageOfCommand(command)}.`);
  }
  return folder;
}

/** A command that takes nothing. */
function readAlone(name: 'fidelity', [word]: readonly string[], given: Given): Command {
  const [option] = given.values();
  const extra = option?.source ?? word;
  if (extra !== undefined) throw new StartError(`"${name}" takes no option: remove ${extra}.`);
  return { name };
}

/** Like "check", "generate" only reads and writes folders: the variables, which are for servers, are ignored. */
function readGenerate([folder, extra]: readonly string[], given: Given): Command {
  const { options } = COMMANDS.generate;
  for (const [name, { source }] of given) {
    if (!options.some((each) => each === name)) {
      throw new StartError(
        `"generate" takes --generate, --seed and --fixtures only: remove ${source}.`,
      );
    }
  }
  if (folder === undefined || extra !== undefined) {
    throw new StartError(
      `"generate" takes one folder, which is new or empty: ${usageOfCommand('generate')}.`,
    );
  }
  const values = withDefaults(valuesOf(given), 'generate');
  const generation = generationOf(values) as NonNullable<Settings['generation']>;
  return { name: 'generate', folder, fixtures: values.fixtures, generation };
}

function readHelp([word]: readonly string[]): Command {
  const of = word === undefined ? undefined : commandNamed(word);
  if (word !== undefined && of === undefined) throw unknownCommand(word);
  return { name: 'help', of };
}

function toConfig(given: Given, use: Use): Config {
  const own = valuesOf(given);
  const values = withDefaults(own, use);
  const lacking = lackingOption(own, values);
  if (lacking) {
    const { option, other, because } = lacking;
    throw new StartError(`${sourceOf(given, option.name)} needs --${other.flag}: ${because}.`);
  }
  const excluded = excludedOption(own, values);
  if (excluded) {
    contradict(given, [excluded.option.name, excluded.other.name], excluded.because);
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
  for (const name of ['controlToken', 'controlOpen', 'controlBodyLimit'] as const) {
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
