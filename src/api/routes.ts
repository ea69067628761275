import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { BASE_PATH, OPERATIONS, type Operation, type Paths } from '../contract/operations.ts';
import { Refusal } from '../contract/refusals.ts';
import type { Decision } from '../traffic/rules.ts';
import type { Worlds } from '../world/worlds.ts';
import { isJson } from './body.ts';
import { createErrorHandler } from './errors.ts';
import { createHandlers } from './handlers.ts';
import { accessOf, checkKey, createIdentification } from './identification.ts';
import { JSON_TYPE } from './media-types.ts';
import { checkParameters } from './parameters.ts';
import { Recorder, Trace } from './recorder.ts';
import { ruledRequest } from './ruled-request.ts';
import { send } from './send.ts';
import { createUnknownPathRefusal } from './unknown-paths.ts';

/** What the API plane needs. */
export interface ApiOptions {
  readonly worlds: Worlds;
  /** Where the operations are, below the base path. */
  readonly paths: Paths;
  /** Answer 501 to every operation that the text does not document. */
  readonly documentedOnly: boolean;
  /** Told of every request and of every fault of ours. */
  readonly logger?: Logger;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The operation that a route of the API plane serves. */
    operation?: Operation;
  }
}

type Values = Readonly<Record<string, unknown>>;

/** What a body that is not JSON is taken for: any type that Fastify has a name for would do. */
const OTHER_TYPE = 'application/octet-stream';

/** The emulated plane: every operation of the contract, and nothing else. Refusals come in the order of CONTRACT.md §4. */
export async function api(app: FastifyInstance, options: ApiOptions): Promise<void> {
  const { worlds, paths, documentedOnly, logger } = options;
  const recorder = new Recorder(worlds, logger);
  app.setErrorHandler(createErrorHandler(worlds, recorder, logger));
  // Every body is taken as bytes, so that the contract, not the framework, says in which order it is refused.
  app.removeAllContentTypeParsers();
  // Of a type that it has no name for, Fastify parses the header anew each time.
  for (const type of ['application/json', '*']) {
    app.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) => {
      done(null, body);
    });
  }
  app.decorateRequest('trace');
  const identify = await createIdentification(app, worlds);
  const refuseUnknown = createUnknownPathRefusal(paths);
  const check = (request: FastifyRequest) => {
    checkKey(request, worlds);
    const { operation } = request.routeOptions.config;
    if (operation === undefined) refuseUnknown(request);
    else checkParameters(operation, request.params as object as Values, request.query as Values);
  };
  // One hook, without promises: each costs every request.
  app.addHook('onRequest', (request, reply, done) => {
    request.trace = new Trace();
    identify(request, reply, (refusal) => {
      if (refusal) return done(refusal);
      try {
        check(request);
      } catch (error) {
        return done(error as Error);
      }
      takeAnyType(request);
      done();
    });
  });
  // Never reached: the hook above has refused. It makes Fastify run the hooks for unknown paths below the base path.
  app.setNotFoundHandler(refuseUnknown);

  const closing = new AbortController();
  app.addHook('preClose', async () => closing.abort());

  const handlers = createHandlers(paths, BASE_PATH);
  for (const operation of OPERATIONS) {
    const handle = handlers[operation.operationId];
    const refused = documentedOnly && operation.provenance !== 'documented';
    app.route({
      method: operation.method === 'GET' ? ['GET', 'HEAD'] : operation.method,
      url: paths[operation.operationId].replace(/\{(\w+)\}/g, ':$1'),
      config: { operation },
      handler: (request, reply) => {
        if (refused) throw new Refusal('non_documente');
        const { world } = accessOf(request);
        const ruled = () =>
          world.rules.decide(ruledRequest(request, operation.operationId), () =>
            world.time().getTime(),
          );
        const answer = () => {
          const payload = handle(request, world);
          recorder.answered(request, reply, payload);
          send(request, reply.type(JSON_TYPE), payload);
          return reply;
        };
        const act = async (decision: Decision) => {
          request.trace.rule = decision.rule;
          recorder.watch(request, reply);
          const { simulate } = await simulation();
          return simulate(decision, request, reply, closing.signal, () => handle(request, world));
        };
        if (request.headers.prefer !== undefined) {
          return simulation().then(({ preferred }) => {
            const decision = preferred(request, reply) ?? ruled();
            return decision === undefined ? answer() : act(decision);
          });
        }
        const decision = ruled();
        if (decision !== undefined) return act(decision);
        // Not returned: what is returned, Fastify takes for a promise, and waits.
        answer();
        return;
      },
    });
  }
}

/** What most requests never meet is loaded by the first that does. */
function simulation() {
  return import('./simulation.ts');
}

/** A malformed Content-Type is one that is not JSON; Fastify would refuse it before it looks at the body. */
function takeAnyType({ raw: { headers } }: FastifyRequest): void {
  if (headers['content-type'] !== undefined && !isJson(headers['content-type'])) {
    headers['content-type'] = OTHER_TYPE;
  }
}
