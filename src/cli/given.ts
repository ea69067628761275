import { parseArgs } from 'node:util';
import { meant } from '../json/suggestion.ts';
import {
  ENV_PREFIX,
  OPTIONS,
  type Option,
  type OptionName,
  optionOf,
  usageOf,
  type Values,
} from '../options/options.ts';
import { admits, expected } from '../options/values.ts';
import { StartError } from '../start-error.ts';

/** Flags that only print information. */
export const INFORMATION = ['help', 'version'] as const;
const SHORT: Readonly<Record<string, string>> = { '-h': 'help', '-v': 'version' };

/** The texts of the given options, by name; for a switch, whether it is on. */
export type Given<Name extends string = OptionName> = Map<
  Name | (typeof INFORMATION)[number],
  { readonly source: string; readonly values: readonly (string | boolean)[] }
>;

/** Reads the arguments; throws a `StartError` for an unknown flag, and for too many or too few values. */
export function readFlags<Name extends string>(
  args: readonly string[],
  options: readonly Option<Name>[],
): { given: Given<Name>; positionals: string[] } {
  const { tokens, positionals } = parseArgs({
    args: [...args],
    // Parsed without `strict` and checked below, for clearer messages.
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      options.map(({ flag, type }) => [flag, { type: type === 'switch' ? 'boolean' : 'string' }]),
    ),
  });
  const given: Given<Name> = new Map();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { rawName: source, value, inlineValue } = token;
    const flag = SHORT[source] ?? token.name;
    const option = options.find((each) => flagsOf(each).includes(flag));
    const information = INFORMATION.find((each) => each === flag);
    const name = option?.name ?? information;
    if (name === undefined) {
      const near = meant(token.name, [...options.flatMap(flagsOf), ...INFORMATION]);
      throw unknown(`option ${source}`, near && `--${near}`);
    }
    // A flag is not the value of the flag before it; a file with such a name can be given as --database=-name.
    const isFlag = !inlineValue && /^-\D/.test(value ?? '');
    const takesValue = option !== undefined && option.type !== 'switch';
    if (takesValue && (value === undefined || value === '' || isFlag)) {
      throw new StartError(`${source} needs a value: ${usageOf(option)}.`);
    }
    const isSwitch = option !== undefined && !takesValue && flag === option.flag;
    if (!takesValue && !isSwitch && value !== undefined) {
      throw new StartError(`${source} takes no value: remove "${value}".`);
    }
    const before = given.get(name);
    if (before && !(option && isRepeatable(option))) {
      const both =
        before.source === source
          ? `${source} was given twice`
          : `${before.source} and ${source} contradict each other`;
      throw new StartError(`${both}: give one.`);
    }
    given.set(name, {
      source,
      values: [...(before?.values ?? []), value ?? !flag.startsWith('no-')],
    });
  }
  return { given, positionals };
}

function unknown(what: string, near: string | undefined): StartError {
  const advice = near === undefined ? 'see --help' : `did you mean ${near}? See --help`;
  return new StartError(`Unknown ${what}: ${advice}.`);
}

/** The flags of an option, without `--`. */
function flagsOf({ flag, type, default: usual }: Option<string>): string[] {
  return type === 'switch' && usual ? [flag, `no-${flag}`] : [flag];
}

/** Adds the options of the environment that have no flag; throws a `StartError` for an unknown variable. */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  given: Given,
): void {
  const known = new Map(OPTIONS.map((option) => [option.env, option]));
  for (const [source, text] of Object.entries(env)) {
    if (!source.startsWith(ENV_PREFIX)) continue;
    const option = known.get(source);
    if (option === undefined) {
      throw unknown(`environment variable ${source}`, meant(source, [...known.keys()]));
    }
    // Scripts and CI configurations write "not set" as an empty variable.
    if (text === undefined || text === '' || given.has(option.name)) continue;
    const values = isRepeatable(option) ? text.split(',').map((value) => value.trim()) : [text];
    given.set(option.name, { source, values });
  }
}

/** The values of the texts; throws a `StartError` for an invalid one. */
export function valuesOf(given: Given): Values {
  return valuesIn(given, OPTIONS) as Values;
}

/** The same for the options of another table. */
export function valuesIn<Name extends string>(
  given: Given<Name>,
  options: readonly Option<Name>[],
): { readonly [Each in Name]?: unknown } {
  const entries = options.flatMap((option) => {
    const { source, values } = given.get(option.name) ?? {};
    if (source === undefined || values === undefined) return [];
    return [[option.name, valueFrom(option, source, values)]];
  });
  return Object.fromEntries(entries) as { readonly [Each in Name]?: unknown };
}

function valueFrom(
  option: Option<string>,
  source: string,
  values: readonly (string | boolean)[],
): unknown {
  if (option.type === 'paths') return readPaths(source, values as readonly string[]);
  if (option.type === 'choices') return readChoices(option, source, values as readonly string[]);
  if (option.type === 'hosts' || option.type === 'names')
    return readHosts(option, source, values as readonly string[]);
  const [text] = values;
  const value = READERS[option.type]?.(`${text}`) ?? text;
  if (!admits(option, value)) {
    const near = option.type === 'choice' ? meant(`${text}`, option.values) : undefined;
    const advice = near === undefined ? `give ${expected(option)}.` : `did you mean "${near}"?`;
    throw new StartError(`${source} is "${text}": ${advice}`);
  }
  return value;
}

/** Parsers of the types other than text. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  integer: (text) => (/^\d+$/.test(text) ? Number(text) : undefined),
  switch: (text) => SWITCH_TEXTS[text],
};

const SWITCH_TEXTS: Readonly<Record<string, boolean>> = {
  1: true,
  true: true,
  0: false,
  false: false,
};

/** Whether an option may be repeated, and its variable may have several values. */
function isRepeatable({ type }: Option<string>): boolean {
  return type === 'paths' || type === 'hosts' || type === 'names' || type === 'choices';
}

function readHosts(
  option: Option<string>,
  source: string,
  values: readonly string[],
): readonly string[] {
  const names = values.flatMap((value) => value.split(',')).map((name) => name.trim());
  for (const name of names) {
    if (!admits(option, [name])) {
      throw new StartError(`${source} is "${name}": give ${expected(option)}.`);
    }
  }
  return names;
}

function readChoices(
  option: Extract<Option<string>, { type: 'choices' }>,
  source: string,
  values: readonly string[],
): readonly string[] {
  const words = values.flatMap((value) => value.split(',')).map((word) => word.trim());
  for (const word of words) {
    if (admits(option, [word])) continue;
    const near = meant(word, option.values);
    const advice = near === undefined ? `give ${expected(option)}.` : `did you mean "${near}"?`;
    throw new StartError(`${source} is "${word}": ${advice}`);
  }
  return words;
}

function readPaths(source: string, values: readonly string[]): Record<string, string> {
  const paths = new Map<string, string>();
  for (const value of values) {
    const [, operationId, path] = /^([^=]*)=(.*)$/.exec(value) ?? [];
    if (operationId === undefined || path === undefined) {
      throw new StartError(
        `${source} is "${value}": give OPERATION=PATH, for example listUsers=/partenaires.`,
      );
    }
    if (paths.has(operationId)) {
      throw new StartError(`${source} gives ${operationId} twice: give it once.`);
    }
    paths.set(operationId, path);
  }
  return Object.fromEntries(paths);
}

/** The flag as written, or the variable, that gave an option. */
export function sourceOf(given: Given, name: OptionName): string {
  return given.get(name)?.source ?? `--${optionOf(name).flag}`;
}
