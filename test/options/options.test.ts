import t from 'tap';
import type { StartOptions } from '../../src/index.ts';
import {
  defaultOf,
  OPTIONS,
  optionOf,
  type StartOptionName,
  usageOf,
  type Values,
} from '../../src/options/options.ts';

/** `true` where both types are the same, else `never`. */
type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : never) : never;

t.test('StartOptions has the options of the table, with their types', async (t) => {
  // tsc fails here when the interface and the table differ.
  type InTable = Omit<StartOptions, 'state'>;
  const names: Same<keyof InTable, StartOptionName> = true;
  type FromTable = { [Name in StartOptionName]: NonNullable<Values[Name]> };
  const types: Same<Required<InTable>, FromTable> = true;
  t.ok(names && types);
  t.strictSame(
    OPTIONS.filter(({ commandOnly }) => commandOnly).map(({ name }) => name),
    ['controlOpen', 'failOn', 'logLevel', 'logFormat'],
  );
});

t.test('an option is written as it is used', async (t) => {
  const usages = Object.fromEntries(OPTIONS.map((option) => [option.name, usageOf(option)]));
  t.match(usages, {
    port: '--port NUMBER',
    reseed: '--reseed',
    docs: '--no-docs',
    documentedOnly: '--documented-only',
    paths: '--path OPERATION=PATH',
  });
});

t.test('each option has an environment variable that is named like its flag', async (t) => {
  for (const { flag, env } of OPTIONS) {
    t.equal(env, `FAIRE_SIMPLE_MOCK_${flag.toUpperCase().replaceAll('-', '_')}`);
  }
});

t.test('each option has its text and its default in both languages', async (t) => {
  for (const option of OPTIONS) {
    t.not(option.help.en, option.help.fr, option.name);
    for (const language of ['en', 'fr'] as const) {
      t.notMatch(defaultOf(option, language), /^undefined$|^$/, `${option.name}, ${language}`);
    }
    t.notMatch(option.help.fr, /« | »| [;:?!]/, 'with the no-break spaces of French');
    t.notMatch(option.help.en, /[«»]/);
  }
  const defaults = ['port', 'docs', 'reseed', 'database', 'logLevel'] as const;
  const inWords = (language: 'en' | 'fr') =>
    defaults.map((name) => defaultOf(optionOf(name), language));
  t.strictSame(inWords('en'), ['3000', 'enabled', 'disabled', 'in memory', 'info']);
  t.strictSame(inWords('fr'), ['3000', 'activé', 'désactivé', 'en mémoire', 'info']);
});

t.test('an option that needs or excludes another one names one of the table', async (t) => {
  const needs = OPTIONS.flatMap((option) => (option.needs ?? []).map(({ name }) => name));
  const needed = [
    'https',
    'httpsKey',
    'httpsCert',
    'httpPort',
    'fixtures',
    'generate',
    'database',
    'report',
  ];
  t.strictSame(new Set(needs), new Set(needed));
  const excluded = OPTIONS.flatMap((option) => (option.excludes ?? []).map(({ name }) => name));
  t.strictSame(excluded, ['httpsDir', 'httpsNames', 'httpsCert', 'database']);
  for (const name of [...needs, ...excluded]) {
    t.ok(OPTIONS.some((option) => option.name === name));
  }
});
