import type { OperationId, Subjects } from '../contract/operations.ts';
import type { RefusalCode } from '../contract/refusals.ts';
import type { RequestBody, RequestState } from './entry.ts';
import type { Decision } from './rules.ts';

/** Told whether a test has expected a request. */
export interface Witness {
  expected: boolean;
}

/** A span of a world's time: requests of two spans have nothing to do with each other. */
export interface Span {
  readonly ended: boolean;
}

/** A request that has ended, for an observer. Times are the machine's, in milliseconds since the process began. */
export interface Exchange {
  readonly span: Span;
  /** The name of its world. */
  readonly world: string;
  /** The login of the application, once known. */
  readonly application: string | null;
  readonly operation: OperationId | null;
  readonly subjects: Subjects;
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly secure: boolean;
  readonly start: number;
  readonly end: number;
  /** The world's time on arrival, in seconds. */
  readonly at: number;
  readonly state: RequestState;
  /** 0: none was sent. */
  readonly status: number;
  /** The refusal that was sent. */
  readonly code: RefusalCode | undefined;
  /** The effect of rules or of `Prefer`. */
  readonly decision: Decision | undefined;
  readonly retryAfter: string | undefined;
  /** A POST without effect. */
  readonly unchanged: boolean;
  readonly requestBody: RequestBody;
  /** Its entry in the journal, which a verification may name later. */
  readonly entry: { readonly expected: boolean; witness: Witness | undefined };
}

/** Watches the requests of all worlds. */
export interface Observer {
  /** A simulated fault begins: its client may repeat the request before the server has noticed the end. */
  simulating(span: Span, application: string | null): void;
  ended(exchange: Exchange): void;
}
