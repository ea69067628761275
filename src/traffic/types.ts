// Generated from the schemas by "npm run types": change those.

/** Only requests with this subject (`uid`), these query parameters, these headers, and a JSON body with these members. */
export interface Match {
  /** The uid in the path. */
  readonly uid?: number;
  /** Query parameters, by name. */
  readonly query?: Readonly<Record<string, string>>;
  /** Header fields, by name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A JSON value; of an object, the members that the body must have. */
  readonly body?: unknown;
}

/** milliseconds to wait before the answer: `fixed`; `uniform` between two bounds; `lognormal` around a median, with the standard deviation `sigma` of the logarithm. */
export type Delay = 
  | {
      /** A constant delay. */
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
        /** The standard deviation of the logarithm. */
        readonly sigma: number;
      };
    };

/** `pass`: answer as usual; `answer`: send this status, these headers and this body; `drop`: close the connection; `cut`: send half the body, then close; `broken-json`: send a body that is not JSON; `content-type`: send another Content-Type; `stall`: never answer; `drip`: send slowly; `rate-limit`: answer 429 with Retry-After when more than `requests` came within `seconds`. */
export type Action = 
  /** Answer as usual. */
  | {
      readonly action: 'pass';
    }
  /** Send this status, these headers and this body. */
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
      /** The speed. */
      readonly bytesPerSecond: number;
    }
  /** Answer 429 with Retry-After beyond a number of requests. */
  | {
      readonly action: 'rate-limit';
      /** The number of requests that are answered as usual. */
      readonly requests: number;
      /** The length of the sliding window, at most a year. */
      readonly seconds: number;
    };

/** A simulated fault, and the requests that it concerns. */
export interface RuleDefinition {
  /** A name of 1 to 200 characters. Default: a new one. */
  readonly id?: string;
  /** Only this operation. */
  readonly operation?: 'getIndex' | 'setUserStatut' | 'getUser' | 'listUsers' | 'listThematiques' | 'getActualisation' | 'getActualisationSemestre' | 'listCampagnes' | 'listPropositions';
  /** Only requests with this subject (`uid`), these query parameters, these headers, and a JSON body with these members. */
  readonly match?: Match;
  /** Number of matching requests before it acts. */
  readonly after?: number;
  /** Number of times that it acts. Default: always. */
  readonly times?: number;
  /** Probability that it acts on a matching request. */
  readonly probability?: number;
  /** Seed of the probability. Default: a random one, which the answer shows. */
  readonly seed?: number;
  /** milliseconds to wait before the answer: `fixed`; `uniform` between two bounds; `lognormal` around a median, with the standard deviation `sigma` of the logarithm. */
  readonly delay?: Delay;
  /** `pass`: answer as usual; `answer`: send this status, these headers and this body; `drop`: close the connection; `cut`: send half the body, then close; `broken-json`: send a body that is not JSON; `content-type`: send another Content-Type; `stall`: never answer; `drip`: send slowly; `rate-limit`: answer 429 with Retry-After when more than `requests` came within `seconds`. */
  readonly then?: Action;
}
