import { ROWS } from './ledger.ts';
import { SENTENCES } from './sentences.ts';
import type { Fidelity } from './types.ts';

/** The ledger as data. */
export function fidelity(): Fidelity {
  return {
    sentences: SENTENCES.map(({ section, text, rows, reason = null }, index) => ({
      number: index + 1,
      section,
      text,
      rows: [...rows],
      reason,
    })),
    rows: [...ROWS],
  };
}
