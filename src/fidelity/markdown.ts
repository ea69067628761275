import { NIVEAUX } from '../contract/provenance.ts';
import type { RowKind } from './kinds.ts';
import { ROWS, type Row } from './ledger.ts';
import type { Section } from './sections.ts';
import { SENTENCES } from './sentences.ts';

/** A language of the pages. */
export type Language = 'en' | 'fr';

type Cells = readonly string[];

const SENTENCE_HEADS: Readonly<Record<Language, Cells>> = {
  en: ['number', 'place', 'text', 'rows, or why there is none'],
  fr: ['numéro', 'endroit', 'texte', 'lignes, ou pourquoi il n’y en a pas'],
};

/** French has it before these signs; the reference document does not. */
const NO_BREAK = '\u00a0';

/** The sentences of the reference document, as a table of Markdown. */
export function sentenceTable(language: Language): string {
  return table(
    SENTENCE_HEADS[language],
    SENTENCES.map(({ section, text, rows, reason }, index) => [
      String(index + 1),
      placeOf(section, language),
      language === 'en' ? text : text.replaceAll(/ (?=[:;?!])/g, NO_BREAK),
      [...rows.map((id) => `\`${id}\``), ...(reason ? [reason[language]] : [])].join(', '),
    ]),
  );
}

const ROW_HEADS: Readonly<Record<Language, Cells>> = {
  en: ['row', 'level', 'claim', 'sentences', 'reason', 'also possible'],
  fr: ['ligne', 'niveau', 'énoncé', 'phrases', 'raison', 'aussi possible'],
};

/** The rows of a kind, as a table of Markdown. */
export function rowTable(kind: RowKind, language: Language): string {
  return table(
    ROW_HEADS[language],
    ROWS.filter((row) => row.kind === kind).map((row) => [
      `\`${row.id}\``,
      levelOf(row, language),
      row.claim[language],
      row.sentences.join(', '),
      row.reason?.[language] ?? '',
      row.alternatives?.[language] ?? '',
    ]),
  );
}

/** The numbers of rows by level, in words. */
export function counts(language: Language): string {
  const levels = [...new Set(ROWS.map((row) => levelOf(row, language)))].map((level) => {
    const { length } = ROWS.filter((row) => levelOf(row, language) === level);
    // « lignes » is feminine and plural.
    return `${length} ${level}${language === 'en' ? '' : 'es'}`;
  });
  const rows = language === 'en' ? 'rows' : 'lignes';
  const sentences = language === 'en' ? 'sentences' : 'phrases';
  return `${ROWS.length} ${rows} (${levels.sort().join(', ')}), ${SENTENCES.length} ${sentences}.`;
}

function levelOf({ level }: Row, language: Language): string {
  return language === 'en' ? level : NIVEAUX[level];
}

function placeOf(section: Section, language: Language): string {
  return section === 'contents' && language === 'fr' ? 'sommaire' : section;
}

/** A cell may hold `|`, which ends it otherwise. */
function table(head: Cells, rows: readonly Cells[]): string {
  const line = (cells: Cells) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
