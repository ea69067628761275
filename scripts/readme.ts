import fs from 'node:fs';
import path from 'node:path';
import { BASE_PATH, OPERATIONS, type Operation } from '../src/contract/operations.ts';
import { NIVEAUX } from '../src/contract/provenance.ts';
import { REFUSAL_CODES, REFUSALS } from '../src/contract/refusals.ts';
import { KINDS } from '../src/fidelity/kinds.ts';
import { counts, type Language, rowTable, sentenceTable } from '../src/fidelity/markdown.ts';
import { defaultOf, OPTIONS, usageOf } from '../src/options/options.ts';
import { CURES } from './cures.ts';
import { ROOT } from './generated.ts';

type Row = readonly string[];

type Tables = Readonly<Record<string, () => string>>;

/** A page in its two languages, without the ends of their names; `tables` makes those between `<!-- NAME -->` and `<!-- /NAME -->`. */
const PAGES: readonly {
  readonly page: string;
  readonly tables: (language: Language) => Tables;
}[] = [
  { page: 'docs/operations', tables: (language) => ({ operations: () => operations(language) }) },
  {
    page: 'docs/fidelity',
    tables: (language) => ({
      counts: () => counts(language),
      sentences: () => sentenceTable(language),
      ...Object.fromEntries(KINDS.map((kind) => [`${kind}s`, () => rowTable(kind, language)])),
    }),
  },
  { page: 'docs/troubleshooting', tables: (language) => ({ refusals: () => refusals(language) }) },
  {
    page: 'docs/options',
    tables: (language) => ({ options: () => options(language), 'start-options': startOptions }),
  },
];

const TABLES: Readonly<Record<string, Tables>> = Object.fromEntries(
  PAGES.flatMap(({ page, tables }) => [
    [`${page}.md`, tables('en')],
    [`${page}.fr.md`, tables('fr')],
  ]),
);

/** The pages with tables that the code writes. */
export const GENERATED = Object.keys(TABLES);

/** The text of such a page with its current tables. */
export function renderPage(file: string): string {
  let text = fs.readFileSync(path.join(ROOT, file), 'utf8');
  for (const [name, render] of Object.entries(TABLES[file] as Tables)) {
    const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [start, end] = [text.indexOf(open), text.indexOf(close)];
    text = `${text.slice(0, start + open.length)}\n${render()}\n${text.slice(end)}`;
  }
  return text;
}

function requestOf({ method, path }: Operation): string {
  return `\`${method} ${BASE_PATH}${path.replace(/\/$/, '')}\``;
}

const OPERATION_HEADS: Readonly<Record<Language, Row>> = {
  en: ['operation', 'request', 'level', 'answers'],
  fr: ['opération', 'requête', 'niveau', 'réponse'],
};

function operations(language: Language): string {
  return table(
    OPERATION_HEADS[language],
    OPERATIONS.map((operation) => [
      `\`${operation.operationId}\``,
      requestOf(operation),
      language === 'en' ? operation.provenance : NIVEAUX[operation.provenance],
      language === 'en' ? operation.english : operation.description,
    ]),
  );
}

const OPTION_HEADS: Readonly<Record<Language, Row>> = {
  en: ['option', 'environment variable', 'what it does', 'default'],
  fr: ['option', 'variable d’environnement', 'effet', 'par défaut'],
};

/** A row for each option: its usage, variable, effect and default. */
function options(language: Language): string {
  return table(
    OPTION_HEADS[language],
    OPTIONS.map((option) => [
      `\`${usageOf(option)}\``,
      `\`${option.env}\``,
      option.help[language],
      defaultOf(option, language),
    ]),
  );
}

/** The names of the options of `startServer()`. */
function startOptions(): string {
  const names = OPTIONS.filter(({ commandOnly }) => !commandOnly).map(({ name }) => `\`${name}\``);
  return names.join(', ');
}

const REFUSAL_HEADS: Readonly<Record<Language, Row>> = {
  en: ['status', 'code', 'when', 'cure'],
  fr: ['statut', 'code', 'quand', 'remède'],
};

function refusals(language: Language): string {
  return table(
    REFUSAL_HEADS[language],
    REFUSAL_CODES.map((code) => [
      String(REFUSALS[code].status),
      `\`${code}\``,
      language === 'en' ? REFUSALS[code].english : REFUSALS[code].when,
      CURES[code][language],
    ]),
  );
}

function table(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
