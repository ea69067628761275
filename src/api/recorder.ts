import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { type Subjects, subjectsOf } from '../contract/operations.ts';
import type { Refusal } from '../contract/refusals.ts';
import { announcesBody } from '../http/target.ts';
import { CAPTURED, type Captured, type ExplainedRefusal } from '../traffic/journal.ts';
import { elapsed } from '../world/clock.ts';
import type { World } from '../world/world.ts';
import type { Access, Worlds } from '../world/worlds.ts';
import { explain } from './explanation.ts';
import { LongAnswer } from './long-answer.ts';
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
  readonly subjects: Subjects;
  /** Who calls, once they have been recognised. */
  access: Access | undefined;
  /** The rule that acted. */
  rule: string | null = null;
  refusal: ExplainedRefusal | null = null;
  /** A POST that changed nothing. */
  unchanged = false;
  /** The bytes of the body, or its beginning where the request was refused before its body was read. */
  body: Buffer | undefined;
  /** Rules that look at the body are asked once it has been read. */
  undecided = false;
  /** Sends the usual answer as a rule wants it spoilt. */
  spoil: ((payload: Payload) => void) | undefined;
  answer: Payload;
  /** What went wrong when no status could tell it any more. */
  error: Error | undefined;
  /** Whether its end is waited for. */
  watched = false;

  constructor(params: Readonly<Record<string, string>>) {
    this.subjects = subjectsOf(params);
  }
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

  /** What is about to be sent, by its reply's status: a text is sent in one go, and recorded before its client has it. */
  answered(request: FastifyRequest, reply: FastifyReply, answer: Payload): void {
    const { trace } = request;
    trace.answer = answer;
    if (answer instanceof LongAnswer) this.watch(request, reply);
    // Nobody is told anything whose connection is gone.
    else if (!trace.watched) this.#over(request, reply.raw.destroyed ? 0 : reply.statusCode);
  }

  /** Waits for the end, whatever it is: answered, dropped by a rule, or left by its client. */
  watch(request: FastifyRequest, { raw }: FastifyReply): void {
    request.trace.watched = true;
    const over = () => {
      raw.off('finish', over).off('close', over);
      this.#over(request, raw.headersSent ? raw.statusCode : 0);
    };
    raw.on('finish', over).on('close', over);
  }

  /** A client sends the same fields again and again: they are kept once. */
  #headersOf({ rawHeaders }: IncomingMessage): readonly string[] {
    const last = this.#headers;
    const same =
      last.length === rawHeaders.length && last.every((text, at) => text === rawHeaders[at]);
    if (!same) this.#headers = rawHeaders;
    return this.#headers;
  }

  #over(request: FastifyRequest, status: number): void {
    const { trace, raw } = request;
    const { operation } = request.routeOptions.config;
    const duration = Math.round((elapsed() - trace.start) * 10) / 10;
    const world = worldOf(request, this.#worlds);
    world.journal.add({
      at: world.time().getTime(),
      operation: operation?.operationId ?? null,
      subjects: trace.subjects,
      method: request.method,
      url: request.originalUrl,
      status,
      duration,
      application: trace.access?.application.login ?? null,
      rawHeaders: this.#headersOf(raw),
      requestBody: captureBytes(trace.body),
      responseBody: capture(trace.answer),
      rule: trace.rule,
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

function capture(answer: Payload): Captured | string | null {
  if (answer instanceof LongAnswer) return answer.captured;
  if (answer === undefined) return null;
  return answer.length <= CAPTURED ? answer : captureBytes(Buffer.from(answer));
}

/** The beginning of a body; of a long one it is copied, as a part would keep the whole alive. */
function captureBytes(bytes: Buffer | undefined): Captured | null {
  if (bytes === undefined) return null;
  const { length } = bytes;
  return { bytes: length <= CAPTURED ? bytes : Buffer.from(bytes.subarray(0, CAPTURED)), length };
}
