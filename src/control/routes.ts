import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Ports } from '../http/listeners.ts';
import { PROBLEM_TYPE } from '../http/problems.ts';
import { parseExactly } from '../json/exact.ts';
import type { Schema } from '../json/schema.ts';
import { DEEPEST, tooDeepAt } from '../json/value.ts';
import { StorageError } from '../store/database.ts';
import { checkAgainst, invalid, type PlacedViolation, show } from '../world/validation.ts';
import { WorldError } from '../world/world-error.ts';
import type { Worlds } from '../world/worlds.ts';
import { createGuard, type GuardOptions } from './guard.ts';
import { journalStream } from './journal-stream.ts';
import {
  CONTROL_OPERATIONS,
  DESCRIBED_OPERATIONS,
  LIST_OPERATIONS,
  type OperationDescription,
  STREAM_JOURNAL,
} from './operations.ts';
import { CONTROL_PATH } from './path.ts';
import { basesOf, pathOf } from './public-url.ts';
import { type ControlCode, ControlRefusal } from './refusals.ts';
import { ServerControl, type Shared } from './server-control.ts';
import { lineOf, VerificationError } from './verification-error.ts';
import { WorldControl } from './world-control.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The operation that a route of the control plane serves. */
    controlOperation?: OperationDescription;
  }
}

/** Options of the routes. */
export interface ControlRoutesOptions extends GuardOptions, Shared {
  readonly worlds: Worlds;
  /** The largest accepted body, in bytes. */
  readonly bodyLimit: number;
  readonly logger?: Logger | undefined;
  /** The ports of HTTPS and plain HTTP, if the server has both. */
  readonly ports: () => Ports | undefined;
}

/** The operations of the control plane over HTTP. */
export async function controlRoutes(
  app: FastifyInstance,
  options: ControlRoutesOptions,
): Promise<void> {
  const { worlds, bodyLimit, publicUrl } = options;
  const guard = createGuard(options);
  // Before the body is read.
  app.addHook('onRequest', async (request) => {
    guard(request);
    if (request.is404) refuseUnknown(request);
    const { 'content-encoding': coding = 'identity' } = request.headers;
    if (coding.toLowerCase() !== 'identity' && operationOf(request).body) throw unsupportedType();
  });
  app.setErrorHandler((error: Error, _request, reply) => {
    const problem = toProblem(error, bodyLimit);
    if (problem.status >= 500) options.logger?.error({ err: error }, 'the control request failed');
    sendProblem(problem, reply);
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit },
    (_request, text, done) => {
      if (tooDeepAt(text as string) !== undefined) {
        const detail = `The body has more than ${DEEPEST} levels of arrays and objects.`;
        return done(new ControlRefusal('invalid_request', detail));
      }
      try {
        done(null, text === '' ? undefined : parseExactly(text as string));
      } catch (error) {
        const reason = (error as SyntaxError).message;
        done(new ControlRefusal('invalid_request', `The body is not valid JSON: ${reason}.`));
      }
    },
  );
  // The type of an empty body does not matter: some clients announce any type without a body.
  app.addContentTypeParser('*', (request, payload: IncomingMessage, done) => {
    const empty = () => done(null);
    payload.once('data', () => {
      payload.off('end', empty);
      // An operation without a body refuses one later, with a clearer message.
      done(operationOf(request).body ? unsupportedType() : null);
    });
    payload.once('end', empty).once('error', done);
  });
  // Makes Fastify run the hook for unknown paths; the hook refuses first, so this handler is never reached.
  app.setNotFoundHandler(refuseUnknown);

  app.addHook('preHandler', async (request) => refuseUntaken(request));

  const list = { config: { controlOperation: LIST_OPERATIONS }, exposeHeadRoute: true };
  app.get('/', list, async (request) => {
    queryOf(LIST_OPERATIONS, request);
    return {
      about:
        'The control plane of faire-simple-mock: tests prepare a world and check the requests that it received.',
      operations: CONTROL_OPERATIONS.map(({ operationId, method, path, summary }) => ({
        operationId,
        method,
        href: `${pathOf(publicUrl)}${CONTROL_PATH}${path}`,
        summary,
      })),
    };
  });
  const streams = new Set<Readable>();
  app.get(
    STREAM_JOURNAL.path,
    { config: { controlOperation: STREAM_JOURNAL }, exposeHeadRoute: true },
    (request, reply) => {
      const { sandbox } = queryOf({}, request);
      reply.type('text/event-stream; charset=utf-8').header('cache-control', 'no-store');
      if (request.method === 'HEAD') return reply.send();
      const stream = journalStream(worldOf(worlds, sandbox).journal, request);
      streams.add(stream);
      stream.once('close', () => streams.delete(stream));
      return reply.send(stream);
    },
  );
  // Streams and waits must not delay the server's stop.
  const closing = new AbortController();
  app.addHook('preClose', async () => {
    closing.abort();
    for (const stream of streams) stream.destroy();
  });
  for (const operation of CONTROL_OPERATIONS) {
    app.route({
      method: operation.method,
      url: operation.path.replace(/\{(\w+)\}/g, ':$1'),
      config: { controlOperation: operation },
      exposeHeadRoute: true,
      handler: async (request, reply) => {
        const { sandbox, ...query } = queryOf(operation, request);
        const server = new ServerControl(worlds.main, options);
        const answer = await operation.run({
          control: sandbox === undefined ? server : new WorldControl(worlds.sandbox(sandbox)),
          server,
          worlds,
          params: valuesOf(operation.params, request.params),
          query,
          body: request.body === undefined && operation.bodyOptional ? {} : request.body,
          closing: closing.signal,
          bases: basesOf(request, publicUrl, options.ports()),
          token: options.token,
        });
        if (operation.answer === undefined) return reply.code(204).send();
        if (operation.created) reply.code(201);
        return reply.type('application/json; charset=utf-8').send(JSON.stringify(answer));
      },
    });
  }
}

function worldOf(worlds: Worlds, sandbox: string | undefined) {
  return sandbox === undefined ? worlds.main : worlds.sandbox(sandbox);
}

/** The operation at the request's path; undefined for an unknown path. */
function operationOf({ routeOptions }: FastifyRequest): OperationDescription {
  return routeOptions.config.controlOperation as OperationDescription;
}

/** Refuses a body or a sandbox that the operation would ignore: the caller expects an effect. */
function refuseUntaken(request: FastifyRequest): void {
  const { body, allWorlds } = operationOf(request);
  const { sandbox } = request.query as { sandbox?: string };
  if (allWorlds && sandbox !== undefined) {
    const expected = 'none: this operation is about all worlds';
    throw untaken('sandbox', { location: ['sandbox'], found: show(sandbox), expected });
  }
  if (body !== undefined) return;
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  // Fastify reads no body of a GET.
  const unread = request.body === undefined && (Number(length) > 0 || coding !== undefined);
  // Some clients send an empty object in place of no body.
  const says = request.body !== undefined && JSON.stringify(request.body) !== '{}';
  if (unread || says) {
    const hint = allWorlds ? '' : '; the query parameter "sandbox" selects a sandbox';
    const found = unread ? 'one' : show(request.body);
    throw untaken('body', { location: [], found, expected: `none${hint}` });
  }
}

function untaken(what: string, violation: PlacedViolation): WorldError {
  return invalid(`This operation takes no ${what}.`, [violation]);
}

const SANDBOX: Schema = { type: 'string', description: 'The id of a sandbox.' };

/**
 * The query of a request, its sandbox checked. The operation's method checks the rest; without a method, nothing else
 * is admitted.
 */
function queryOf(
  { query: known }: Pick<OperationDescription, 'query'>,
  request: FastifyRequest,
): { sandbox?: string } {
  const query = valuesOf(known, request.query);
  checkAgainst(
    {
      type: 'object',
      properties: { sandbox: SANDBOX },
      additionalProperties: known !== undefined,
    },
    query,
    'the query string',
  );
  return query;
}

/** The values of a path or a query string: texts, or what their schema says where they are that. */
function valuesOf(
  known: Readonly<Record<string, Schema>> = {},
  texts: unknown,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(texts as Record<string, string>).map(([name, text]) => {
      const type = known[name]?.type;
      if (type === 'integer' && /^\d+$/.test(text)) return [name, Number(text)];
      if (type === 'boolean' && /^(true|false)$/.test(text)) return [name, text === 'true'];
      return [name, text];
    }),
  );
}

/** Refuses a request without a route. */
function refuseUnknown(request: FastifyRequest): never {
  const path = (request.url.split('?', 1)[0] as string)
    .slice(CONTROL_PATH.length)
    .replace(/\/*$/, '');
  const methods = DESCRIBED_OPERATIONS.filter((route) =>
    new RegExp(`^${route.path.replace(/\{\w+\}/g, '[^/]+').replace(/\/$/, '')}$`).test(path),
  ).flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  if (methods.length > 0) {
    throw new ControlRefusal('method_not_allowed', `This path takes ${methods.join(', ')} only.`, {
      headers: { allow: methods.join(', ') },
    });
  }
  throw new ControlRefusal('not_found', `Unknown path: GET ${CONTROL_PATH} lists the operations.`);
}

function sendProblem(problem: ControlRefusal, reply: FastifyReply): void {
  reply.code(problem.status).headers(problem.headers).type(PROBLEM_TYPE);
  reply.send(JSON.stringify(problem.toDocument()));
}

const KINDS: Readonly<Record<WorldError['kind'], ControlCode>> = {
  unknown: 'not_found',
  invalid: 'invalid_request',
  conflict: 'conflict',
  reset: 'world_reset',
};

function toProblem(error: Error, bodyLimit: number): ControlRefusal {
  if (error instanceof ControlRefusal) return error;
  if (error instanceof WorldError) {
    const { summary, violations: errors, more } = error;
    return new ControlRefusal(KINDS[error.kind], summary, { errors, more });
  }
  if (error instanceof VerificationError) {
    const { code, summary, verdict, failed } = error;
    return new ControlRefusal(code, summary, {
      errors: (failed ?? []).map((each) => ({
        pointer: `/${each.index}`,
        detail: lineOf(each),
      })),
      nearest: (failed ?? [{ verdict }]).flatMap((each) => each.verdict.nearest),
    });
  }
  if (error instanceof StorageError) return new ControlRefusal('storage_failed', error.message);
  switch ((error as FastifyError).code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new ControlRefusal(
        'body_too_large',
        `The body is larger than ${bodyLimit / 1024 / 1024} MiB: start the server with a larger --control-body-limit.`,
      );
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return unsupportedType();
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new ControlRefusal(
        'invalid_request',
        'The body is not as long as its Content-Length says.',
      );
    case 'ECONNRESET':
      // Nobody reads it: it keeps a client that left out of the log of internal errors.
      return new ControlRefusal('invalid_request', 'The connection closed before the body ended.');
    default:
      return new ControlRefusal('internal_error', 'The control plane failed.');
  }
}

function unsupportedType(): ControlRefusal {
  return new ControlRefusal(
    'unsupported_type',
    'Send JSON without a content coding, with "Content-Type: application/json".',
  );
}
