import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  BODY_LIMIT,
  type Operation,
  type OperationId,
  type Subjects,
  subjectsOf,
} from '../contract/operations.ts';
import type { Refusal } from '../contract/refusals.ts';
import { announcesBody } from '../http/target.ts';
import type { Captured, Entry, ExplainedRefusal, RequestBody } from '../traffic/entry.ts';
import type { Exchange, Observer } from '../traffic/observer.ts';
import type { Decision } from '../traffic/rules.ts';
import { CAPTURED } from '../traffic/shown.ts';
import type { Access } from '../world/callers.ts';
import { elapsed } from '../world/clock.ts';
import type { Epoch } from '../world/epoch.ts';
import type { Held, World } from '../world/world.ts';
import type { Worlds } from '../world/worlds.ts';
import { explain } from './explanation.ts';
import { LongAnswer, type Sent } from './long-answer.ts';
import { type AnswerLog, logRequest, type ServerLogger } from './request-log.ts';
import type { Payload, Usual } from './send.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The data that the API plane collects about a request for its journal. */
    trace: Trace;
  }
}

/** The data about a request, collected while it is answered. */
export class Trace {
  readonly start = elapsed();
  /** The operation of the request's route: Fastify's `routeOptions` creates an object at each read. */
  readonly operation: Operation | undefined;
  /** The caller, once identified. */
  access: Access | undefined;
  /** The request's world, and that world's epoch at the arrival. */
  world!: World;
  epoch!: Epoch;
  /** The data that the operation reads, while the answer is sent too. */
  held: Held | undefined;
  /** Its parts that earlier requests had, too. */
  repeated!: Repeated;
  /** The request's entry in the journal. */
  entry!: Entry;
  /** The effect of rules or of `Prefer`. */
  decision: Decision | undefined;
  refusal: ExplainedRefusal | null = null;
  /** Whether a POST was without effect. */
  unchanged = false;
  /** The body: a string if it is whole and valid UTF-8, else its bytes, or their beginning if it was refused unread. */
  body: string | Buffer | undefined;
  /** Whether rules that need the body are still to be applied. */
  undecided = false;
  /** Sends the usual answer altered by a rule; undefined: it is sent unaltered. */
  alter: ((usual: Usual) => void) | undefined;
  answer: Payload | Sent;
  /** An error after the status was sent. */
  error: Error | undefined;
  /** Whether the end of the response is watched. */
  watched = false;
  /**
   * Records that the answer does not reach its client whole; set while the end is watched. Called before the connection
   * is closed on purpose: a client that has noticed may verify the request at once.
   */
  abort!: () => void;

  constructor(operation: Operation | undefined) {
    this.operation = operation;
  }
}

/**
 * The parts of a request that are the same when a client repeats it. Its entries in the journal share them: an entry of
 * getUser keeps 273 bytes alive instead of 409.
 */
interface Repeated {
  readonly operation: OperationId | null;
  readonly method: string;
  readonly url: string;
  readonly subjects: Subjects;
  answer: string | undefined;
  /** Logs an answer; its lines have the members that depend on the above. */
  log: AnswerLog | undefined;
}

/** The most remembered requests, and the fewest characters of a remembered answer. */
const REMEMBERED = 1024;
const LONG = 256;

/** Milliseconds to wait for the body of a request that is refused before its body is read. */
const BODY_WAIT = 100;

/**
 * Writes every request of the API plane, once, into its world's journal and into the log. Fastify's onSend and
 * onResponse are not used: they run for answered requests only, and cost more than all of this.
 */
export class Recorder {
  readonly #worlds: Worlds;
  readonly #logger: ServerLogger | undefined;
  readonly #observer: Observer | undefined;
  #headers: readonly string[] = [];
  /** The latest requests, by URL. */
  readonly #repeated = new Map<string, Repeated>();

  constructor(worlds: Worlds, logger?: ServerLogger, observer?: Observer) {
    this.#worlds = worlds;
    this.#logger = logger;
    this.#observer = observer;
  }

  /** Creates the entry of a request that has arrived, after its identification, successful or not. */
  begin(request: FastifyRequest, reply: FastifyReply): void {
    const { trace, raw } = request;
    const world = worldOf(request, this.#worlds);
    trace.world = world;
    trace.epoch = world.epoch;
    trace.repeated = this.#repeatedOf(request);
    trace.entry = world.journal.begin(
      world.time().getTime(),
      trace.repeated.operation,
      trace.repeated.subjects,
      request.method,
      {
        url: trace.repeated.url,
        application: loginOf(trace),
        rawHeaders: this.#headersOf(raw),
        secure: isSecure(raw),
      },
    );
    // The end of the epoch cuts off a request whose body is still arriving.
    if (trace.operation?.body) trace.epoch.bind(reply.raw);
  }

  /** Aborts a request whose epoch has ended: it must change nothing, and its client gets no answer. */
  abandon(request: FastifyRequest, reply: FastifyReply): void {
    reply.hijack();
    reply.raw.destroy();
    if (!request.trace.watched) this.#over(request, reply, 'aborted', 0);
  }

  /** Records that a rule or `Prefer` acts on a request. */
  simulated({ trace }: FastifyRequest, decision: Decision): void {
    trace.decision = decision;
    trace.entry.rules = decision.rules;
    this.#observer?.simulating(trace.epoch, loginOf(trace));
  }

  /** Records an answer that is about to be sent; a string is recorded before the client has it. */
  answered(request: FastifyRequest, reply: FastifyReply, answer: Payload): void {
    const { trace } = request;
    trace.answer = answer;
    if (answer instanceof LongAnswer) this.watch(request, reply);
    else if (trace.watched) return;
    // The connection is gone: nothing is sent.
    else if (reply.raw.destroyed) this.#over(request, reply, 'aborted', 0);
    else this.#over(request, reply, 'answered', reply.statusCode);
  }

  /** Records the end of the response: answered, dropped by a rule, or left by the client. */
  watch(request: FastifyRequest, reply: FastifyReply): void {
    const { raw } = reply;
    request.trace.watched = true;
    const over = (state: 'answered' | 'aborted') => {
      raw.off('finish', finished).off('close', closed);
      this.#over(request, reply, state, raw.headersSent ? raw.statusCode : 0);
    };
    const finished = () => over('answered');
    const closed = () => over('aborted');
    request.trace.abort = closed;
    raw.on('finish', finished).on('close', closed);
  }

  /** A client repeats its header fields in each request: they are stored once. */
  #headersOf({ rawHeaders }: IncomingMessage): readonly string[] {
    const last = this.#headers;
    const same =
      last.length === rawHeaders.length && last.every((text, at) => text === rawHeaders[at]);
    if (!same) this.#headers = rawHeaders;
    return this.#headers;
  }

  #repeatedOf({ method, originalUrl: url, trace, params }: FastifyRequest): Repeated {
    const operation = trace.operation?.operationId ?? null;
    const last = this.#repeated.get(url);
    // The path parameters depend on the method, too.
    if (last?.operation === operation && last.method === method) return last;
    const subjects = subjectsOf(params as Record<string, string>);
    const request = { operation, method, url, subjects, answer: undefined, log: undefined };
    if (this.#repeated.size === REMEMBERED) this.#repeated.clear();
    this.#repeated.set(url, request);
    return request;
  }

  #answerOf({ repeated, answer }: Trace): Captured | string | null {
    const captured = capture(answer);
    if (typeof captured !== 'string' || captured.length < LONG) return captured;
    if (repeated.answer !== captured) repeated.answer = captured;
    return repeated.answer;
  }

  #over(
    request: FastifyRequest,
    reply: FastifyReply,
    state: 'answered' | 'aborted',
    status: number,
  ): void {
    const { trace } = request;
    trace.epoch.release(reply.raw);
    trace.held?.release();
    const end = elapsed();
    const duration = Math.round((end - trace.start) * 10) / 10;
    // No part of the body is sent.
    const empty = request.method === 'HEAD' || status === 0;
    trace.world.journal.end(trace.entry, {
      state,
      status,
      duration,
      requestBody: requestBodyOf(request),
      responseBody: empty ? null : this.#answerOf(trace),
      refusal: trace.refusal,
      unchanged: trace.unchanged,
    });
    this.#observer?.ended(exchangeOf(request, reply, { state, status, end }));
    if (trace.error) this.#logger?.error({ err: trace.error }, 'the request failed');
    if (this.#logger) logRequest(this.#logger, this.#worlds, request, status, duration);
  }
}

/** The login of the application, once known. */
function loginOf({ access }: Trace): string | null {
  return access?.application.login ?? null;
}

/** A request that has ended, for the observer. */
function exchangeOf(
  request: FastifyRequest,
  reply: FastifyReply,
  ending: Pick<Exchange, 'state' | 'status' | 'end'>,
): Exchange {
  const { trace, method, raw } = request;
  const { repeated, entry, decision, unchanged } = trace;
  return {
    ...ending,
    span: trace.epoch,
    world: trace.world.name,
    application: loginOf(trace),
    operation: repeated.operation,
    subjects: repeated.subjects,
    method,
    url: repeated.url,
    rawHeaders: raw.rawHeaders,
    secure: isSecure(raw),
    start: trace.start,
    at: entry.at,
    code: trace.refusal?.code,
    decision,
    retryAfter: reply.getHeader('retry-after')?.toString(),
    unchanged,
    requestBody: requestBodyOf(request),
    entry,
  };
}

function isSecure({ socket }: IncomingMessage): boolean {
  return (socket as Partial<TLSSocket>).encrypted === true;
}

/** Records the reason of a refusal. Waits a moment for an unread body: it may contain the reason. */
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

/**
 * The caller's world; without an identified caller, the world of the login or key in the request, else the main world.
 */
export function worldOf(request: FastifyRequest, worlds: Worlds): World {
  if (request.trace.access) return request.trace.access.world;
  const [, token = ''] = request.headers.authorization?.split(/ +/) ?? [];
  const [login = ''] = Buffer.from(token, 'base64').toString().split(':');
  const { key } = request.query as { key?: string };
  return (worlds.byLogin(login) ?? worlds.byKey(String(key)))?.world ?? worlds.main;
}

/** The part of the body that has been read; a string if it has been read whole. */
export function requestBodyOf({ trace, headers }: FastifyRequest): RequestBody {
  const { body } = trace;
  if (body === undefined) return null;
  if (typeof body === 'string') return body;
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

/** A copy: a slice would keep the whole buffer in memory. */
function beginningOf(bytes: Buffer): Buffer {
  return bytes.length <= CAPTURED ? bytes : Buffer.from(bytes.subarray(0, CAPTURED));
}
