import { parseArgs } from 'node:util';
import { ENV_PREFIX, OPTIONS, type Option, usageOf } from '../options/options.ts';
import { suggestion } from '../options/suggestion.ts';
import { StartError } from '../start-error.ts';

/** The raw values of the options that were given, by flag; switches as `true` or `false`. */
export type Given = Map<string, { source: string; values: (string | boolean)[] }>;

/** What tells of itself rather than start anything. */
export const INFORMATION = ['help', 'version'] as const;
const SHORT: Readonly<Record<string, string>> = { '-h': 'help', '-v': 'version' };

/** Reads the command line; throws a `StartError` for a flag that it does not understand. */
export function readFlags(args: readonly string[]): { given: Given; positionals: string[] } {
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

/** Adds what the environment gives and the command line does not; throws a `StartError` likewise. */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  given: Given,
): void {
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

/** Adds what holds where nobody says otherwise. */
export function setDefault(given: Given, flag: string, value: string): void {
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

/** The value of an option that takes one, or undefined. */
export function textOf(given: Given, flag: string): string | undefined {
  return given.get(flag)?.values[0] as string | undefined;
}

/** A whole number of that range, or undefined; throws a `StartError` when it is anything else. */
export function numberOf(
  given: Given,
  flag: string,
  smallest: number,
  largest: number,
): number | undefined {
  const text = textOf(given, flag);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < smallest || number > largest) {
    throw new StartError(
      `${sourceOf(given, flag)} is « ${text} »: give a whole number from ${smallest} to ${largest}.`,
    );
  }
  return number;
}

/** What an option was given by: a flag as it was written, or a variable. */
export function sourceOf(given: Given, flag: string): string {
  return given.get(flag)?.source ?? `--${flag}`;
}
