/** What is wrong with one place of what was given. */
export interface Violation {
  /** RFC 6901; empty for the whole. */
  readonly pointer: string;
  readonly detail: string;
}

/**
 * A wish of a test that a world cannot fulfil: what is unknown to it, invalid, or at odds with what it holds; `reset`: what
 * was waited for when the world was reset.
 */
export class WorldError extends Error {
  override name = 'WorldError';
  readonly kind: 'unknown' | 'invalid' | 'conflict' | 'reset';
  /** The first hundred, where there are more. */
  readonly violations: readonly Violation[];
  /** Whether there are more violations than are told. */
  readonly more: boolean;

  /** What is wrong in one sentence; the message tells the violations too. */
  readonly summary: string;

  constructor(
    kind: WorldError['kind'],
    summary: string,
    violations: readonly Violation[] = [],
    more = false,
  ) {
    const lines = violations.map(({ pointer, detail }) => `  ${pointer || 'it'}: ${detail}`);
    super([summary, ...lines, ...(more ? ['  … and more'] : [])].join('\n'));
    this.more = more;
    this.summary = summary;
    this.kind = kind;
    this.violations = violations;
  }
}
