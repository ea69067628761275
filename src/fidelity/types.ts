// Generated from the schemas by "npm run types": change those.

/** A text in two languages. */
export interface FidelityWords {
  /** In English. */
  readonly en: string;
  /** In French. */
  readonly fr: string;
}

/** A sentence of the reference document. */
export interface FidelitySentence {
  /** Its place, from 1. */
  readonly number: number;
  /** Its section, or the table of contents. */
  readonly section: 'contents' | '§1' | '§2' | '§3' | '§4' | '§5' | '§5.1';
  /** Word for word; `[…]` stands for the name and the function of a person. */
  readonly text: string;
  /** The ids of the rows that rest on it. */
  readonly rows: ReadonlyArray<string>;
  /** Why no row rests on it, or null. */
  readonly reason: 
    /** A text in two languages. */
    | FidelityWords
    | null;
}

/** A claim of the mock server, with its grounds. */
export interface FidelityRow {
  /** A stable name, such as `operation.getUser`. */
  readonly id: string;
  /** The part of the contract, or a behaviour. */
  readonly kind: 'operation' | 'answer' | 'parameter' | 'field' | 'refusal' | 'behaviour';
  /** How much of it the reference document states. */
  readonly level: 'documented' | 'named' | 'inferred';
  /** A text in two languages. */
  readonly claim: FidelityWords;
  /** The sections of the document that it rests on. */
  readonly sections: ReadonlyArray<'contents' | '§1' | '§2' | '§3' | '§4' | '§5' | '§5.1'>;
  /** The numbers of the sentences that it rests on. */
  readonly sentences: ReadonlyArray<number>;
  /** Why it was chosen; null if it is documented. */
  readonly reason: 
    /** A text in two languages. */
    | FidelityWords
    | null;
  /** The other possibilities; null likewise. */
  readonly alternatives: 
    /** A text in two languages. */
    | FidelityWords
    | null;
}

/** The claims of the mock server about the API, each with its grounds. */
export interface Fidelity {
  /** The reference document, sentence by sentence. */
  readonly sentences: ReadonlyArray<FidelitySentence>;
  /** The claims. */
  readonly rows: ReadonlyArray<FidelityRow>;
}
