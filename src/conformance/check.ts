import type { Provenance } from '../contract/provenance.ts';
import type { Context } from './context.ts';

/** Something that only a permission allows to send. */
export type Permission = 'write' | 'refusals';

/** A check of one line of the contract. */
export interface Check {
  /** Stable, for CI and for the ledger. */
  readonly id: string;
  readonly level: Provenance;
  readonly title: string;
  readonly needs: readonly Permission[];
  /** Whether it can be decided without an answer. */
  readonly offline?: true;
  /** Throws `Failed`, `Skipped` or `NoAnswer`. */
  run(context: Context): Promise<void>;
}

/** A check. */
export function check(
  id: string,
  level: Provenance,
  title: string,
  run: Check['run'],
  ...needs: readonly Permission[]
): Check {
  return { id, level, title, run, needs };
}
