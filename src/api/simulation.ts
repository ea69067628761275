import { addAbortListener } from 'node:events';
import { STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Decision } from '../traffic/rules.ts';
import type { Action } from '../traffic/types.ts';
import { LongAnswer } from './long-answer.ts';
import { JSON_TYPE, PROBLEM_TYPE } from './media-types.ts';
import { type Payload, send } from './send.ts';

/** What there is of a payload that is not nothing. */
type Body = string | LongAnswer;

/** What is done to a body alone. */
const BODY_ACTIONS: readonly string[] = ['cut', 'broken-json', 'drip'];

/** The longest a request may ask to wait, in seconds. */
const LONGEST_WAIT = 600;

/**
 * What a request asks for itself (RFC 7240): `Prefer: code=503, wait=2` answers 503 after two seconds; each can be given
 * alone. What cannot be honoured is ignored, as §2 of the RFC has it.
 */
export function preferred({ headers }: FastifyRequest, reply: FastifyReply): Decision | undefined {
  const preferences = new Map<string, number>();
  for (const preference of String(headers.prefer).split(/[,;]/)) {
    const [, name = '', value = ''] =
      /^\s*(code|wait)\s*=\s*"?(\d+(?:\.\d+)?)"?\s*$/i.exec(preference) ?? [];
    if (name && !preferences.has(name.toLowerCase()))
      preferences.set(name.toLowerCase(), Number(value));
  }
  const code = preferences.get('code');
  const wait = preferences.get('wait');
  const status =
    code !== undefined && STATUS_CODES[code] !== undefined && code >= 200 ? code : undefined;
  const delay = wait !== undefined && wait <= LONGEST_WAIT ? wait : undefined;
  if (status === undefined && delay === undefined) return undefined;
  reply.header(
    'preference-applied',
    [status !== undefined && `code=${status}`, delay !== undefined && `wait=${delay}`]
      .filter(Boolean)
      .join(', '),
  );
  return {
    rule: 'Prefer',
    delay: (delay ?? 0) * 1000,
    action: status === undefined ? { action: 'pass' } : { action: 'answer', status },
  };
}

/** Does to a request what a rule decided; `handle` makes the usual answer. `closing`: the server is about to stop. */
export async function simulate(
  { delay, action }: Decision,
  request: FastifyRequest,
  reply: FastifyReply,
  closing: AbortSignal,
  handle: () => Payload,
): Promise<unknown> {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  if (delay > 0) {
    try {
      await sleep(delay, undefined, { signal: gone.signal });
    } catch {
      // The client has not waited: nobody is left to answer.
      return reply.hijack();
    }
  }
  // HEAD has no body to spoil.
  if (request.method === 'HEAD' && BODY_ACTIONS.includes(action.action)) {
    return answer(request, reply, JSON_TYPE, handle());
  }
  switch (action.action) {
    case 'pass':
      return answer(request, reply, JSON_TYPE, handle());
    case 'answer':
      return answerInstead(request, reply, action);
    case 'drop':
      reply.raw.destroy();
      return reply.hijack();
    case 'stall':
      // Nobody waits for an answer that never comes: the server does not, either.
      addAbortListener(closing, () => reply.raw.destroy());
      return reply.hijack();
    case 'cut':
      return cut(reply, handle() as Body);
    case 'broken-json':
      return answer(request, reply, JSON_TYPE, withoutItsEnd(handle() as Body));
    case 'content-type':
      return answer(request, reply, action.type, handle());
    case 'drip': {
      const body = handle() as Body;
      request.trace.answer = body;
      return reply.type(JSON_TYPE).send(drip(body, action.bytesPerSecond, gone.signal));
    }
  }
}

/** An async function that has answered must tell Fastify so by returning the reply. */
function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  type: string | undefined,
  payload: Payload,
): FastifyReply {
  request.trace.answer = payload;
  if (type !== undefined) reply.type(type);
  send(request, reply, payload);
  return reply;
}

function answerInstead(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, headers = {}, body }: Extract<Action, { action: 'answer' }>,
): FastifyReply {
  reply.code(status).headers(headers);
  // What the rule says of the type holds.
  const typed = (type: string) => (reply.hasHeader('content-type') ? undefined : type);
  if (typeof body === 'string') {
    return answer(request, reply, typed('text/plain; charset=utf-8'), body);
  }
  if (body !== undefined) return answer(request, reply, typed(JSON_TYPE), JSON.stringify(body));
  if (status < 400) return answer(request, reply, undefined, undefined);
  // RFC 9457 §4.2.1: nothing more is known than the status says.
  const problem = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Unknown', status };
  return answer(request, reply, typed(PROBLEM_TYPE), JSON.stringify(problem));
}

/** Announces the whole body, sends half of it, and closes the connection. */
function cut(reply: FastifyReply, body: Body): FastifyReply {
  const bytes = typeof body === 'string' ? Buffer.from(body) : (body.chunks.next().value as Buffer);
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { 'content-type': JSON_TYPE, 'content-length': bytes.length });
  raw.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => raw.destroy());
  return reply;
}

/** The text without its last character, which closes it. */
function withoutItsEnd(body: Body): Body {
  if (typeof body === 'string') return body.slice(0, -1);
  return new LongAnswer(
    (function* () {
      let last: Buffer | undefined;
      for (const chunk of body.chunks) {
        if (last) yield last;
        last = chunk;
      }
      // There is always one: even an empty list has its brackets.
      yield (last as Buffer).subarray(0, -1);
    })(),
  );
}

/** How often a slow answer moves, in a second. */
const DRIPS = 10;

function drip(body: Body, bytesPerSecond: number, signal: AbortSignal): Readable {
  const source = typeof body === 'string' ? [Buffer.from(body)] : body.chunks;
  const size = Math.max(1, Math.round(bytesPerSecond / DRIPS));
  const pause = (size / bytesPerSecond) * 1000;
  return Readable.from(
    (async function* () {
      for (const chunk of source) {
        for (let start = 0; start < chunk.length; start += size) {
          yield chunk.subarray(start, start + size);
          await sleep(pause, undefined, { signal });
        }
      }
    })(),
  );
}
