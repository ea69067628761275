// Generated from the schemas by "npm run types": change those.

/** A condition on a text: exactly one of these members. */
export interface TextOperator {
  /** The whole text. */
  readonly equals?: string | number | boolean;
  /** A part of the text. */
  readonly contains?: string | number | boolean;
  /** The beginning of the text. */
  readonly startsWith?: string | number | boolean;
  /** `true`: there is none; `false`: there is one. */
  readonly absent?: boolean;
  /** A text or an operator that does not match; a missing text does not, either. */
  readonly not?: 
    | string | number | boolean
    | {
        /** The whole text. */
        readonly equals?: string | number | boolean;
        /** A part of the text. */
        readonly contains?: string | number | boolean;
        /** The beginning of the text. */
        readonly startsWith?: string | number | boolean;
        /** `true`: there is none; `false`: there is one. */
        readonly absent?: boolean;
      };
}

/** a text (numbers and booleans are compared as texts), or an operator: an object with exactly one of `equals`, `contains`, `startsWith`, `absent`, `not` */
export type TextCondition = 
  | string | number | boolean
  /** A condition on a text: exactly one of these members. */
  | TextOperator;

/** Conditions on a request; all must hold. */
export interface Match {
  readonly uid?: 
    /** The uid in the path. */
    | number
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  readonly semestre?: 
    /** The semestre in the path, such as "2016-S1". */
    | string
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  readonly method?: 
    /** `GET` does not match HEAD. */
    | string
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  readonly path?: 
    /** A path below the base path, decoded, without trailing slash: `/users/9`. */
    | string
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  /** Query parameters, by name; one of the values of a repeated one must match. */
  readonly query?: Readonly<Record<string, TextCondition>>;
  /** Header fields, by name in any case; one of the values of a repeated one must match. */
  readonly headers?: Readonly<Record<string, TextCondition>>;
  /** A JSON value; of an object, the members that the body must have. Each may be an operator: `contains` is a part of a text, an element of an array, or members of an object. */
  readonly body?: unknown;
}

/** milliseconds, or an ISO 8601 text such as "PT5S" (weeks, days, hours, minutes, seconds; no years or months), at most ten minutes, or one of fixed, uniform (between two bounds) and lognormal (around a median, with the standard deviation sigma of the logarithm), and when */
export type Delay = 
  /** Milliseconds. */
  | number
  /** ISO 8601, such as "PT5S" or "P1D". */
  | string
  | {
      /** a constant delay: milliseconds, or an ISO 8601 text such as "PT5S" (weeks, days, hours, minutes, seconds; no years or months), at most ten minutes */
      readonly fixed: 
        /** Milliseconds. */
        | number
        /** ISO 8601, such as "PT5S" or "P1D". */
        | string;
      /** `before` the work of the operation; `after` it, before the answer; `between` the chunks of a long answer. Default: `before`. */
      readonly when?: 'before' | 'after' | 'between';
    }
  | {
      /** The bounds. */
      readonly uniform: ReadonlyArray<
        /** Milliseconds. */
        | number
        /** ISO 8601, such as "PT5S" or "P1D". */
        | string>;
      /** `before` the work of the operation; `after` it, before the answer; `between` the chunks of a long answer. Default: `before`. */
      readonly when?: 'before' | 'after' | 'between';
    }
  | {
      /** A lognormal distribution, cut at ten minutes. */
      readonly lognormal: {
        /** the median: milliseconds, or an ISO 8601 text such as "PT5S" (weeks, days, hours, minutes, seconds; no years or months), at most ten minutes */
        readonly median: 
          /** Milliseconds. */
          | number
          /** ISO 8601, such as "PT5S" or "P1D". */
          | string;
        /** The standard deviation of the logarithm. */
        readonly sigma: number;
      };
      /** `before` the work of the operation; `after` it, before the answer; `between` the chunks of a long answer. Default: `before`. */
      readonly when?: 'before' | 'after' | 'between';
    };

/** `pass`: answer as usual; `answer`: send this status, these headers and this body; `refuse`: send a refusal of the API; `drop`: close the connection (FIN); `reset`: reset it (RST); `garbage`: send bytes that are not HTTP; `stall`: never answer; `hold`: wait for a release; `cut`: send a part of the body, then close the connection; `broken-json`: send a body that is not JSON; `content-type`: send another Content-Type; `patch`: send other members of records; `drip`: send slowly; `rate-limit`: answer 429 with Retry-After when more than `requests` came within `seconds`. */
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
      /** Whether the work of the operation is done first, and only its answer replaced. Default: false. */
      readonly perform?: boolean;
    }
  /** Send a refusal of the API: its status, its headers and its document. */
  | {
      readonly action: 'refuse';
      /** The code of the refusal. */
      readonly code: 'identification_requise' | 'identifiants_invalides' | 'cle_manquante' | 'cle_inconnue' | 'cle_non_associee' | 'ressource_inconnue' | 'methode_non_autorisee' | 'non_documente' | 'type_non_supporte' | 'corps_trop_volumineux' | 'requete_invalide' | 'partenaire_inconnu' | 'trop_de_requetes' | 'erreur_interne' | 'service_indisponible';
      /** Whether the work of the operation is done first, and only its answer replaced. Default: false. */
      readonly perform?: boolean;
    }
  /** Close the connection without an answer (FIN). */
  | {
      readonly action: 'drop';
      /** Whether the work of the operation is done first, and only its answer replaced. Default: false. */
      readonly perform?: boolean;
    }
  /** Reset the connection (RST). */
  | {
      readonly action: 'reset';
      /** Whether the work of the operation is done first, and only its answer replaced. Default: false. */
      readonly perform?: boolean;
    }
  /** Send bytes that are not HTTP, then close the connection. */
  | {
      readonly action: 'garbage';
    }
  /** Never answer. */
  | {
      readonly action: 'stall';
      /** Whether the work of the operation is done first, and only its answer replaced. Default: false. */
      readonly perform?: boolean;
    }
  /** Wait until the rule is released or deleted, then answer as usual. */
  | {
      readonly action: 'hold';
      /** Whether the work of the operation is done first, and only its answer replaced. Default: false. */
      readonly perform?: boolean;
    }
  /** Send a part of the whole body, at most all but its last byte, then close the connection. */
  | {
      readonly action: 'cut';
      /** The part of the body that is sent, between 0 and 1. Default: 0.5. */
      readonly fraction?: number;
      /** The number of bytes instead. */
      readonly bytes?: number;
    }
  /** Send a body that is not JSON: without its last character. */
  | {
      readonly action: 'broken-json';
    }
  /** Send another Content-Type. */
  | {
      readonly action: 'content-type';
      /** The Content-Type. */
      readonly type: string;
    }
  /** Change the record in the answer, or each record of a list; not a refusal. The stored data stay. */
  | {
      readonly action: 'patch';
      /** Members that are set; null is a value. */
      readonly merge?: object;
      /** The names of members that are removed. */
      readonly remove?: ReadonlyArray<string>;
      /** Only records that match these conditions on their members. */
      readonly where?: object;
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

/** A simulated fault, and the requests that it concerns. With `delay` alone, it delays the answer of the rules after it; with `then`, it ends the search. */
export interface RuleDefinition {
  /** A name of 1 to 200 characters. Default: a new one. */
  readonly id?: string;
  /** Only this operation. */
  readonly operation?: 'getIndex' | 'setUserStatut' | 'getUser' | 'listUsers' | 'listThematiques' | 'getActualisation' | 'getActualisationSemestre' | 'listCampagnes' | 'listPropositions';
  /** Conditions on a request; all must hold. */
  readonly match?: Match;
  /** Higher ones are asked first. Among equal ones, added rules are asked first, the latest before the others; a list keeps its order. Default: 0. */
  readonly priority?: number;
  /** Whether it is also asked about requests that are about to be refused (401, 403, 404 of a path, 405, 501), and about unknown paths. */
  readonly refused?: boolean;
  /** Number of matching requests before it acts. */
  readonly after?: number;
  /** Number of times that it acts. Default: always. */
  readonly times?: number;
  /** Probability that it acts on a matching request. */
  readonly probability?: number;
  /** Seed of the probability. Default: a random one, which the answer shows. */
  readonly seed?: number;
  /** milliseconds, or an ISO 8601 text such as "PT5S" (weeks, days, hours, minutes, seconds; no years or months), at most ten minutes, or one of fixed, uniform (between two bounds) and lognormal (around a median, with the standard deviation sigma of the logarithm), and when */
  readonly delay?: Delay;
  readonly then?: 
    /** `pass`: answer as usual; `answer`: send this status, these headers and this body; `refuse`: send a refusal of the API; `drop`: close the connection (FIN); `reset`: reset it (RST); `garbage`: send bytes that are not HTTP; `stall`: never answer; `hold`: wait for a release; `cut`: send a part of the body, then close the connection; `broken-json`: send a body that is not JSON; `content-type`: send another Content-Type; `patch`: send other members of records; `drip`: send slowly; `rate-limit`: answer 429 with Retry-After when more than `requests` came within `seconds`. */
    | Action
    /** The actions in turn; the last one stays. */
    | ReadonlyArray<Action>;
}

/** A request and its answer, without secrets. */
export interface HarEntry {
  /** The instant of its arrival, by the world’s clock. */
  readonly startedDateTime: string;
  /** Milliseconds. */
  readonly time: number;
  /** The request. */
  readonly request: {
    /** The method. */
    readonly method: string;
    /** The URL; `about:blank` if it was dropped to save memory. */
    readonly url: string;
    /** The header fields. */
    readonly headers: ReadonlyArray<{
      /** The name. */
      readonly name: string;
      /** The value. */
      readonly value: string;
    }>;
    /** The query parameters. */
    readonly queryString: ReadonlyArray<{
      /** The name. */
      readonly name: string;
      /** The value. */
      readonly value: string;
    }>;
    /** The version of HTTP. */
    readonly httpVersion: string;
    /** Empty: cookies are secrets. */
    readonly cookies: ReadonlyArray<object>;
    /** -1: not known. */
    readonly headersSize: number;
    /** The length of the body, in bytes; -1: not known. */
    readonly bodySize: number;
    /** The body. */
    readonly postData?: {
      /** Its media type. */
      readonly mimeType: string;
      /** The body, or its beginning. */
      readonly text: string;
      /** Missing where there is nothing to say. */
      readonly comment?: string;
    };
  };
  /** The answer. */
  readonly response: {
    /** The status; 0: none was sent. */
    readonly status: number;
    /** The usual reason phrase of the status. */
    readonly statusText: string;
    /** Empty: the journal keeps no header fields of answers. */
    readonly headers: ReadonlyArray<{
      /** The name. */
      readonly name: string;
      /** The value. */
      readonly value: string;
    }>;
    /** The body. */
    readonly content: {
      /** Its length, in bytes. */
      readonly size: number;
      /** The media type that the API gives to it. */
      readonly mimeType: string;
      /** The body, or its beginning. */
      readonly text?: string;
      /** `base64` if it is not UTF-8. */
      readonly encoding?: string;
      /** Missing where there is nothing to say. */
      readonly comment?: string;
    };
    /** Empty. */
    readonly redirectURL: string;
    /** The version of HTTP. */
    readonly httpVersion: string;
    /** Empty: cookies are secrets. */
    readonly cookies: ReadonlyArray<object>;
    /** -1: not known. */
    readonly headersSize: number;
    /** The length of the body, in bytes; -1: not known. */
    readonly bodySize: number;
  };
  /** Empty. */
  readonly cache: object;
  /** The parts of the time. */
  readonly timings: {
    /** 0. */
    readonly send: number;
    /** The whole time. */
    readonly wait: number;
    /** 0. */
    readonly receive: number;
  };
  /** Its number in the journal, its operation, rule and refusal. */
  readonly comment: string;
}

/** An HTTP archive 1.2, for the developer tools of browsers. */
export interface Har {
  /** The archive. */
  readonly log: {
    /** `1.2`. */
    readonly version: string;
    /** The program that wrote it. */
    readonly creator: {
      /** Its name. */
      readonly name: string;
      /** Its version. */
      readonly version: string;
    };
    /** The requests by arrival. */
    readonly entries: ReadonlyArray<HarEntry>;
  };
}
