import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { inTurn } from '../traffic/turns.ts';
import type { Epoch } from '../world/epoch.ts';
import { LARGE_BYTES, LongAnswer } from './long-answer.ts';

/** What a handler has made: a JSON text, at once or in pieces; nothing for HEAD of a long one. */
export type Payload = string | LongAnswer | undefined;

/** How many chunks may be on their way: one is made while the client reads the other. */
const AHEAD = 2;

/** Sends a payload, or what a rule has made of one, with the reply's status and headers. */
export function send(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: Payload | Readable,
): void {
  if (!(payload instanceof LongAnswer)) {
    reply.send(payload);
    return;
  }
  // What fails here can still be told by a status.
  const first = payload.chunks.next().value as Buffer;
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(reply.statusCode, reply.getHeaders() as OutgoingHttpHeaders);
  sendChunks(first, payload.chunks, raw, request.trace.world.life, (error) => {
    request.trace.error = error;
  });
}

/**
 * Sends chunks as fast as the client takes them, and lets the event loop turn in between, so that others are answered
 * meanwhile (CONTRACT.md §5). An error on the way cuts off the connection, as the status has been sent; so does the end of
 * the world.
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
    // The client may have gone away since.
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
 * Gives back the memory of a chunk that has been sent. Left to the garbage collection, chunks pile up until it stops
 * everything to look for them, and each new one is made in memory that the processor has not at hand.
 */
function release({ buffer, byteLength }: Buffer): void {
  // A part of a larger one is not alone in its memory.
  if (byteLength === buffer.byteLength) (buffer as ArrayBuffer).transfer(0);
}
