import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { BODY_LIMIT, subjectsOf } from '../contract/operations.ts';
import type { Refusal } from '../contract/refusals.ts';
import { announcesBody } from '../http/target.ts';
import type { Captured, Entry, ExplainedRefusal, RequestBody } from '../traffic/entry.ts';
import { CAPTURED } from '../traffic/shown.ts';
import { elapsed } from '../world/clock.ts';
import type { Epoch } from '../world/epoch.ts';
import type { World } from '../world/world.ts';
import type { Access, Worlds } from '../world/worlds.ts';
import { explain } from './explanation.ts';
import { LongAnswer, type Sent } from './long-answer.ts';
import { logRequest } from './request-log.ts';
import type { Payload } from './send.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the API plane comes to know of a request, for its journal. */
    trace: Trace;
  }
}

/** What becomes known of a request while it is answered. */
export class Trace {
  readonly start = elapsed();
  /** Who calls, once they have been recognised. */
  access: Access | undefined;
  /** The world that it is meant for, and that world's epoch when it arrived. */
  world!: World;
  epoch!: Epoch;
  /** Its entry in the journal. */
  entry!: Entry;
  refusal: ExplainedRefusal | null = null;
  /** A POST that changed nothing. */
  unchanged = false;
  /** The bytes of the body, or its beginning where the request was refused before its body was read. */
  body: Buffer | undefined;
  /** Rules that look at the body are asked once it has been read. */
  undecided = false;
  /** Sends the usual answer as a rule wants it spoilt. */
  spoil: ((payload: Payload) => void) | undefined;
  answer: Payload | Sent;
  /** What went wrong when no status could tell it any more. */
  error: Error | undefined;
  /** Whether its end is waited for. */
  watched = false;
}

/** How long to wait for the body of a request that is refused before its body is read, in milliseconds. */
const BODY_WAIT = 100;

/**
 * Writes every request of the API plane, once, into the journal of the world it was meant for, and into the log.
 * Fastify's own onSend and onResponse come for those answered only, and cost more than the whole of this.
 */
export class Recorder {
  readonly #worlds: Worlds;
  readonly #logger: Logger | undefined;
  #headers: readonly string[] = [];

  constructor(worlds: Worlds, logger?: Logger) {
    this.#worlds = worlds;
    this.#logger = logger;
  }

  /** Begins the entry of a request: it has arrived, and it is known who sends it or that nobody is. */
  begin(request: FastifyRequest, reply: FastifyReply): void {
    const { trace, raw } = request;
    const { operation } = request.routeOptions.config;
    const world = worldOf(request, this.#worlds);
    trace.world = world;
    trace.epoch = world.epoch;
    trace.entry = world.journal.begin(
      world.time().getTime(),
      operation?.operationId ?? null,
      subjectsOf(request.params as Record<string, string>),
      request.method,
      {
        url: request.originalUrl,
        application: trace.access?.application.login ?? null,
        rawHeaders: this.#headersOf(raw),
      },
    );
    // While its body is on its way, it is cut off when its epoch ends.
    if (operation?.body) trace.epoch.bind(reply.raw);
  }

  /** Ends a request whose epoch has ended: it must change nothing, and its client gets no answer. */
  abandon(request: FastifyRequest, reply: FastifyReply): void {
    reply.hijack();
    reply.raw.destroy();
    if (!request.trace.watched) this.#over(request, reply.raw, 'aborted', 0);
  }

  /** What is about to be sent, by its reply's status: a text is sent in one go, and recorded before its client has it. */
  answered(request: FastifyRequest, reply: FastifyReply, answer: Payload): void {
    const { trace } = request;
    trace.answer = answer;
    if (answer instanceof LongAnswer) this.watch(request, reply);
    else if (trace.watched) return;
    // Nobody is told anything whose connection is gone.
    else if (reply.raw.destroyed) this.#over(request, reply.raw, 'aborted', 0);
    else this.#over(request, reply.raw, 'answered', reply.statusCode);
  }

  /** Waits for the end, whatever it is: answered, dropped by a rule, or left by its client. */
  watch(request: FastifyRequest, { raw }: FastifyReply): void {
    request.trace.watched = true;
    const over = (state: 'answered' | 'aborted') => {
      raw.off('finish', finished).off('close', closed);
      this.#over(request, raw, state, raw.headersSent ? raw.statusCode : 0);
    };
    const finished = () => over('answered');
    const closed = () => over('aborted');
    raw.on('finish', finished).on('close', closed);
  }

  /** A client sends the same fields again and again: they are kept once. */
  #headersOf({ rawHeaders }: IncomingMessage): readonly string[] {
    const last = this.#headers;
    const same =
      last.length === rawHeaders.length && last.every((text, at) => text === rawHeaders[at]);
    if (!same) this.#headers = rawHeaders;
    return this.#headers;
  }

  #over(
    request: FastifyRequest,
    raw: ServerResponse,
    state: 'answered' | 'aborted',
    status: number,
  ): void {
    const { trace } = request;
    trace.epoch.release(raw);
    const duration = Math.round((elapsed() - trace.start) * 10) / 10;
    // Nothing of it is sent.
    const empty = request.method === 'HEAD' || status === 0;
    trace.world.journal.end(trace.entry, {
      state,
      status,
      duration,
      requestBody: requestBodyOf(request),
      responseBody: empty ? null : capture(trace.answer),
      refusal: trace.refusal,
      unchanged: trace.unchanged,
    });
    if (trace.error) this.#logger?.error({ err: trace.error }, 'the request failed');
    if (this.#logger) logRequest(this.#logger, this.#worlds, request, status, duration);
  }
}

/** Notes why a request is refused. Its body, if nobody has read it, is waited for a moment: it may hold the reason. */
export async function noteRefusal(
  refusal: Refusal,
  request: FastifyRequest,
  worlds: Worlds,
): Promise<void> {
  const { trace } = request;
  if (trace.body === undefined && announcesBody(request) && refusal.status !== 413) {
    trace.body = await beginning(request.raw);
    if (trace.epoch.ended) return;
  }
  const explanation = explain(refusal, request, trace.body, worlds);
  trace.refusal = { code: refusal.code, explanation };
}

async function beginning(raw: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  const enough = new AbortController();
  const take = (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= CAPTURED) enough.abort();
  };
  const end = () => enough.abort();
  raw.on('data', take);
  raw.once('end', end);
  await sleep(BODY_WAIT, undefined, { signal: enough.signal }).catch(() => {});
  raw.off('data', take);
  raw.off('end', end);
  return Buffer.concat(chunks);
}

/** The world of whoever calls; of somebody not recognised, the one whose login or key they name, else the main one. */
export function worldOf(request: FastifyRequest, worlds: Worlds): World {
  if (request.trace.access) return request.trace.access.world;
  const [, token = ''] = request.headers.authorization?.split(/ +/) ?? [];
  const [login = ''] = Buffer.from(token, 'base64').toString().split(':');
  const { key } = request.query as { key?: string };
  return (worlds.byLogin(login) ?? worlds.byKey(String(key)))?.world ?? worlds.main;
}

/** The body of a request as far as it has been read; a text where it has been read whole. */
export function requestBodyOf({ trace, headers }: FastifyRequest): RequestBody {
  const { body } = trace;
  if (body === undefined) return null;
  const length = Math.max(body.length, Number(headers['content-length']) || 0);
  const whole = body.length === length && length <= BODY_LIMIT && isUtf8(body);
  return whole ? body.toString() : { bytes: beginningOf(body), length };
}

function capture(answer: Payload | Sent): Captured | string | null {
  if (answer === undefined) return null;
  if (typeof answer !== 'string') return answer.captured;
  if (answer.length <= CAPTURED) return answer;
  const bytes = Buffer.from(answer);
  return { bytes: beginningOf(bytes), length: bytes.length };
}

/** A copy, as a part would keep the whole alive. */
function beginningOf(bytes: Buffer): Buffer {
  return bytes.length <= CAPTURED ? bytes : Buffer.from(bytes.subarray(0, CAPTURED));
}
