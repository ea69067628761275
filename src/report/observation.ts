import type { OperationId } from '../contract/operations.ts';
import type { Span, Witness } from '../traffic/observer.ts';
import type { Fact } from './facts.ts';
import type { Kind } from './kinds.ts';
import type { Outcome, Sense } from './outcomes.ts';
import type { Signature } from './signature.ts';

/**
 * The client's next step after an answer that it could not use: `waited`, repeated once `Retry-After` had passed;
 * `repeated`, of an answer without one; `early`, before; `blind`, a POST repeated without a look at the record;
 * `gave-up`, not repeated; `exhausted`, not repeated any more. After a refusal: `stopped`, not repeated; `futile`,
 * repeated and refused again; `differed`, repeated with another outcome.
 */
export type Next =
  | 'waited'
  | 'repeated'
  | 'early'
  | 'blind'
  | 'gave-up'
  | 'exhausted'
  | 'stopped'
  | 'futile'
  | 'differed';

/** A request as the report shows it, without secrets. */
export interface Example {
  /** Seconds since the start of the report. */
  readonly at: number;
  readonly world: string;
  readonly method: string;
  readonly path: string;
  /** 0: no answer was sent. */
  readonly status: number;
}

/** A request that shows something of its client. */
export interface Observation {
  readonly span: Span;
  readonly witness: Witness;
  readonly operation: OperationId | null;
  readonly method: string;
  readonly outcome: Outcome;
  readonly sense: Sense;
  readonly simulated: boolean;
  readonly signature: Signature;
  readonly facts: readonly Fact[];
  readonly example: Example;
  /** Of attempts at the same request, from 1. */
  readonly attempt: number;
  /** A repetition begins after this. In milliseconds, as the following. */
  readonly after: number;
  /** The end of `Retry-After`; undefined without one. */
  readonly until: number | undefined;
  /** The record of the request. */
  readonly about:
    | { readonly collection: string; readonly subject: number | string | null }
    | undefined;
  next: Next | undefined;
  /** Of the request by which the client went on. */
  nextWitness: Witness | undefined;
}

/** The step, where none was seen until now. */
export function nextOf({ next, sense, outcome, attempt }: Observation): Next {
  if (next !== undefined) return next;
  if (sense === 'refused' || outcome === 'aborted') return 'stopped';
  return attempt > 1 ? 'exhausted' : 'gave-up';
}

const FINDINGS: Partial<Record<Next, Kind>> = {
  early: 'early-repeat',
  blind: 'blind-post',
  'gave-up': 'gave-up',
  futile: 'futile-repeat',
};

/** The facts of an observation, its client's next step included. */
export function allFacts(observation: Observation): readonly Fact[] {
  const { facts, sense, outcome } = observation;
  if (sense === 'fine') return facts;
  const kind = FINDINGS[nextOf(observation)];
  return kind === undefined ? facts : [...facts, { kind, detail: outcome }];
}
