import type { Verdict } from '../traffic/verification.ts';

/** The verification did not pass; the message says what came instead. */
export class VerificationError extends Error {
  override name = 'VerificationError';
  readonly verdict: Verdict;
  /** `not_received`: it was waited for, and did not come in time. */
  readonly code: 'not_received' | 'not_verified';

  constructor(verdict: Verdict, code: VerificationError['code'] = 'not_verified') {
    const misses = verdict.nearest.map(
      ({ entry, differences }) =>
        `\n  request ${entry.id}, ${entry.method} ${entry.path}: ${differences.join('; ')}`,
    );
    super(`${verdict.message}${misses.length > 0 ? ` The nearest:${misses.join('')}` : ''}`);
    this.verdict = verdict;
    this.code = code;
  }
}
