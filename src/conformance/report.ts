import type { Outcome, Report, Result } from './run.ts';
import { NOT_RESTORED } from './target.ts';

export type Format = 'text' | 'json' | 'junit' | 'markdown';

const OUTCOMES: readonly Outcome[] = ['passed', 'failed', 'finding', 'skipped'];

/** The number of results by outcome. */
export function countsOf({ results }: Report): Record<Outcome, number> {
  const entries = OUTCOMES.map((each) => [
    each,
    results.filter(({ outcome }) => outcome === each).length,
  ]);
  return Object.fromEntries(entries);
}

/** The exit status of a run: 0 if no check failed, 4 if a status could not be put back, else 1. */
export function exitStatusOf(report: Report): number {
  if (report.notRestored !== undefined) return NOT_RESTORED;
  return countsOf(report).failed > 0 ? 1 : 0;
}

/** The report in a format, without a line break at its end. */
export function written(report: Report, format: Format): string {
  return FORMATS[format](report);
}

/** The last line of the report for people. */
export function summary(report: Report): string {
  const { passed, failed, finding, skipped } = countsOf(report);
  const verdict = report.interrupted
    ? 'The run was ended before its end'
    : failed > 0
      ? 'It does not conform'
      : 'It conforms';
  return `${verdict}: ${passed} passed, ${failed} failed, ${finding} findings, ${skipped} skipped, in ${report.requests} requests.`;
}

const FORMATS: Readonly<Record<Format, (report: Report) => string>> = {
  text: inText,
  json: inJson,
  junit: inJunit,
  markdown: inMarkdown,
};

const WIDEST = Math.max(...OUTCOMES.map((each) => each.length));

function inText(report: Report): string {
  const lines = report.results.flatMap(({ outcome, level, id, title, reason }) => [
    `${(outcome === 'failed' ? 'FAILED' : outcome).padEnd(WIDEST)}  ${id} (${level}): ${title}`,
    ...(reason === undefined ? [] : [`${' '.repeat(WIDEST)}  ${reason}`]),
  ]);
  return [
    `Conformance of ${report.url}`,
    '',
    ...lines,
    '',
    ...(report.notRestored === undefined ? [] : [report.notRestored]),
    summary(report),
  ].join('\n');
}

function inJson(report: Report): string {
  const { url, requests, interrupted, notRestored, results } = report;
  return JSON.stringify(
    {
      url,
      conforms: exitStatusOf(report) === 0 && !interrupted,
      counts: countsOf(report),
      requests,
      interrupted,
      notRestored: notRestored ?? null,
      checks: results.map(({ duration, reason, ...result }) => ({
        ...result,
        reason: reason ?? null,
        milliseconds: Math.round(duration),
      })),
    },
    null,
    2,
  );
}

/** JUnit has no findings: they are skipped test cases that say so. */
function inJunit(report: Report): string {
  const { failed, finding, skipped } = countsOf(report);
  const total = `tests="${report.results.length}" failures="${failed}" errors="0" skipped="${finding + skipped}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="faire-simple conformance" ${total}>`,
    `  <testsuite name="${xml(report.url)}" ${total}>`,
    ...report.results.map(junitCase),
    ...(report.notRestored === undefined
      ? []
      : [`    <system-err>${xml(report.notRestored)}</system-err>`]),
    '  </testsuite>',
    '</testsuites>',
  ].join('\n');
}

function junitCase({ id, level, title, outcome, reason = '', duration }: Result): string {
  const name = xml(`${id}: ${title}`);
  const open = `    <testcase classname="${level}" name="${name}" time="${(duration / 1000).toFixed(3)}"`;
  switch (outcome) {
    case 'passed':
      return `${open}/>`;
    case 'failed':
      return `${open}><failure message="${xml(reason)}"/></testcase>`;
    default:
      return `${open}><skipped message="${xml(`${outcome}: ${reason}`)}"/></testcase>`;
  }
}

function xml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function inMarkdown(report: Report): string {
  const rows = report.results.map(({ id, level, title, outcome, reason = '' }) =>
    [id, level, title, outcome, reason].map(cell).join(' | '),
  );
  return [
    `# Conformance of ${report.url}`,
    '',
    ...(report.notRestored === undefined ? [] : [`**${report.notRestored}**`, '']),
    summary(report),
    '',
    '| check | level | the contract says | result | reason |',
    '|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
