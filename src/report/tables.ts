import type { Report, ReportExample, ReportLean, ReportMet, ReportUse } from './types.ts';
import { LANGUAGES, type Language } from './words.ts';

/** A table of the report, in a language. */
export interface Table {
  readonly title: string;
  readonly note?: string | undefined;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** In place of a table without rows. */
  readonly empty: string;
}

/** The numbers at the head of the report, each with its word. */
export function summaryOf(report: Report, language: Language): [number: string, what: string][] {
  const { summary } = LANGUAGES[language];
  const { requests, worlds, findings, expected, coverage } = report;
  return [
    [`${findings.length}`, summary.findings],
    [`${requests}`, summary.requests],
    [`${worlds}`, summary.worlds],
    [`${expected}`, summary.expected],
    [`${coverage.covered} / ${coverage.total}`, summary.coverage],
  ];
}

/** An outcome in words; the codes of refusals are their own. */
export function outcomeWords(outcome: string, language: Language): string {
  return LANGUAGES[language].outcomes[outcome] ?? outcome;
}

/** A request in words. */
export function placeOf(
  { at, world, method, path, status }: ReportExample,
  language: Language,
): string {
  const { notes } = LANGUAGES[language];
  return `${method} ${path} → ${status || notes.noStatus} (${world}, ${at} s)`;
}

/** The tables of the report. */
export function tablesOf(report: Report, language: Language): Table[] {
  const { heads, none, notes } = LANGUAGES[language];
  const { plain, window } = report;
  return [
    {
      title: heads.operations,
      ...(plain > 0 && { note: `${plain} ${notes.plain}` }),
      head: [heads.operation, heads.requests, heads.outcomes],
      rows: report.operations.map((use) => useRow(use, language)),
      empty: none.met,
    },
    {
      title: heads.met,
      note: notes.met.replace('{window}', `${window}`),
      head: [
        heads.operation,
        heads.outcome,
        heads.count,
        heads.simulated,
        heads.expected,
        heads.next,
      ],
      rows: report.met.map((met) => metRow(met, language)),
      empty: none.met,
    },
    {
      title: heads.leans,
      head: [heads.operation, heads.requests, heads.level, heads.parts],
      rows: report.leans.map((lean) => leanRow(lean, language)),
      empty: none.met,
    },
    {
      title: heads.halfYears,
      head: [heads.semestre, heads.count],
      rows: report.halfYears.map(({ semestre, count }) => [
        semestre ?? heads.everything,
        `${count}`,
      ]),
      empty: none.halfYears,
    },
  ];
}

function useRow({ operation, requests, outcomes }: ReportUse, language: Language): string[] {
  const counts = outcomes.map(
    ({ outcome, count }) => `${outcomeWords(outcome, language)} ${count}`,
  );
  return [operation ?? LANGUAGES[language].unknownPath, `${requests}`, counts.join(', ')];
}

function metRow(met: ReportMet, language: Language): string[] {
  const { next, unknownPath } = LANGUAGES[language];
  const steps = Object.entries(met.next).map(
    ([step, count]) => `${next[step as keyof typeof next]} ${count}`,
  );
  return [
    met.operation ?? unknownPath,
    outcomeWords(met.outcome, language),
    `${met.count}`,
    `${met.simulated}`,
    `${met.expected}`,
    steps.join(', '),
  ];
}

function leanRow({ operation, requests, level, parts }: ReportLean, language: Language): string[] {
  const words = LANGUAGES[language];
  const list = parts.map(
    (part) => `${words.parts[part.part]} ${part.name} (${words.levels[part.level]})`,
  );
  return [operation, `${requests}`, words.levels[level], list.join(', ')];
}
