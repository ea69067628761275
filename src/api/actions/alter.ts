import { Readable } from 'node:stream';
import { PROBLEM_TYPE } from '../../http/problems.ts';
import type { Decision } from '../../traffic/rules.ts';
import { LongAnswer, Sent } from '../long-answer.ts';
import { JSON_TYPE } from '../media-types.ts';
import { type Payload, send, type Usual } from '../send.ts';
import { type Acting, type Body, paced, pause } from './acting.ts';
import { cut } from './cut.ts';
import { patch } from './patch.ts';

/** Sends the usual answer, altered by an action. `counted`: the copy of a long answer that `cut` needs. */
export async function sendAltered(
  action: Decision['action'],
  { payload, refusal }: Usual,
  acting: Acting,
  counted: LongAnswer | undefined,
): Promise<void> {
  const { reply } = acting;
  if (refusal) reply.code(refusal.status).headers(refusal.headers).type(PROBLEM_TYPE);
  else reply.type(JSON_TYPE);
  if (action.action === 'content-type') reply.type(action.type);
  // HEAD has no body to alter.
  if (acting.request.method === 'HEAD') return sendPaced(payload, acting);
  const body = payload as Body;
  switch (action.action) {
    case 'cut':
      return cut(action, body, counted, acting);
    case 'broken-json':
      return sendPaced(withoutItsEnd(body), acting);
    case 'patch':
      return sendPaced(refusal ? body : patch(action, body), acting);
    case 'drip':
      return drip(action.bytesPerSecond, body, acting);
    default:
      return sendPaced(body, acting);
  }
}

function sendPaced(payload: Payload, acting: Acting): void {
  const { request, reply, between } = acting;
  request.trace.answer = payload;
  if (payload instanceof LongAnswer && between > 0)
    reply.send(Readable.from(paced(payload, acting)));
  else send(request, reply, payload);
}

/** The text without its last character, a closing bracket. */
function withoutItsEnd(body: Body): Body {
  if (typeof body === 'string') return body.slice(0, -1);
  return new LongAnswer(function* () {
    let last: Buffer | undefined;
    for (const chunk of body.chunks) {
      if (last) yield last;
      last = chunk;
    }
    // There is always a last chunk: even an empty list has its brackets.
    yield (last as Buffer).subarray(0, -1);
  });
}

/** Writes of a slow answer in a second. */
const DRIPS = 10;

function drip(bytesPerSecond: number, body: Body, acting: Acting): void {
  const { request, reply, signal } = acting;
  const sent = new Sent();
  request.trace.answer = sent;
  const size = Math.max(1, Math.round(bytesPerSecond / DRIPS));
  reply.send(
    Readable.from(
      (async function* () {
        for await (const chunk of paced(body, acting)) {
          for (let start = 0; start < chunk.length; start += size) {
            const part = chunk.subarray(start, start + size);
            yield sent.add(part);
            await pause((part.length / bytesPerSecond) * 1000, signal);
          }
        }
      })(),
    ),
  );
}
