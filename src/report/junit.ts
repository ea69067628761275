import { KINDS } from './kinds.ts';
import type { Report } from './types.ts';
import { LANGUAGES } from './words.ts';

/** The report for programs that read JUnit's XML: a test for each kind of findings, failed if there are some. */
export function junit(report: Report): string {
  const { generator, findings, until } = report;
  const cases = KINDS.map((kind) => {
    const found = findings.filter((finding) => finding.kind === kind);
    const name = `name=${quoted(LANGUAGES.en.kinds[kind].title)} classname=${quoted(kind)} time="0"`;
    if (found.length === 0) return `    <testcase ${name}/>`;
    const text = found
      .map(({ message, advice, examples }) => {
        const lines = examples.map(({ method, path, status }) => `  ${method} ${path} ${status}`);
        return [message, advice, ...lines].join('\n');
      })
      .join('\n\n');
    const messages = found.map(({ message }) => message).join('; ');
    return `    <testcase ${name}>\n      <failure message=${quoted(messages)}>${escaped(text)}</failure>\n    </testcase>`;
  });
  const failed = KINDS.filter((kind) => findings.some((finding) => finding.kind === kind)).length;
  const counts = `tests="${KINDS.length}" failures="${failed}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name=${quoted(generator)} ${counts}>
  <testsuite name="clients of faire-simple" timestamp=${quoted(until.replace(/\..*$/, ''))} ${counts}>
${cases.join('\n')}
  </testsuite>
</testsuites>
`;
}

function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')}"`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
