// Generated from the schemas by "npm run types": change those.

import type { RuleDefinition } from '../traffic/types.ts';

/** A time. */
export interface At {
  /** UTC, to the second: 2016-03-14T09:26:53Z. */
  readonly at: string;
}

/** A time, or the present. */
export interface AtOrNow {
  /** Default: the present. */
  readonly at?: string;
}

/** The two states that are compared. */
export interface Between {
  /** A snapshot. Default: the baseline. */
  readonly from?: string;
  /** A snapshot. Default: now. */
  readonly to?: string;
}

/** An expected request; all given members must match. */
export interface Expectation {
  /** An operation of the API. */
  readonly operation?: 'getIndex' | 'setUserStatut' | 'getUser' | 'listUsers' | 'listThematiques' | 'getActualisation' | 'getActualisationSemestre' | 'listCampagnes' | 'listPropositions';
  /** The uid in the path. */
  readonly uid?: number;
  /** The semestre in the path. */
  readonly semestre?: string;
  /** The status of the response; 0: none was sent. Running requests have none yet. */
  readonly status?: number;
  /** The state of the request; `aborted`: it ended before its answer was sent whole. */
  readonly state?: 'running' | 'answered' | 'aborted';
  /** A JSON value; of an object, the members that the body must have. */
  readonly body?: unknown;
}

/** The data of a world; a missing collection is empty. */
export interface GivenState {
  /** The records of users, as in a fixture. */
  readonly users?: ReadonlyArray<Readonly<Record<string, unknown>>>;
  /** The records of thematiques, as in a fixture. */
  readonly thematiques?: ReadonlyArray<Readonly<Record<string, unknown>>>;
  /** The records of campagnes, as in a fixture. */
  readonly campagnes?: ReadonlyArray<Readonly<Record<string, unknown>>>;
  /** The records of propositions, as in a fixture. */
  readonly propositions?: ReadonlyArray<Readonly<Record<string, unknown>>>;
  /** Rules, as `addRule` takes them. Default: those that the world has. */
  readonly rules?: ReadonlyArray<RuleDefinition>;
}

/** The TLS fault of a server. */
export interface HttpsFaultSetting {
  /** The TLS fault of new connections; null: none. */
  readonly fault: 'expired' | 'wrong-name' | 'unknown-authority' | 'handshake' | null;
}

/** Selects entries; an entry must match all given members. */
export interface JournalFilter {
  /** An operation of the API. */
  readonly operation?: 'getIndex' | 'setUserStatut' | 'getUser' | 'listUsers' | 'listThematiques' | 'getActualisation' | 'getActualisationSemestre' | 'listCampagnes' | 'listPropositions';
  /** The uid in the path. */
  readonly uid?: number;
  /** The semestre in the path. */
  readonly semestre?: string;
  /** The status of the response; 0: none was sent. Running requests have none yet. */
  readonly status?: number;
  /** The state of the request; `aborted`: it ended before its answer was sent whole. */
  readonly state?: 'running' | 'answered' | 'aborted';
  /** From this instant of the world’s clock. */
  readonly since?: string;
  /** Before this instant of the world’s clock. */
  readonly until?: string;
  /** Only entries that became visible or ended after this `change`. */
  readonly after?: number;
  /** Number of entries: the latest or, with `after`, those that changed first. Default 1,000. */
  readonly limit?: number;
}

/** The start of a sandbox, and its lifetime. */
export interface SandboxOptions {
  /** A snapshot of the main world to start from. Default: the baseline. */
  readonly snapshot?: string;
  /** Seconds after which it is dropped. Default: never. */
  readonly lifetime?: number;
}

/** A number of seconds. */
export interface Seconds {
  /** Seconds. Negative: back. */
  readonly seconds: number;
}

/** how often the request should have come: a number, or {atLeast, atMost}; default: at least once */
export type Times = 
  | number
  | {
      readonly atLeast?: number;
      readonly atMost?: number;
    };

/** Selects requests that no passed verification and no resolved wait has named. */
export interface Unexpected {
  /** Requests that are left out, such as those that prepare a test. */
  readonly except?: ReadonlyArray<Expectation>;
  /** Only entries that became visible or ended after this `change`. Default 0. */
  readonly after?: number;
  /** Number of entries, those that changed first. Default 1,000. */
  readonly limit?: number;
}

/** An expected request, how often it should have come, and the requests expected after it. */
export interface Verification {
  /** An operation of the API. */
  readonly operation?: 'getIndex' | 'setUserStatut' | 'getUser' | 'listUsers' | 'listThematiques' | 'getActualisation' | 'getActualisationSemestre' | 'listCampagnes' | 'listPropositions';
  /** The uid in the path. */
  readonly uid?: number;
  /** The semestre in the path. */
  readonly semestre?: string;
  /** The status of the response; 0: none was sent. Running requests have none yet. */
  readonly status?: number;
  /** The state of the request; `aborted`: it ended before its answer was sent whole. */
  readonly state?: 'running' | 'answered' | 'aborted';
  /** A JSON value; of an object, the members that the body must have. */
  readonly body?: unknown;
  /** how often the request should have come: a number, or {atLeast, atMost}; default: at least once */
  readonly times?: Times;
  /** Requests that should have come after it, in this order; others may have come between them. */
  readonly inOrder?: ReadonlyArray<Expectation>;
}

/** The awaited request, and the time-out. Without `state`, the request must have ended. */
export interface Wait {
  /** An operation of the API. */
  readonly operation?: 'getIndex' | 'setUserStatut' | 'getUser' | 'listUsers' | 'listThematiques' | 'getActualisation' | 'getActualisationSemestre' | 'listCampagnes' | 'listPropositions';
  /** The uid in the path. */
  readonly uid?: number;
  /** The semestre in the path. */
  readonly semestre?: string;
  /** The status of the response; 0: none was sent. Running requests have none yet. */
  readonly status?: number;
  /** The state of the request; `aborted`: it ended before its answer was sent whole. */
  readonly state?: 'running' | 'answered' | 'aborted';
  /** A JSON value; of an object, the members that the body must have. */
  readonly body?: unknown;
  /** Only entries that became visible or ended after this `change`. Default 0: earlier requests count, too. */
  readonly after?: number;
  /** Seconds. Default 5. */
  readonly timeout?: number;
}
