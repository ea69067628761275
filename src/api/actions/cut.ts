import type { OutgoingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { closeConnection } from '../../http/closing.ts';
import { inTurn } from '../../traffic/turns.ts';
import type { Action } from '../../traffic/types.ts';
import { type LongAnswer, Sent } from '../long-answer.ts';
import { release } from '../send.ts';
import { type Acting, type Body, paced } from './acting.ts';

/**
 * Sends the beginning of an answer, then closes the connection. A text announces its whole length; a long answer lacks
 * the end of its chunked coding. `counted`: a copy of a long answer, which is read to count its bytes.
 */
export async function cut(
  { fraction = 0.5, bytes }: Extract<Action, { action: 'cut' }>,
  body: Body,
  counted: LongAnswer | undefined,
  acting: Acting,
): Promise<void> {
  const { request, reply, signal } = acting;
  const length = counted
    ? await lengthOf(counted, bytes, signal)
    : Buffer.byteLength(body as string);
  let left = Math.min(bytes ?? Math.ceil(length * fraction), length - 1);
  const sent = new Sent();
  request.trace.answer = sent;
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(reply.statusCode, {
    ...(reply.getHeaders() as OutgoingHttpHeaders),
    ...(counted === undefined && { 'content-length': length }),
  });
  raw.flushHeaders();
  const beginning = async function* () {
    for await (const chunk of paced(body, acting)) {
      const part = sent.add(chunk.subarray(0, left));
      yield part;
      left -= part.length;
      if (left === 0) break;
    }
  };
  await pipeline(Readable.from(beginning()), raw, { end: false });
  request.trace.abort();
  closeConnection(request.raw, raw);
}

/** The length of an answer; if it is longer than `enough`, a part of it. A chunk is read in a turn of the event loop. */
async function lengthOf(
  { chunks }: LongAnswer,
  enough = Number.POSITIVE_INFINITY,
  signal: AbortSignal,
): Promise<number> {
  let length = 0;
  for (const chunk of chunks) {
    length += chunk.length;
    if (length > enough) break;
    release(chunk);
    await new Promise<void>(inTurn);
    signal.throwIfAborted();
  }
  return length;
}
