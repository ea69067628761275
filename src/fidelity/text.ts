import { ROWS } from './ledger.ts';

/** The rows as text, in English: a line each, then the reason and the other possibilities. */
export function fidelityText(): string {
  return ROWS.flatMap(({ id, level, claim, sentences, reason, alternatives }) => [
    `${id} (${[level, ...sentences.map((number) => `sentence ${number}`)].join(', ')})`,
    `  ${claim.en}`,
    ...(reason ? [`  reason: ${reason.en}`] : []),
    ...(alternatives ? [`  also possible: ${alternatives.en}`] : []),
  ]).join('\n');
}
