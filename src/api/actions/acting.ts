import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Paths } from '../../contract/operations.ts';
import type { TcpOf } from '../../http/closing.ts';
import type { LongAnswer } from '../long-answer.ts';

/** The parts of the server that actions need. */
export interface Means {
  readonly paths: Paths;
  readonly tcpOf: TcpOf;
  /** Aborted when the server stops. */
  readonly closing: AbortSignal;
}

/** A request on which rules act. */
export interface Acting extends Means {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Aborted when the client leaves, the epoch ends or the server stops. */
  readonly signal: AbortSignal;
  /** The ids of the rules. */
  readonly rules: readonly string[];
  /** Milliseconds between two chunks of a long answer. */
  readonly between: number;
}

/** An answer with a body. */
export type Body = string | LongAnswer;

/** Waits for some milliseconds; rejects if the signal is aborted before their end. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (milliseconds > 0) await sleep(milliseconds, undefined, { signal });
}

/** The chunks of an answer, with the pause between any two. An error after the head of the answer is logged. */
export async function* paced(body: Body, acting: Acting): AsyncGenerator<Buffer> {
  const { request, reply, between, signal } = acting;
  const chunks = typeof body === 'string' ? [Buffer.from(body)] : body.chunks;
  let wait = 0;
  try {
    for (const chunk of chunks) {
      await pause(wait, signal);
      yield chunk;
      wait = between;
    }
  } catch (error) {
    if (reply.raw.headersSent && !signal.aborted) request.trace.error = error as Error;
    throw error;
  }
}
