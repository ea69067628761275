import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Decision } from '../traffic/rules.ts';
import { type Acting, type Means, pause } from './actions/acting.ts';
import { sendAltered } from './actions/alter.ts';
import { answerInstead, sendRefusal } from './actions/answer.ts';
import { drop, garbage, reset, stall } from './actions/connection.ts';
import { LongAnswer } from './long-answer.ts';
import type { Usual } from './send.ts';

/** The waits of a request. */
export interface Waiting {
  /** Aborted when the client leaves, the epoch ends or the server stops. */
  readonly signal: AbortSignal;
  /** The wait for the release of a held request. */
  readonly released: (() => Promise<void>) | undefined;
}

/**
 * Waits for the decision's delays, then acts in place of the operation, or sets how its answer is sent. Resolves with
 * whether the request needs no further answer.
 */
export async function simulate(
  decision: Decision,
  request: FastifyRequest,
  reply: FastifyReply,
  means: Means & Waiting,
): Promise<boolean> {
  const { action, delays, rules } = decision;
  const { signal, released } = means;
  const acting: Acting = { ...means, request, reply, rules, between: delays.between };
  const replace = replacementOf(action);
  const performed = 'perform' in action && action.perform === true;
  try {
    await pause(delays.before, signal);
    if (!performed) {
      await released?.();
      if (replace) {
        await pause(delays.after, signal);
        replace(acting);
        return true;
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    // The operation is not carried out.
    end(acting);
    return true;
  }
  request.trace.alter = (usual) => {
    // An error of an altered answer is sent unaltered.
    request.trace.alter = undefined;
    const send = async () => {
      await pause(delays.after, signal);
      if (performed) await released?.();
      if (replace) replace(acting);
      else await sendAltered(action, usual, acting, counted);
    };
    // Made at once: a copy is of the same instant in the same turn of the event loop.
    const counted = action.action === 'cut' ? copyOf(usual) : undefined;
    void send().catch((error) => fail(error, usual, acting));
  };
  return false;
}

/** The function of an action that replaces the answer. */
function replacementOf(action: Decision['action']): ((acting: Acting) => void) | undefined {
  switch (action.action) {
    case 'answer':
      return (acting) => answerInstead(action, acting);
    case 'refuse':
      return (acting) => sendRefusal(action.code, acting);
    case 'drop':
      return drop;
    case 'reset':
      return reset;
    case 'garbage':
      return garbage;
    case 'stall':
      return stall;
    default:
      return undefined;
  }
}

function copyOf({ payload }: Usual): LongAnswer | undefined {
  return payload instanceof LongAnswer ? payload.copy() : undefined;
}

/** Ends a request without an answer, or in the middle of it. */
function end({ reply }: Acting): void {
  reply.hijack();
  reply.raw.destroy();
}

/** Answers with an error, or ends the request if its client has left or the head of its answer has been sent. */
function fail(error: Error, { failed }: Usual, acting: Acting): void {
  if (acting.signal.aborted || acting.reply.sent) end(acting);
  else failed(error);
}
