import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { OPERATIONS, type Operation, type Paths } from '../contract/operations.ts';
import { Refusal } from '../contract/refusals.ts';
import type { TcpOf } from '../http/closing.ts';
import type { Observer } from '../traffic/observer.ts';
import type { Worlds } from '../world/worlds.ts';
import { checkBodyHeaders, readBodies } from './body.ts';
import { createErrorHandler } from './errors.ts';
import { handlerOf } from './handlers.ts';
import { checkKey, createIdentification } from './identification.ts';
import { JSON_TYPE } from './media-types.ts';
import { createPathRefusal } from './paths.ts';
import { Recorder, Trace } from './recorder.ts';
import type { ServerLogger } from './request-log.ts';
import { createRuling } from './ruling.ts';
import { send } from './send.ts';
import { validationOf } from './validation.ts';

/** Options of the API plane. */
export interface ApiOptions {
  readonly worlds: Worlds;
  /** The paths of the operations, below the base path. */
  readonly paths: Paths;
  /** The path of the public URL, which precedes the base path in links. */
  readonly publicPath: string;
  /** Answer 501 for operations that the text does not document. */
  readonly documentedOnly: boolean;
  readonly tcpOf: TcpOf;
  /** Logs requests and internal errors. */
  readonly logger?: ServerLogger;
  /** Watches the requests. */
  readonly observer?: Observer | undefined;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The operation that a route of the API plane serves. */
    operation?: Operation;
  }
}

/**
 * The emulated plane: the operations of the contract. Fastify's life cycle gives the order of refusals (CONTRACT.md
 * §4): `onRequest` refuses 401, 403, 404, 405 and 501 and applies the rules; the parsers refuse 415, 413 and invalid
 * JSON; the validators refuse 400; the handler refuses an unknown record.
 */
export async function api(app: FastifyInstance, options: ApiOptions): Promise<void> {
  const { worlds, paths, documentedOnly, publicPath, tcpOf, logger } = options;
  const recorder = new Recorder(worlds, logger, options.observer);
  const closing = new AbortController();
  app.addHook('preClose', async () => closing.abort());
  const ruling = createRuling(recorder, { paths, tcpOf, closing: closing.signal });
  app.decorateRequest('trace');
  app.setErrorHandler(createErrorHandler(worlds, recorder, ruling, logger));
  readBodies(app);

  const identify = await createIdentification(app, worlds);
  const refusalOfPath = createPathRefusal(paths);
  const refusePath = (request: FastifyRequest): never => {
    throw refusalOfPath(request);
  };
  const check = (request: FastifyRequest): void => {
    checkKey(request, worlds);
    const { operation } = request.trace;
    if (operation === undefined) refusePath(request);
    else if (documentedOnly && operation.provenance !== 'documented')
      throw new Refusal('non_documente');
  };
  // One hook, without promises: each hook and promise slows every request.
  app.addHook('onRequest', (request, reply, done) => {
    request.trace = new Trace(request.routeOptions.config.operation);
    identify(request, reply, (refusal) => {
      recorder.begin(request, reply);
      if (refusal) return ruling.askRefused(refusal, request, reply, done);
      try {
        check(request);
      } catch (error) {
        return ruling.askRefused(error as Error, request, reply, done);
      }
      ruling.ask(request, reply, done);
    });
  });
  // Makes Fastify run the hook for unknown paths below the base path; the hook refuses first, so this handler is never
  // reached.
  app.setNotFoundHandler(refusePath);

  for (const operation of OPERATIONS) {
    const handle = handlerOf(operation, paths, publicPath);
    const handler = (request: FastifyRequest, reply: FastifyReply): void => {
      const { world, alter } = request.trace;
      request.trace.held = world.hold();
      const payload = handle(request, world);
      if (alter) {
        alter({ payload, failed: (error) => reply.send(error) });
      } else {
        recorder.answered(request, reply, payload);
        send(request, reply.type(JSON_TYPE), payload);
      }
    };
    const route = {
      url: paths[operation.operationId].replace(/\{(\w+)\}/g, ':$1'),
      config: { operation },
      handler,
      ...validationOf(operation),
    };
    if (operation.method === 'GET') {
      app.route({ method: 'GET', ...route });
      app.route({ method: 'HEAD', ...route, schema: { ...route.schema, hide: true } });
    } else {
      const { askAgain } = ruling;
      app.route({
        method: 'POST',
        ...route,
        preParsing: checkBodyHeaders,
        preValidation: askAgain,
      });
    }
  }
}
