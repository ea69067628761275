import { outcomeWords, placeOf, summaryOf, tablesOf } from './tables.ts';
import type { Report } from './types.ts';
import { LANGUAGES } from './words.ts';

/** The report as Markdown, for the summary of a CI job. */
export function markdown(report: Report): string {
  const words = LANGUAGES.en;
  const { findings, coverage, unseen } = report;
  const lines = [
    `<!-- ${report.generator} -->`,
    `# ${words.title}`,
    '',
    summaryOf(report, 'en')
      .map(([number, what]) => `${number} ${what}`)
      .join(' · '),
    '',
    ...(report.requests === 0 ? [words.none.requests, ''] : []),
    `## ${words.heads.findings}`,
    '',
    ...(findings.length === 0 ? [words.none.findings, ''] : []),
    ...findings.flatMap(({ kind, message, advice, examples }) => [
      `- **${kind}**: ${escaped(message)}. ${escaped(advice)}`,
      ...examples.map((example) => `  - ${escaped(placeOf(example, 'en'))}`),
    ]),
    ...tablesOf(report, 'en').flatMap(({ title, head, rows, empty, note }) => [
      '',
      `## ${title}`,
      '',
      ...(note === undefined ? [] : [note, '']),
      ...(rows.length === 0 ? [empty] : [table(head, rows)]),
    ]),
    '',
    `## ${words.heads.coverage}`,
    '',
    `${coverage.covered} / ${coverage.total}. ${words.notes.gaps}`,
    '',
    ...coverage.gaps.map(
      ({ operation, outcome, rule }) =>
        `- ${operation}, ${outcomeWords(outcome, 'en')}: \`${JSON.stringify(rule)}\``,
    ),
    '',
    `## ${words.heads.unseen}`,
    '',
    ...unseen.map((limit) => `- ${limit}`),
  ];
  return `${lines.join('\n')}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** Characters with a meaning in Markdown, escaped. */
function escaped(text: string): string {
  return text.replaceAll(/[|<>_*`[\]\\]/g, '\\$&');
}
