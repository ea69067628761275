import type { Reporting } from '../report/reporting.ts';

/** The exit status for findings of the kinds given by --fail-on. */
const FINDINGS = 3;

/** Writes the report, if there is one, and says where. Returns the exit status: 1 if it could not be written. */
export function finishReport(
  reporting: Reporting | undefined,
  failOn: readonly string[],
  say: (line: string) => void,
): number {
  if (reporting === undefined) return 0;
  let file: string | undefined;
  try {
    file = reporting.write();
  } catch (error) {
    say((error as Error).message);
    return 1;
  }
  const kinds = [...new Set(reporting.report().findings.map(({ kind }) => kind))];
  say(`The report is in ${file}: ${kinds.length === 0 ? 'no findings' : kinds.join(', ')}.`);
  const fails = kinds.some((kind) => failOn.includes('any') || failOn.includes(kind));
  return fails ? FINDINGS : 0;
}
