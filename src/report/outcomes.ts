import type { RefusalCode } from '../contract/refusals.ts';
import type { Exchange } from '../traffic/observer.ts';
import type { Decision } from '../traffic/rules.ts';

/** The actions of rules after which a client has no usable answer. */
export const FAULTS = ['drop', 'reset', 'garbage', 'stall', 'cut', 'broken-json'] as const;

type Fault = (typeof FAULTS)[number];

/** Actions of rules whose answer a client can use. */
type Altered = 'content-type' | 'patch' | 'drip' | 'slow' | 'replaced';

/**
 * The end of a request as its client sees it: `ok`, the code of a refusal, the action of a rule, or one of these:
 * `lost`, the operation was carried out and its answer withheld; `slow`, a delay; `replaced`, another answer without an
 * error; `status-N`, a status that the catalogue lacks; `aborted`, the client left; `ended`, the world or the server did.
 */
export type Outcome =
  | 'ok'
  | RefusalCode
  | Fault
  | Altered
  | 'lost'
  | 'aborted'
  | 'ended'
  | `status-${number}`;

/** The outcome of a request; `stopping`: the server ends. */
export function outcomeOf(exchange: Exchange, stopping: boolean): Outcome {
  const { decision, code, status, state, span } = exchange;
  const usual = state === 'aborted' ? (span.ended || stopping ? 'ended' : 'aborted') : 'ok';
  if (decision === undefined) {
    if (state === 'aborted') return usual;
    return code ?? (status >= 400 ? `status-${status}` : usual);
  }
  const { action } = decision;
  switch (action.action) {
    case 'drop':
    case 'reset':
    case 'stall':
      return action.perform ? 'lost' : action.action;
    case 'garbage':
    case 'cut':
    case 'broken-json':
      return action.action;
    case 'answer':
      if (status === 0) return isDelayed(decision) ? 'slow' : usual;
      return code ?? (status >= 400 ? `status-${status}` : 'replaced');
    case 'content-type':
    case 'patch':
    case 'drip':
      return code ?? action.action;
    default:
      return code ?? (isDelayed(decision) || state === 'aborted' ? 'slow' : 'ok');
  }
}

function isDelayed({ delays: { before, after, between } }: Decision): boolean {
  return before + after + between > 0;
}

/** Statuses from 500 on by which the server says that it will never do this. */
const FINAL = [501, 505];

/** The kinds of outcomes, for a client. */
export type Sense =
  /** Usable. */
  | 'fine'
  /** A refusal of this very request, which another attempt does not change. */
  | 'refused'
  /** A refusal before any work, which says when to come again. */
  | 'later'
  /** No usable answer: it is open whether the operation was carried out. */
  | 'open';

/** Faults that the server itself brings to an end. */
const AT_ONCE: readonly Outcome[] = ['drop', 'reset', 'garbage', 'cut', 'broken-json'];

/** The sense of an outcome; of a request that the end of its world or server cut off, nothing can be told. */
export function senseOf(outcome: Outcome, exchange: Exchange, stopping: boolean): Sense {
  const { status, state, retryAfter, span } = exchange;
  if (AT_ONCE.includes(outcome)) return 'open';
  if (state === 'aborted') return span.ended || stopping ? 'fine' : 'open';
  if (status === 429 || (status >= 500 && retryAfter !== undefined && !FINAL.includes(status))) {
    return 'later';
  }
  if (status >= 500 && !FINAL.includes(status)) return 'open';
  return status >= 400 ? 'refused' : 'fine';
}
