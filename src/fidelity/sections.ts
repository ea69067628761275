/** The places of the reference document. */
export const SECTIONS = ['contents', '§1', '§2', '§3', '§4', '§5', '§5.1'] as const;

export type Section = (typeof SECTIONS)[number];
