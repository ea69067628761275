import type { OperationId, Subjects } from '../contract/operations.ts';
import type { RefusalCode } from '../contract/refusals.ts';
import type { Log } from './log.ts';
import type { Witness } from './observer.ts';

/** The state of a request; `aborted`: it ended before its answer was sent whole. */
export type RequestState = 'running' | 'answered' | 'aborted';

/** The details known at a request's arrival. */
export interface Arrival {
  readonly url: string;
  /** The login of the application, once known. */
  readonly application: string | null;
  /** Names and values in turn, as in Node. */
  readonly rawHeaders: readonly string[];
  /** Whether it came over TLS. */
  readonly secure: boolean;
}

/** The details known at a request's end. */
export interface Outcome {
  readonly state: Exclude<RequestState, 'running'>;
  /** 0: none was sent. */
  readonly status: number;
  /** In milliseconds. */
  readonly duration: number;
  readonly requestBody: RequestBody;
  readonly responseBody: Captured | string | null;
  readonly refusal: ExplainedRefusal | null;
  /** A POST without effect. */
  readonly unchanged: boolean;
}

/** The refusal of a request: the code sent to the client, and the explanation for the journal. */
export interface ExplainedRefusal {
  readonly code: RefusalCode;
  readonly explanation: string;
}

/** A body, or the beginning of a long one. */
export interface Captured {
  readonly bytes: Buffer;
  /** Of the whole body, in bytes. */
  readonly length: number;
}

/** A string if the whole body is known and valid UTF-8. */
export type RequestBody = string | Captured | null;

const NO_RULES: readonly string[] = [];

/** The part of an entry that only readers of the journal need. */
class Details implements Arrival {
  readonly url: string;
  readonly application: string | null;
  readonly rawHeaders: readonly string[];
  readonly secure: boolean;
  /** In tenths of a millisecond: an integer needs no object. */
  #tenths = 0;
  responseBody: Captured | string | null = null;
  refusal: ExplainedRefusal | null = null;
  unchanged = false;

  constructor({ url, application, rawHeaders, secure }: Arrival) {
    this.url = url;
    this.application = application;
    this.rawHeaders = rawHeaders;
    this.secure = secure;
  }

  /** In milliseconds. */
  get duration(): number {
    return this.#tenths / 10;
  }

  end({ duration, responseBody, refusal, unchanged }: Outcome): void {
    this.#tenths = Math.round(duration * 10);
    this.responseBody = responseBody;
    this.refusal = refusal;
    this.unchanged = unchanged;
  }
}

/** A request in the journal, in raw form; converted when it is read. */
export class Entry {
  /** The log with this entry; undefined once it was dropped. */
  log: Log | undefined;
  /** Its neighbours by arrival, among the requests to all worlds. */
  previous: Entry | undefined;
  next: Entry | undefined;
  /** Number by arrival. */
  id = 0;
  /** Number of the latest change: the entry became visible, or ended. */
  change = 0;
  /** The world's time on arrival, in whole seconds: an integer needs no object. */
  readonly at: number;
  readonly operation: OperationId | null;
  readonly subjects: Subjects;
  readonly method: string;
  state: RequestState = 'running';
  status = 0;
  /** The ids of the rules that acted, in order. */
  rules: readonly string[] = NO_RULES;
  /** Whether a passed verification or a resolved wait named it. */
  expected = false;
  /** Told of that, too. */
  witness: Witness | undefined;
  /** Undefined if dropped to make room. */
  requestBody: RequestBody | undefined = null;
  /** Undefined if dropped to make room. */
  details: Details | undefined;
  /** The size of the details. */
  bytes: number;

  /** `at`: in milliseconds. */
  constructor(
    at: number,
    operation: OperationId | null,
    subjects: Subjects,
    method: string,
    arrival: Arrival,
  ) {
    this.at = Math.floor(at / 1000);
    this.operation = operation;
    this.subjects = subjects;
    this.method = method;
    this.details = new Details(arrival);
    this.bytes = sizeOfArrival(arrival);
  }

  end(outcome: Outcome): void {
    this.state = outcome.state;
    this.status = outcome.status;
    this.requestBody = outcome.requestBody;
    if (this.details === undefined) {
      this.#shorten();
    } else {
      this.details.end(outcome);
      this.bytes += sizeOf(outcome.requestBody) + sizeOf(outcome.responseBody);
    }
  }

  /** Drops the details; verifications and waits keep their data. */
  dropDetails(): void {
    this.details = undefined;
    this.#shorten();
  }

  #shorten(): void {
    const { requestBody } = this;
    const kept =
      requestBody === null || (typeof requestBody === 'string' && requestBody.length <= SMALL_BODY);
    if (!kept) this.requestBody = undefined;
  }
}

/** Request bodies up to this size, in characters, are kept when the details are dropped. */
const SMALL_BODY = 1024;

/** The size of an entry without its texts. */
const ENTRY_BYTES = 512;

function sizeOfArrival({ url, rawHeaders }: Arrival): number {
  let bytes = ENTRY_BYTES + url.length;
  for (const text of rawHeaders) bytes += text.length;
  return bytes;
}

function sizeOf(body: RequestBody): number {
  if (body === null) return 0;
  return typeof body === 'string' ? body.length : body.bytes.length;
}
