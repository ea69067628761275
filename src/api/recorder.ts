import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '../contract/problems.ts';
import { CAPTURED, type Captured, type Refusal } from '../world/journal.ts';
import type { World } from '../world/world.ts';
import type { Access, Worlds } from '../world/worlds.ts';
import { explain, warningsOf } from './explanation.ts';
import { JsonStream } from './json-stream.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the API plane comes to know of a request, for its journal. */
    trace: Trace;
  }
}

/** What becomes known of a request while it is answered. */
export interface Trace {
  /** Who calls, once they have been recognised. */
  access: Access | undefined;
  /** The rule that acted. */
  rule: string | null;
  refusal: Refusal | null;
  /** A POST that changed nothing. */
  unchanged: boolean;
  /** What was read of a body that nobody asked for. */
  unread: Buffer | undefined;
  answer: Captured | JsonStream | null;
}

/** How long to wait for the body of a request that is refused before its body is read, in milliseconds. */
const BODY_WAIT = 100;

/**
 * Calls back once for every request, when it is over: answered, dropped by a rule, or left by its client. Fastify's own
 * onResponse comes for those answered only.
 */
export function whenOver(
  app: FastifyInstance,
  callback: (request: FastifyRequest, reply: FastifyReply) => void,
): void {
  app.addHook('onRequest', (request, reply, done) => {
    const over = () => {
      reply.raw.off('finish', over).off('close', over);
      callback(request, reply);
    };
    reply.raw.on('finish', over).on('close', over);
    done();
  });
  // Without any such hook, Fastify does not measure the time.
  app.addHook('onResponse', (_request, _reply, done) => done());
}

/** The status that a client was told; 0: none. */
export function statusOf({ raw }: FastifyReply): number {
  return raw.headersSent ? raw.statusCode : 0;
}

/** Writes every request of the API plane, refused ones too, into the journal of the world it was meant for. */
export function addRecorder(app: FastifyInstance, worlds: Worlds): void {
  app.decorateRequest('trace');
  app.addHook('onRequest', (request, _reply, done) => {
    request.trace = {
      access: undefined,
      rule: null,
      refusal: null,
      unchanged: false,
      unread: undefined,
      answer: null,
    };
    done();
  });
  app.addHook('onSend', (request, _reply, payload, done) => {
    request.trace.answer = capture(payload);
    done();
  });
  whenOver(app, (request, reply) => {
    const { trace } = request;
    const { operation } = request.routeOptions.config;
    const world = worldOf(request, worlds);
    const { uid } = request.params as { uid?: string };
    world.journal.add({
      at: world.time().getTime(),
      operation: operation?.operationId ?? null,
      uid: uid === undefined || !/^[1-9]\d{0,15}$/.test(uid) ? null : Number(uid),
      method: request.method,
      url: request.originalUrl,
      status: statusOf(reply),
      duration: Math.round(reply.elapsedTime * 10) / 10,
      application: trace.access?.application.login ?? null,
      rawHeaders: request.raw.rawHeaders,
      requestBody: captureBytes((request.body as Buffer | undefined) ?? trace.unread),
      responseBody: trace.answer instanceof JsonStream ? trace.answer.captured : trace.answer,
      rule: trace.rule,
      warnings: warningsOf(request, operation, trace.unchanged),
      refusal: trace.refusal,
    });
  });
}

/** Notes why a request is refused. Its body, if nobody has read it, is waited for a moment: it may hold the reason. */
export async function recordRefusal(
  problem: Problem,
  request: FastifyRequest,
  worlds: Worlds,
): Promise<void> {
  const { trace } = request;
  if (request.body === undefined && announcesBody(request) && problem.status !== 413) {
    trace.unread = await beginning(request.raw);
  }
  const body = (request.body as Buffer | undefined) ?? trace.unread;
  trace.refusal = { code: problem.code, explanation: explain(problem, request, body, worlds) };
}

function announcesBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
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

function capture(payload: unknown): Trace['answer'] {
  if (payload instanceof JsonStream) return payload;
  if (typeof payload === 'string') {
    const length = Buffer.byteLength(payload);
    // A short text is kept as it is, at no cost; of a long one, a part would keep the whole alive.
    return length <= CAPTURED ? { bytes: payload, length } : captureBytes(Buffer.from(payload));
  }
  return null;
}

/** The beginning of a body, copied: the whole of it is not kept alive. */
function captureBytes(bytes: Buffer | undefined): Captured | null {
  if (bytes === undefined) return null;
  return { bytes: Buffer.from(bytes.subarray(0, CAPTURED)), length: bytes.length };
}
