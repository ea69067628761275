/** The kinds of rows, in their order. */
export const KINDS = ['operation', 'answer', 'parameter', 'field', 'refusal', 'behaviour'] as const;

/** The subject of a row: a part of the contract, or a behaviour. */
export type RowKind = (typeof KINDS)[number];
