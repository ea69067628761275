/** The kinds of findings, by their stable names. */
export const KINDS = [
  'without-basic',
  'without-key',
  'refusal',
  'action-not-integer',
  'unknown-parameter',
  'repeated-parameter',
  'aborted',
  'early-repeat',
  'blind-post',
  'gave-up',
  'futile-repeat',
  'half-year-gap',
  'half-year-overlap',
] as const;

export type Kind = (typeof KINDS)[number];
