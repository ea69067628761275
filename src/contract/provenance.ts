/**
 * The source of a part of the contract (CONTRACT.md, opening table).
 *
 * - `documented`: the text defines path and behaviour;
 * - `named`: the text's table of contents names the flow; its path and fields are our invention;
 * - `inferred`: the text says nothing; our invention.
 */
export type Provenance = 'documented' | 'named' | 'inferred';

/** The levels in French. */
export const NIVEAUX: Readonly<Record<Provenance, string>> = {
  documented: 'documenté',
  named: 'nommé',
  inferred: 'déduit',
};

/** The meaning of each level in French, for the OpenAPI description. */
export const NIVEAUX_EXPLIQUES: Readonly<Record<Provenance, string>> = {
  documented: 'le document de référence énonce le chemin et le comportement',
  named: 'le sommaire du document nomme ce flux ; son chemin et ses champs sont notre invention',
  inferred: 'le document n’en dit rien ; c’est notre invention',
};

/** A text in the languages of the pages. */
export interface Words {
  readonly en: string;
  readonly fr: string;
}

/** Why an invented part is as it is, and what else would have been possible. */
export interface Choice {
  readonly reason: Words;
  readonly alternatives: Words;
}
