/** A place of the input, and its error. */
export interface Violation {
  /** JSON Pointer (RFC 6901); empty for the whole input. */
  readonly pointer: string;
  readonly detail: string;
}

/**
 * An operation on a world was refused. `unknown`: no such record, rule, snapshot or sandbox; `invalid`: invalid input;
 * `conflict`: contradicts the world's state; `reset`: the world was reset during a wait.
 */
export class WorldError extends Error {
  override name = 'WorldError';
  readonly kind: 'unknown' | 'invalid' | 'conflict' | 'reset';
  /** At most the first hundred. */
  readonly violations: readonly Violation[];
  /** Whether there are more violations than `violations` has. */
  readonly more: boolean;

  /** One sentence; the message has the violations too. */
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
