import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Refusal } from '../contract/refusals.ts';
import { inTurn } from '../traffic/turns.ts';
import type { Epoch } from '../world/epoch.ts';
import { LARGE_BYTES, LongAnswer } from './long-answer.ts';

/** The result of a handler: a JSON text, whole or in chunks; undefined for a HEAD of a long answer. */
export type Payload = string | LongAnswer | undefined;

/** The usual answer to a request: of its operation, or a refusal and its document. */
export interface Usual {
  readonly payload: Payload;
  readonly refusal?: Refusal;
  /** Sends an error instead. */
  readonly failed: (error: Error) => void;
}

/** The most chunks on their way: one is built while the client reads the other. */
const AHEAD = 2;

/** Sends a payload with the reply's status and headers. */
export function send(request: FastifyRequest, reply: FastifyReply, payload: Payload): void {
  if (!(payload instanceof LongAnswer)) {
    reply.send(payload);
    return;
  }
  // An error in the first chunk can still be answered with a status.
  const first = payload.chunks.next().value as Buffer;
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(reply.statusCode, reply.getHeaders() as OutgoingHttpHeaders);
  sendChunks(first, payload.chunks, raw, request.trace.world.life, (error) => {
    request.trace.error = error;
  });
}

/**
 * Sends chunks as fast as the client reads them, and lets the event loop turn in between, so that other clients are
 * answered (CONTRACT.md §5). An error after the first chunk cuts off the connection, as the status has been sent; so
 * does the end of the world.
 */
function sendChunks(
  first: Buffer,
  chunks: Generator<Buffer, undefined>,
  raw: ServerResponse,
  life: Epoch,
  failed: (error: Error) => void,
): void {
  let waiting = 0;
  let scheduled = false;
  const schedule = () => {
    if (scheduled || waiting >= AHEAD) return;
    scheduled = true;
    inTurn(next);
  };
  const next = () => {
    scheduled = false;
    // The client may have left meanwhile.
    if (raw.destroyed) return;
    try {
      let large = false;
      while (!large) {
        const { done, value } = chunks.next();
        if (done) {
          raw.end();
          return;
        }
        large = write(value);
      }
    } catch (error) {
      failed(error as Error);
      raw.destroy();
    }
  };
  const write = (chunk: Buffer): boolean => {
    const large = chunk.length >= LARGE_BYTES;
    if (!large) {
      raw.write(chunk);
      return large;
    }
    waiting++;
    raw.write(chunk, () => {
      waiting--;
      release(chunk);
      schedule();
    });
    schedule();
    return large;
  };
  life.bind(raw);
  raw.once('close', () => {
    life.release(raw);
    chunks.return(undefined);
  });
  if (!write(first)) next();
}

/**
 * Frees the memory of a sent chunk. Left to the garbage collector, chunks accumulate until a long collection, and new
 * ones use memory outside the processor's cache.
 */
export function release({ buffer, byteLength }: Buffer): void {
  // A slice shares its memory with others.
  if (byteLength === buffer.byteLength) (buffer as ArrayBuffer).transfer(0);
}
