import fs from 'node:fs';
import path from 'node:path';
import { BASE_PATH, OPERATIONS, type Operation } from '../src/contract/operations.ts';
import { NIVEAUX } from '../src/contract/provenance.ts';
import { REFUSALS, type RefusalCode } from '../src/contract/refusals.ts';
import { defaultOf, OPTIONS, usageOf } from '../src/options/options.ts';
import { ROOT } from './generated.ts';

type Row = readonly string[];

type Tables = Readonly<Record<string, () => string>>;

/** The tables and lists between `<!-- NAME -->` and `<!-- /NAME -->` in the READMEs, by file and name. */
const TABLES: Readonly<Record<string, Tables>> = {
  'README.md': {
    operations: () =>
      table(
        ['operation', 'request', 'level', 'answers'],
        OPERATIONS.map((operation) => [
          `\`${operation.operationId}\``,
          requestOf(operation),
          operation.provenance,
          operation.english,
        ]),
      ),
    refusals: () => refusals(['status', 'code', 'when'], (code) => REFUSALS[code].english),
    options: () =>
      table(['option', 'environment variable', 'what it does', 'default'], optionsIn('en')),
    'start-options': startOptions,
  },
  'README.fr.md': {
    operations: () =>
      table(
        ['opération', 'requête', 'niveau', 'réponse'],
        OPERATIONS.map((operation) => [
          `\`${operation.operationId}\``,
          requestOf(operation),
          NIVEAUX[operation.provenance],
          operation.description,
        ]),
      ),
    refusals: () => refusals(['statut', 'code', 'quand'], (code) => REFUSALS[code].when),
    options: () =>
      table(['option', 'variable d’environnement', 'effet', 'par défaut'], optionsIn('fr')),
    'start-options': startOptions,
  },
};

/** The READMEs with tables. */
export const READMES = Object.keys(TABLES);

/** A README's text with its current tables. */
export function renderReadme(file: string): string {
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

/** A row for each option: its usage, variable, effect and default. */
function optionsIn(language: 'en' | 'fr'): Row[] {
  return OPTIONS.map((option) => [
    `\`${usageOf(option)}\``,
    `\`${option.env}\``,
    option.help[language],
    defaultOf(option, language),
  ]);
}

/** The names of the options of `startServer()`. */
function startOptions(): string {
  const names = OPTIONS.filter(({ commandOnly }) => !commandOnly).map(({ name }) => `\`${name}\``);
  return names.join(', ');
}

function refusals(head: Row, when: (code: RefusalCode) => string): string {
  const codes = Object.keys(REFUSALS) as RefusalCode[];
  return table(
    head,
    codes.map((code) => [String(REFUSALS[code].status), `\`${code}\``, when(code)]),
  );
}

function table(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
