import type { OperationId, Subjects } from '../contract/operations.ts';
import type { RefusalCode } from '../contract/refusals.ts';
import type { Log } from './log.ts';

/** The state of a request; `aborted`: it ended before its answer was sent whole. */
export type RequestState = 'running' | 'answered' | 'aborted';

/** The details known at a request's arrival. */
export interface Arrival {
  readonly url: string;
  /** The login of the application, once known. */
  readonly application: string | null;
  /** Names and values in turn, as in Node. */
  readonly rawHeaders: readonly string[];
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

/** A request in the journal, in raw form; converted when it is read. */
export class Entry {
  /** The log with this entry; undefined once it was dropped. */
  log: Log | undefined;
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
  /** The id of the rule that acted. */
  rule: string | null = null;
  /** Undefined if dropped to make room. */
  requestBody: RequestBody | undefined = null;
  /** Undefined if the details were dropped to make room. */
  arrival: Arrival | undefined;
  outcome: Outcome | undefined;
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
    this.arrival = arrival;
    this.bytes = sizeOfArrival(arrival);
  }

  end(outcome: Outcome): void {
    this.state = outcome.state;
    this.status = outcome.status;
    this.requestBody = outcome.requestBody;
    if (this.arrival === undefined) {
      this.#shorten();
    } else {
      this.outcome = outcome;
      this.bytes += sizeOf(outcome.requestBody) + sizeOf(outcome.responseBody);
    }
  }

  /** Drops the details; verifications and waits keep their data. */
  dropDetails(): void {
    this.arrival = undefined;
    this.outcome = undefined;
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
