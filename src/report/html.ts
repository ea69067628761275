import { OPERATIONS } from '../contract/operations.ts';
import { outcomesOf } from './coverage.ts';
import { STYLE } from './style.ts';
import { outcomeWords, placeOf, summaryOf, type Table, tablesOf } from './tables.ts';
import type { Report, ReportFinding, ReportGap } from './types.ts';
import { adviceOf, LANGUAGES, type Language, messageOf, UNSEEN } from './words.ts';

/** The report as one page for browsers, in both languages: without scripts, and without further files. */
export function html(report: Report): string {
  const languages = Object.keys(LANGUAGES) as Language[];
  const choices = languages.map((language) => {
    const checked = language === 'en' ? ' checked' : '';
    return `<label lang="${language}"><input type="radio" name="language" id="choose-${language}"${checked}> ${LANGUAGES[language].language}</label>`;
  });
  const bodies = languages.map((language) => bodyOf(report, language));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="generator" content="${escaped(report.generator)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(LANGUAGES.en.title)}</title>
<style>${STYLE}</style>
<header><fieldset class="languages"><legend>Language, langue</legend>${choices.join('')}</fieldset></header>
${bodies.join('\n')}
</html>
`;
}

function bodyOf(report: Report, language: Language): string {
  const words = LANGUAGES[language];
  const numbers = summaryOf(report, language).map(
    ([number, what]) => `<div><dt>${escaped(what)}</dt><dd>${escaped(number)}</dd></div>`,
  );
  const { unjudged, groups } = report.dropped;
  const dropped = words.notes.dropped
    .replace('{unjudged}', `${unjudged}`)
    .replace('{groups}', `${groups}`);
  return `<main lang="${language}" class="report report-${language}">
<h1>${escaped(words.title)}</h1>
<p class="soft">${escaped(report.generator)} · ${time(report.from)} – ${time(report.until)}</p>
<dl class="summary">${numbers.join('')}</dl>
${report.requests === 0 ? `<p class="notice">${escaped(words.none.requests)}</p>` : ''}
${unjudged + groups > 0 ? `<p class="notice">${escaped(dropped)}</p>` : ''}
<h2>${escaped(words.heads.findings)}</h2>
${report.findings.map((finding) => findingOf(finding, language)).join('\n') || `<p>${words.none.findings}</p>`}
${tablesOf(report, language).map(sectionOf).join('\n')}
${coverageOf(report, language)}
<h2>${escaped(words.heads.unseen)}</h2>
<ul>${UNSEEN[language].map((limit) => `<li>${escaped(limit)}</li>`).join('')}</ul>
</main>`;
}

function findingOf(finding: ReportFinding, language: Language): string {
  const { heads } = LANGUAGES[language];
  const examples = finding.examples.map(
    (example) => `<li><code>${escaped(placeOf(example, language))}</code></li>`,
  );
  return `<article class="finding">
<h3><code>${finding.kind}</code> ${escaped(messageOf(finding, language))}</h3>
<p>${escaped(adviceOf(finding.kind, language))}</p>
<details><summary>${escaped(heads.examples)}</summary><ul>${examples.join('')}</ul></details>
</article>`;
}

function sectionOf({ title, note, head, rows, empty }: Table): string {
  return `<h2>${escaped(title)}</h2>
${note === undefined ? '' : `<p class="soft">${escaped(note)}</p>`}
${rows.length === 0 ? `<p>${escaped(empty)}</p>` : tableOf(title, head, rows)}`;
}

function tableOf(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  kind = '',
): string {
  const heads = head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('');
  const lines = rows.map(([first = '', ...cells]) => {
    const others = cells.map((cell) => `<td>${escaped(cell)}</td>`).join('');
    return `<tr><th scope="row">${escaped(first)}</th>${others}</tr>`;
  });
  return `<div class="wide" role="region" aria-label="${escaped(title)}" tabindex="0"><table${kind && ` class="${kind}"`}><thead><tr>${heads}</tr></thead><tbody>
${lines.join('\n')}
</tbody></table></div>`;
}

function coverageOf(report: Report, language: Language): string {
  const { heads, notes, none } = LANGUAGES[language];
  const { covered, total, gaps } = report.coverage;
  const outcomes = [...new Set(OPERATIONS.flatMap(outcomesOf).map(({ outcome }) => outcome))];
  const rows = outcomes.map((outcome) => [
    outcomeWords(outcome, language),
    ...OPERATIONS.map((operation) => {
      if (!outcomesOf(operation).some((each) => each.outcome === outcome)) return '';
      const use = report.operations.find((each) => each.operation === operation.operationId);
      return `${use?.outcomes.find((each) => each.outcome === outcome)?.count ?? '–'}`;
    }),
  ]);
  const head = [heads.outcome, ...OPERATIONS.map(({ operationId }) => operationId)];
  const lists = OPERATIONS.map(({ operationId }) => {
    const own = gaps.filter(({ operation }) => operation === operationId);
    const list = own.map((gap) => gapOf(gap, language)).join('\n') || `<li>${none.gaps}</li>`;
    return `<details><summary>${operationId} (${own.length})</summary><ul class="gaps">${list}</ul></details>`;
  });
  return `<h2>${escaped(heads.coverage)}</h2>
<p>${covered} / ${total}</p>
${tableOf(heads.table, head, rows, 'matrix')}
<h3>${escaped(heads.gaps)}</h3>
<p class="soft">${escaped(notes.gaps)}</p>
${lists.join('\n')}`;
}

function gapOf({ outcome, rule }: ReportGap, language: Language): string {
  return `<li>${escaped(outcomeWords(outcome, language))}<pre tabindex="0"><code>${escaped(JSON.stringify(rule))}</code></pre></li>`;
}

function time(instant: string): string {
  return `<time datetime="${instant}">${instant.slice(0, 19).replace('T', ' ')}</time>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
