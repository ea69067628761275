/**
 * How much of a part of the contract the source text vouches for (CONTRACT.md, opening table).
 *
 * - `documented`: the text states it, path and behaviour;
 * - `named`: the text's table of contents names the flow; its path and fields are ours;
 * - `inferred`: the text is silent; ours altogether.
 */
export type Provenance = 'documented' | 'named' | 'inferred';

/** The words French readers see for each level. */
export const NIVEAUX: Readonly<Record<Provenance, string>> = {
  documented: 'documenté',
  named: 'nommé',
  inferred: 'déduit',
};

/** What each level means, in French, as shown in the OpenAPI description. */
export const NIVEAUX_EXPLIQUES: Readonly<Record<Provenance, string>> = {
  documented: 'le document de référence l’énonce, chemin et comportement',
  named: 'le sommaire du document nomme ce flux ; son chemin et ses champs sont notre invention',
  inferred: 'le document n’en dit rien ; c’est notre invention',
};
