import type { NearMiss, Verdict } from '../traffic/verification.ts';

/** A verification of a list that did not pass, and its place in the list. */
export interface FailedVerification {
  readonly index: number;
  readonly verdict: Verdict;
}

/** The verification did not pass; the message describes the requests that came instead. */
export class VerificationError extends Error {
  override name = 'VerificationError';
  /** The first sentence of the message. */
  readonly summary: string;
  /** Of a list, the first that did not pass. */
  readonly verdict: Verdict;
  /** `not_received`: a wait ended without the request; `not_decided`: too much was dropped to make room. */
  readonly code: 'not_received' | 'not_verified' | 'not_decided';
  /** The verifications of a list that did not pass; undefined if a single one was verified. */
  readonly failed: readonly FailedVerification[] | undefined;

  constructor(
    verdict: Verdict,
    code: VerificationError['code'] = verdict.decided ? 'not_verified' : 'not_decided',
    list?: { readonly summary: string; readonly failed: readonly FailedVerification[] },
  ) {
    super(list ? messageOfList(list) : messageOf(verdict));
    this.summary = list?.summary ?? verdict.message;
    this.verdict = verdict;
    this.code = code;
    this.failed = list?.failed;
  }
}

/** The error of a list of which some did not pass. */
export function errorOfList(
  failed: readonly [FailedVerification, ...FailedVerification[]],
  count: number,
): VerificationError {
  const decided = failed.some(({ verdict }) => verdict.decided);
  const code = decided ? 'not_verified' : 'not_decided';
  const summary = `${failed.length} of ${count} verifications did not pass.`;
  return new VerificationError(failed[0].verdict, code, { summary, failed });
}

function messageOfList(list: {
  readonly summary: string;
  readonly failed: readonly FailedVerification[];
}): string {
  const lines = list.failed.map((each) => `\n  /${each.index}: ${lineOf(each)}`);
  return `${list.summary}${lines.join('')}`;
}

/** A failed verification in one line, with the nearest request. */
export function lineOf({ verdict: { message, nearest } }: FailedVerification): string {
  const [first] = nearest;
  return first === undefined ? message : `${message} ${whichOf(first)}: ${missOf(first)}`;
}

function messageOf({ message, nearest }: Verdict): string {
  const [first] = nearest;
  if (first === undefined) return message;
  const misses = nearest.map((each) => `\n  ${missOf(each)}`);
  return `${message} ${whichOf(first)}:${misses.join('')}`;
}

function whichOf({ differences }: NearMiss): string {
  return differences.length === 0 ? 'The latest' : 'The nearest';
}

function missOf({ entry: { id, method, path }, differences }: NearMiss): string {
  const what = `request ${id}, ${`${method} ${path}`.trim()}`;
  return differences.length > 0 ? `${what}: ${differences.join('; ')}` : what;
}
