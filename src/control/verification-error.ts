import type { Verdict } from '../traffic/verification.ts';

/** The verification did not pass; the message describes the requests that came instead. */
export class VerificationError extends Error {
  override name = 'VerificationError';
  readonly verdict: Verdict;
  /** `not_received`: a wait ended without the request; `not_decided`: too much was dropped to make room. */
  readonly code: 'not_received' | 'not_verified' | 'not_decided';

  constructor(
    verdict: Verdict,
    code: VerificationError['code'] = verdict.decided ? 'not_verified' : 'not_decided',
  ) {
    const misses = verdict.nearest.map(
      ({ entry, differences }) =>
        `\n  request ${[entry.id, `${entry.method} ${entry.path}`.trim()].join(', ')}${differences.length > 0 ? `: ${differences.join('; ')}` : ''}`,
    );
    const which = verdict.nearest[0]?.differences.length === 0 ? 'The latest' : 'The nearest';
    super(`${verdict.message}${misses.length > 0 ? ` ${which}:${misses.join('')}` : ''}`);
    this.verdict = verdict;
    this.code = code;
  }
}
