// Generated from the schemas by "npm run types": change those.

import type { RuleDefinition } from '../traffic/types.ts';

/** A request, without secrets. */
export interface ReportExample {
  /** Seconds since the first request. */
  readonly at: number;
  /** Its world. */
  readonly world: string;
  /** Its method. */
  readonly method: string;
  /** Its path; parts that may hold a secret are replaced by … */
  readonly path: string;
  /** The status of the answer; 0: none was sent. */
  readonly status: number;
}

/** Equal findings, which no test has expected. */
export interface ReportFinding {
  /** The kind of finding. */
  readonly kind: 'without-basic' | 'without-key' | 'refusal' | 'action-not-integer' | 'unknown-parameter' | 'repeated-parameter' | 'aborted' | 'early-repeat' | 'blind-post' | 'gave-up' | 'futile-repeat' | 'half-year-gap' | 'half-year-overlap';
  /** The operation; null for unknown paths and methods. */
  readonly operation: 'getIndex' | 'setUserStatut' | 'getUser' | 'listUsers' | 'listThematiques' | 'getActualisation' | 'getActualisationSemestre' | 'listCampagnes' | 'listPropositions' | null;
  /** The outcome, parameter, JSON type or half-year in question. */
  readonly detail: string;
  /** One sentence about it. */
  readonly message: string;
  /** How to correct the client. */
  readonly advice: string;
  /** The number of requests. */
  readonly count: number;
  /** The first of them. */
  readonly examples: ReadonlyArray<ReportExample>;
}

/** The requests of an operation, and their outcomes. */
export interface ReportUse {
  /** The operation; null for unknown paths and methods. */
  readonly operation: 'getIndex' | 'setUserStatut' | 'getUser' | 'listUsers' | 'listThematiques' | 'getActualisation' | 'getActualisationSemestre' | 'listCampagnes' | 'listPropositions' | null;
  /** The number of requests. */
  readonly requests: number;
  /** The number of POSTs without effect. */
  readonly unchanged: number;
  /** Their outcomes, the most frequent first. */
  readonly outcomes: ReadonlyArray<{
    /** `ok`, the code of a refusal, the action of a rule (`drop`, `reset`, `garbage`, `stall`, `cut`, `broken-json`, `content-type`, `patch`, `drip`), `slow`, `lost` (the operation was carried out, and its answer withheld), `replaced`, `status-N`, `aborted` (the client left) or `ended` (the world or the server did). */
    readonly outcome: string;
    /** The number of requests. */
    readonly count: number;
  }>;
}

/** Answers that a client cannot use, and its next steps. */
export interface ReportMet {
  /** The operation; null for unknown paths and methods. */
  readonly operation: 'getIndex' | 'setUserStatut' | 'getUser' | 'listUsers' | 'listThematiques' | 'getActualisation' | 'getActualisationSemestre' | 'listCampagnes' | 'listPropositions' | null;
  /** `ok`, the code of a refusal, the action of a rule (`drop`, `reset`, `garbage`, `stall`, `cut`, `broken-json`, `content-type`, `patch`, `drip`), `slow`, `lost` (the operation was carried out, and its answer withheld), `replaced`, `status-N`, `aborted` (the client left) or `ended` (the world or the server did). */
  readonly outcome: string;
  /** Their number. */
  readonly count: number;
  /** The number of those on which a rule or `Prefer` acted. */
  readonly simulated: number;
  /** The number of those that a test expected. */
  readonly expected: number;
  /** The numbers of the client’s next steps: `waited` (repeated once Retry-After had passed), `repeated` (of an answer without Retry-After), `early` (repeated before it), `blind` (a POST, repeated without a look at the record), `gave-up`, `exhausted` (not repeated after several attempts); after a refusal `stopped`, `futile` (repeated, with the same refusal), `differed` (repeated, with another outcome). */
  readonly next: Readonly<Record<string, number>>;
}

/** A used operation, and the parts of it that the reference document does not state. */
export interface ReportLean {
  /** The operation. */
  readonly operation: 'getIndex' | 'setUserStatut' | 'getUser' | 'listUsers' | 'listThematiques' | 'getActualisation' | 'getActualisationSemestre' | 'listCampagnes' | 'listPropositions';
  /** The number of requests. */
  readonly requests: number;
  /** How much of it the reference document states. */
  readonly level: 'documented' | 'named' | 'inferred';
  /** The place in the reference document. */
  readonly source: string;
  /** The parts that are only named or inferred. */
  readonly parts: ReadonlyArray<{
    /** Its kind. */
    readonly part: 'operation' | 'parameter' | 'notation' | 'body' | 'answer' | 'members' | 'refusal';
    /** Its name. */
    readonly name: string;
    /** How much of it the reference document states. */
    readonly level: 'documented' | 'named' | 'inferred';
  }>;
}

/** The complete answers with the records of a half-year. */
export interface ReportPull {
  /** The half-year; null: all records. */
  readonly semestre: string | null;
  /** Their number. */
  readonly count: number;
}

/** An outcome of an operation that no request has had. */
export interface ReportGap {
  /** The operation. */
  readonly operation: 'getIndex' | 'setUserStatut' | 'getUser' | 'listUsers' | 'listThematiques' | 'getActualisation' | 'getActualisationSemestre' | 'listCampagnes' | 'listPropositions';
  /** `ok`, the code of a refusal, the action of a rule (`drop`, `reset`, `garbage`, `stall`, `cut`, `broken-json`, `content-type`, `patch`, `drip`), `slow`, `lost` (the operation was carried out, and its answer withheld), `replaced`, `status-N`, `aborted` (the client left) or `ended` (the world or the server did). */
  readonly outcome: string;
  /** A simulated fault, and the requests that it concerns. With `delay` alone, it delays the answer of the rules after it; with `then`, it ends the search. */
  readonly rule: RuleDefinition;
}

/** The outcomes of operations that the requests had. */
export interface ReportCoverage {
  /** Their number. */
  readonly covered: number;
  /** The number of all outcomes that operations can have. */
  readonly total: number;
  /** The others, each with a rule that gives it. */
  readonly gaps: ReadonlyArray<ReportGap>;
}

/** The data that had no place in the tables. */
export interface ReportDropped {
  /** The number of observations that were not judged. */
  readonly unjudged: number;
  /** The number of findings and outcomes that are not listed. */
  readonly groups: number;
}

/** The habits of a server’s clients, over all worlds since the start. */
export interface Report {
  /** The program that wrote it, and its version. */
  readonly generator: string;
  /** The start of the server, by the machine’s clock. */
  readonly from: string;
  /** The time of the report, by the machine’s clock. */
  readonly until: string;
  /** The number of requests that have ended. */
  readonly requests: number;
  /** The number of those over plain HTTP; the reference document demands HTTPS. */
  readonly plain: number;
  /** The number of worlds that had requests; each reset of a world begins another one. */
  readonly worlds: number;
  /** Seconds in which the same request counts as a repetition. */
  readonly window: number;
  /** The findings. */
  readonly findings: ReadonlyArray<ReportFinding>;
  /** The number of findings that a test has expected. */
  readonly expected: number;
  /** The used operations. */
  readonly operations: ReadonlyArray<ReportUse>;
  /** The refusals and faults that the clients met. */
  readonly met: ReadonlyArray<ReportMet>;
  /** The used parts of the contract that are only named or inferred. */
  readonly leans: ReadonlyArray<ReportLean>;
  /** The half-years that were pulled. */
  readonly halfYears: ReadonlyArray<ReportPull>;
  /** The outcomes of operations that the requests had. */
  readonly coverage: ReportCoverage;
  /** The data that had no place in the tables. */
  readonly dropped: ReportDropped;
  /** The limits of the report. */
  readonly unseen: ReadonlyArray<string>;
}
