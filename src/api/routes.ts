import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import {
  BASE_PATH,
  OPERATIONS,
  type Operation,
  type Paths,
  parametersOf,
} from '../contract/operations.ts';
import { Problem } from '../contract/problems.ts';
import type { World } from '../world/world.ts';
import { isJson } from './body.ts';
import { createErrorHandler } from './errors.ts';
import { createHandlers } from './handlers.ts';
import { addIdentification } from './identification.ts';
import { checkParameters } from './parameters.ts';

/** What the API plane needs. */
export interface ApiOptions {
  readonly world: World;
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

const JSON_TYPE = 'application/json; charset=utf-8';
const OTHER_TYPE = 'application/octet-stream';

/** The emulated plane: every operation of the contract, and nothing else. Refusals come in the order of CONTRACT.md §4. */
export async function api(app: FastifyInstance, options: ApiOptions): Promise<void> {
  const { world, paths, documentedOnly, logger } = options;
  app.decorateReply('refusal', null);
  app.setErrorHandler(createErrorHandler(world, logger));
  // Every body is taken as bytes, so that the contract, not the framework, says in which order it is refused.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('preParsing', async ({ raw: { headers } }) => {
    // A malformed type is one that is not JSON; Fastify would refuse it before it looks at the body.
    if (!isJson(headers['content-type'])) headers['content-type'] = OTHER_TYPE;
  });

  await addIdentification(app, world);
  const refuseUnknown = createUnknownPathRefusal(world, paths);
  app.addHook('onRequest', async (request) => {
    const { operation } = request.routeOptions.config;
    if (operation === undefined) refuseUnknown(request);
    else checkParameters(operation, request.params as object as Values, request.query as Values);
  });
  if (logger) addRequestLog(app, world, logger);
  // Never reached: the hook above has refused. It makes Fastify run the hooks for unknown paths below the base path.
  app.setNotFoundHandler(refuseUnknown);

  const handlers = createHandlers(world, paths, BASE_PATH);
  for (const operation of OPERATIONS) {
    const handle = handlers[operation.operationId];
    const refused = documentedOnly && operation.provenance !== 'documented';
    app.route({
      method: operation.method === 'GET' ? ['GET', 'HEAD'] : operation.method,
      url: paths[operation.operationId].replace(/\{(\w+)\}/g, ':$1'),
      config: { operation },
      handler: (request, reply) => {
        if (refused) throw new Problem('non_documente');
        reply.type(JSON_TYPE);
        return reply.send(handle(request));
      },
    });
  }
}

/** One line for a request. Its query, its headers and its bodies are never logged. */
function addRequestLog(app: FastifyInstance, world: World, logger: Logger): void {
  // The demo application's password is a word that paths may hold, and no secret.
  const secrets = world.applications.flatMap(({ cle, mot_de_passe }, position) =>
    position === 0 ? [cle] : [cle, mot_de_passe],
  );
  app.addHook('onResponse', async (request, reply) => {
    let path = decodeURIComponent(request.url.split('?', 1)[0] as string);
    for (const secret of secrets) path = path.replaceAll(secret, '***');
    logger.info(
      {
        operation: request.routeOptions.config.operation?.operationId ?? null,
        method: request.method,
        path,
        status: reply.statusCode,
        ...(reply.refusal && { code: reply.refusal }),
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
  });
}

type Values = Readonly<Record<string, unknown>>;

/**
 * What is said of a request that no route serves: 405 where its path exists for another method, 404 otherwise. The
 * order of CONTRACT.md §4 holds here too: a malformed uid, then an unknown partner, come before the method.
 */
function createUnknownPathRefusal(world: World, paths: Paths) {
  const known = OPERATIONS.map((operation) => ({
    operation,
    segments: segmentsOf(paths[operation.operationId]),
  }));

  return (request: FastifyRequest): never => {
    const [path = ''] = request.url.slice(BASE_PATH.length).split('?', 1);
    const asked = segmentsOf(path).map(decodeURIComponent);
    const methods: string[] = [];
    for (const { operation, segments } of known) {
      const params = match(segments, asked);
      if (params === undefined) continue;
      checkParameters(operation, params, {});
      if ('uid' in params && world.user(Number(params.uid)) === undefined) {
        throw new Problem('partenaire_inconnu');
      }
      methods.push(...(operation.method === 'GET' ? ['GET', 'HEAD'] : [operation.method]));
    }
    if (methods.length === 0) {
      const all = Object.values(paths).join(', ');
      throw new Problem(
        'ressource_inconnue',
        `Ce chemin n’existe pas. Sous ${BASE_PATH}, l’API offre : ${all}.`,
      );
    }
    throw new Problem('methode_non_autorisee', `Ce chemin n’admet que ${methods.join(' et ')}.`, {
      headers: { allow: methods.join(', ') },
    });
  };
}

/** The parts of a path between its slashes, without an empty last one. */
function segmentsOf(path: string): string[] {
  return path.replace(/\/$/, '').split('/');
}

/** The values of a template's parameters in a path, or undefined where the path is another. */
function match(
  template: readonly string[],
  asked: readonly string[],
): Record<string, string> | undefined {
  if (template.length !== asked.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, segment] of template.entries()) {
    const [name] = parametersOf(segment);
    if (name !== undefined) params[name] = asked[at] as string;
    else if (segment !== asked[at]) return undefined;
  }
  return params;
}
