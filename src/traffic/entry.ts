import type { OperationId, Subjects } from '../contract/operations.ts';
import type { RefusalCode } from '../contract/refusals.ts';
import type { Log } from './log.ts';

/** How far a request has come: `aborted` is one that ended before its answer was sent whole. */
export type RequestState = 'running' | 'answered' | 'aborted';

/** The details of a request that are known when it arrives. */
export interface Arrival {
  readonly url: string;
  /** The login of the application, once it is known. */
  readonly application: string | null;
  /** Names and values in turn, as Node has them. */
  readonly rawHeaders: readonly string[];
}

/** The details that are known when it has ended. */
export interface Outcome {
  readonly state: Exclude<RequestState, 'running'>;
  /** 0: none was sent. */
  readonly status: number;
  /** In milliseconds. */
  readonly duration: number;
  readonly requestBody: RequestBody;
  readonly responseBody: Captured | string | null;
  readonly refusal: ExplainedRefusal | null;
  /** A POST that changed nothing. */
  readonly unchanged: boolean;
}

/** Why a request was refused: what the client was told, and what was seen. */
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

/** A text where the whole body is known and is UTF-8. */
export type RequestBody = string | Captured | null;

/** A request that came, kept raw: it is made readable when somebody reads it. */
export class Entry {
  /** The log that keeps it; undefined once it was dropped. */
  log: Log | undefined;
  /** Counts the requests by arrival. */
  id = 0;
  /** Counts what became visible or ended. */
  change = 0;
  /** The world's time on arrival, in whole seconds: an integer is no object of its own. */
  readonly at: number;
  readonly operation: OperationId | null;
  readonly subjects: Subjects;
  readonly method: string;
  state: RequestState = 'running';
  status = 0;
  /** The id of the rule that acted. */
  rule: string | null = null;
  /** Undefined where it was dropped to make room. */
  requestBody: RequestBody | undefined = null;
  /** Undefined where the details were dropped to make room. */
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

  /** Keeps what verifications and waits need. */
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

/** A request's body up to this size is kept although its details were dropped, in characters. */
const SMALL_BODY = 1024;

/** The size of an entry besides its texts. */
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
