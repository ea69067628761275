import type { Check } from '../../src/conformance/check.ts';
import { type Report, type RunOptions, runChecks } from '../../src/conformance/run.ts';
import { targetOf } from '../../src/conformance/target.ts';

/** The demo application, and the key of another one. */
export const CREDENTIALS = {
  login: 'demo',
  password: 'demo',
  key: '6bb16ea35b02a9cbeec697d2e81bfd7d',
  otherKey: 'c0a2f7d94e1b58636d0f9b7e25a84c13',
};

/** Runs checks against a server as the demo application, with all permissions. */
export async function runAgainst(
  apiUrl: string,
  options: Partial<RunOptions> = {},
  checks?: readonly Check[],
): Promise<Report> {
  const own: RunOptions = {
    target: await targetOf(apiUrl),
    credentials: CREDENTIALS,
    paths: {},
    uid: undefined,
    timeout: 10,
    rate: undefined,
    ca: undefined,
    write: true,
    refusals: true,
    strict: false,
    signal: new AbortController().signal,
    ...options,
  };
  return runChecks(own, checks);
}

/** The results that are not passed, with their reasons. */
export function notPassed({ results }: Report): Record<string, string> {
  const entries = results
    .filter(({ outcome }) => outcome !== 'passed')
    .map(({ id, outcome, reason }) => [id, `${outcome}: ${reason}`]);
  return Object.fromEntries(entries);
}
