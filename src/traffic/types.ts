// Generated from the schemas by "npm run types": change those.

/** Only requests with this subject (`uid`), these query parameters, these headers, and a JSON body that holds these members. */
export interface Match {
  /** The uid in the path. */
  readonly uid?: number;
  /** Query parameters, by name. */
  readonly query?: Readonly<Record<string, string>>;
  /** Header fields, by name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A JSON value; of an object, the members that the body must hold. */
  readonly body?: unknown;
}

/** milliseconds to wait first: `fixed`; `uniform` between two bounds; `lognormal` around a median, with the deviation `sigma` of its logarithm. */
export type Delay = 
  | {
      /** Always as long. */
      readonly fixed: number;
    }
  | {
      /** The bounds. */
      readonly uniform: ReadonlyArray<number>;
    }
  | {
      /** A lognormal distribution, cut at ten minutes. */
      readonly lognormal: {
        /** The median. */
        readonly median: number;
        /** The deviation of the logarithm. */
        readonly sigma: number;
      };
    };

/** `pass`: answer as usual; `answer`: this instead; `drop`: close the connection; `cut`: half the body, then close; `broken-json`: a body that is not JSON; `content-type`: another Content-Type; `stall`: never answer; `drip`: send slowly; `rate-limit`: 429 with Retry-After beyond so many requests in so many seconds. */
export type Action = 
  /** Answer as usual. */
  | {
      readonly action: 'pass';
    }
  /** Answer this instead. */
  | {
      readonly action: 'answer';
      /** The status. */
      readonly status: number;
      /** Header fields. */
      readonly headers?: Readonly<Record<string, string>>;
      /** A JSON value. Default: the refusal that the API has for the status. */
      readonly body?: unknown;
    }
  /** Close the connection. */
  | {
      readonly action: 'drop';
    }
  /** Send half the body, then close the connection. */
  | {
      readonly action: 'cut';
    }
  /** Send a body that is not JSON. */
  | {
      readonly action: 'broken-json';
    }
  /** Send another Content-Type. */
  | {
      readonly action: 'content-type';
      /** The Content-Type. */
      readonly type: string;
    }
  /** Never answer. */
  | {
      readonly action: 'stall';
    }
  /** Send slowly. */
  | {
      readonly action: 'drip';
      /** How fast. */
      readonly bytesPerSecond: number;
    }
  /** Answer 429 with Retry-After beyond so many requests. */
  | {
      readonly action: 'rate-limit';
      /** So many are let pass. */
      readonly requests: number;
      /** The length of the sliding window. */
      readonly seconds: number;
    };

/** What goes wrong, and when. */
export interface RuleDefinition {
  /** Its name. Default: one that is free. */
  readonly id?: string;
  /** Only this operation. */
  readonly operation?: 'getIndex' | 'setUserStatut' | 'getUser' | 'listUsers' | 'listThematiques' | 'getActualisation' | 'getActualisationSemestre' | 'listCampagnes' | 'listPropositions';
  /** Only requests with this subject (`uid`), these query parameters, these headers, and a JSON body that holds these members. */
  readonly match?: Match;
  /** Let so many such requests pass first. */
  readonly after?: number;
  /** Act so many times only. */
  readonly times?: number;
  /** Act on this share of them, by chance. */
  readonly probability?: number;
  /** Of the chance. Default: a random one, which the answer shows. */
  readonly seed?: number;
  /** milliseconds to wait first: `fixed`; `uniform` between two bounds; `lognormal` around a median, with the deviation `sigma` of its logarithm. */
  readonly delay?: Delay;
  /** `pass`: answer as usual; `answer`: this instead; `drop`: close the connection; `cut`: half the body, then close; `broken-json`: a body that is not JSON; `content-type`: another Content-Type; `stall`: never answer; `drip`: send slowly; `rate-limit`: 429 with Retry-After beyond so many requests in so many seconds. */
  readonly then?: Action;
}
