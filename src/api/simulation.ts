import { addAbortListener } from 'node:events';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Operation, Paths } from '../contract/operations.ts';
import { codeOfStatus, Refusal, type RefusalCode } from '../contract/refusals.ts';
import { PROBLEM_TYPE, plainProblem } from '../http/problems.ts';
import type { Decision } from '../traffic/rules.ts';
import type { Action } from '../traffic/types.ts';
import { LongAnswer, Sent } from './long-answer.ts';
import { JSON_TYPE } from './media-types.ts';
import { operationsAt, refusalOfMethod } from './paths.ts';
import { type Payload, send } from './send.ts';

/** A payload other than undefined. */
type Body = string | LongAnswer;

/** The actions that alter the usual answer. */
type SpoilingAction = Exclude<
  Decision['action'],
  { action: 'pass' } | { action: 'answer' } | { action: 'drop' } | { action: 'stall' }
>;

/**
 * Waits for the decision's delay, then answers in place of the operation, or sets how its usual answer is altered.
 * Resolves with whether the request needs no further answer.
 */
export async function simulate(
  decision: Decision,
  request: FastifyRequest,
  reply: FastifyReply,
  { paths, closing }: { readonly paths: Paths; readonly closing: AbortSignal },
): Promise<boolean> {
  const { delay, action } = decision;
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, closing, request.trace.epoch.signal]);
  if (delay > 0) {
    try {
      await sleep(delay, undefined, { signal });
    } catch {
      // The client has left, the epoch has ended, or the server stops: the operation is not carried out.
      reply.hijack();
      reply.raw.destroy();
      return true;
    }
  }
  request.trace.spoil = (payload) => answer(request, reply, JSON_TYPE, payload);
  switch (action.action) {
    case 'pass':
      return false;
    case 'answer':
      answerInstead(request, reply, decision, action, paths);
      return true;
    case 'drop':
      reply.raw.destroy();
      reply.hijack();
      return true;
    case 'stall':
      addAbortListener(signal, () => reply.raw.destroy());
      reply.hijack();
      return true;
    default:
      // HEAD has no body to alter, but it has a content type.
      if (request.method !== 'HEAD' || action.action === 'content-type') {
        request.trace.spoil = (payload) => spoil(action, request, reply, payload, signal);
      }
      return false;
  }
}

function spoil(
  action: SpoilingAction,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: Payload,
  signal: AbortSignal,
): void {
  const body = payload as Body;
  switch (action.action) {
    case 'content-type':
      answer(request, reply, action.type, payload);
      break;
    case 'cut':
      cut(request, reply, body);
      break;
    case 'broken-json':
      answer(request, reply, JSON_TYPE, withoutItsEnd(body));
      break;
    case 'drip':
      reply.type(JSON_TYPE).send(drip(request, body, action.bytesPerSecond, signal));
  }
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  type: string | undefined,
  payload: Payload,
): void {
  request.trace.answer = payload;
  if (type !== undefined) reply.type(type);
  send(request, reply, payload);
}

function answerInstead(
  request: FastifyRequest,
  reply: FastifyReply,
  { refusal: code }: Decision,
  { status, headers = {}, body }: Extract<Action, { action: 'answer' }>,
  paths: Paths,
): void {
  const refusal =
    body === undefined && status >= 400 ? refusalOf(request, status, code, paths) : undefined;
  reply.code(status).headers({ ...refusal?.headers, ...headers });
  // The content type of the rule has precedence.
  const typed = (type: string) => (reply.hasHeader('content-type') ? undefined : type);
  if (refusal) {
    answer(request, reply, typed(PROBLEM_TYPE), JSON.stringify(refusal.document));
  } else if (typeof body === 'string') {
    answer(request, reply, typed('text/plain; charset=utf-8'), body);
  } else {
    const text = body === undefined ? undefined : JSON.stringify(body);
    answer(request, reply, text === undefined ? undefined : typed(JSON_TYPE), text);
  }
}

/** The catalogue's refusal with that status (CONTRACT.md §4), else a problem document without a type. */
function refusalOf(
  request: FastifyRequest,
  status: number,
  given: RefusalCode | undefined,
  paths: Paths,
): { readonly headers: Readonly<Record<string, string>>; readonly document: object } {
  const operation = request.routeOptions.config.operation as Operation;
  const code = given ?? codeOfStatus(status, operation.refusals);
  if (code === undefined) {
    return { headers: {}, document: plainProblem(status) };
  }
  const refusal =
    code === 'methode_non_autorisee'
      ? refusalOfMethod(operationsAt(paths, operation))
      : new Refusal(code);
  return { headers: refusal.headers, document: refusal.toDocument() };
}

/** Announces the whole body, sends half of it, and closes the connection. */
function cut({ trace }: FastifyRequest, reply: FastifyReply, body: Body): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : (body.chunks.next().value as Buffer);
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { 'content-type': JSON_TYPE, 'content-length': bytes.length });
  const sent = new Sent();
  trace.answer = sent;
  raw.write(sent.add(bytes.subarray(0, Math.ceil(bytes.length / 2))), () => raw.destroy());
}

/** The text without its last character, a closing bracket. */
function withoutItsEnd(body: Body): Body {
  if (typeof body === 'string') return body.slice(0, -1);
  return new LongAnswer(
    (function* () {
      let last: Buffer | undefined;
      for (const chunk of body.chunks) {
        if (last) yield last;
        last = chunk;
      }
      // There is always a last chunk: even an empty list has its brackets.
      yield (last as Buffer).subarray(0, -1);
    })(),
  );
}

/** Writes of a slow answer in a second. */
const DRIPS = 10;

function drip(
  { trace }: FastifyRequest,
  body: Body,
  bytesPerSecond: number,
  signal: AbortSignal,
): Readable {
  const sent = new Sent();
  trace.answer = sent;
  const source = typeof body === 'string' ? [Buffer.from(body)] : body.chunks;
  const size = Math.max(1, Math.round(bytesPerSecond / DRIPS));
  const pause = (size / bytesPerSecond) * 1000;
  return Readable.from(
    (async function* () {
      for (const chunk of source) {
        for (let start = 0; start < chunk.length; start += size) {
          yield sent.add(chunk.subarray(start, start + size));
          await sleep(pause, undefined, { signal });
        }
      }
    })(),
  );
}
