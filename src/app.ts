import type { Server } from 'node:http';
import Fastify, {
  type FastifyInstance,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify';
import type { Logger } from 'pino';
import { createPathMatch } from './api/paths.ts';
import { logRefused } from './api/request-log.ts';
import { api } from './api/routes.ts';
import { BASE_PATH, BODY_LIMIT, type Paths } from './contract/operations.ts';
import { control, controlPlane } from './control/gate.ts';
import { createHostGuard, type Refused } from './control/host-guard.ts';
import { CONTROL_PATH } from './control/path.ts';
import { pathOf } from './control/public-url.ts';
import type { ControlRoutesOptions } from './control/routes.ts';
import { type Describe, describeRoutes } from './docs/description.ts';
import { landing, placesOf, unknownPaths } from './docs/landing.ts';
import { docs } from './docs/routes.ts';
import { Listeners } from './http/listeners.ts';
import type { Worlds } from './world/worlds.ts';

/** What the application is made of. */
export interface AppOptions {
  readonly worlds: Worlds;
  readonly paths: Paths;
  readonly documentedOnly: boolean;
  /** Serve Swagger UI and the OpenAPI document. */
  readonly docs: boolean;
  /** Who may use the control plane, and what it reads; without it, there is none. */
  readonly control?: Omit<ControlRoutesOptions, 'worlds' | 'publicUrl' | 'logger'>;
  /** Host names that are admitted outside the API, besides the usual ones. */
  readonly hosts?: readonly string[];
  /** The base URL by which clients reach the server, where they do not by its own address. */
  readonly publicUrl?: string | undefined;
  /** Without one, nothing is logged. */
  readonly logger?: Logger;
  /** What listens and stops; without it, listeners of its own that cut off at once what still runs. */
  readonly listeners?: Listeners;
}

/** Puts the application together; nothing listens yet. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { worlds, paths, publicUrl, listeners = new Listeners(0) } = options;
  const app = framework(listeners);
  app.addHook('preClose', async () => listeners.stop());
  const describe = options.docs
    ? await describeRoutes(app, BASE_PATH, async () => {
        const { describeOperations } = await import('./docs/openapi.ts');
        return describeOperations({ world: worlds.main, paths, publicUrl });
      })
    : undefined;
  await app.register(api, {
    prefix: BASE_PATH,
    worlds,
    paths,
    documentedOnly: options.documentedOnly,
    publicPath: pathOf(publicUrl),
    ...(options.logger && { logger: options.logger }),
  });
  const places = placesOf(options);
  const onRefused = (request: FastifyRequest, refusal: Refused) => {
    if (options.logger) logRefused(options.logger, worlds, request, refusal);
  };
  // The API alone answers to every Host, as proxies send it.
  await app.register(async (guarded) => {
    guarded.addHook('onRequest', createHostGuard(options.hosts ?? [], onRefused));
    const describeControl = options.control && (await registerControl(guarded, options));
    if (describe) await guarded.register(docs, { world: worlds.main, describe, describeControl });
    await guarded.register(landing, places);
  });
  const match = createPathMatch(paths);
  const templateOf = (path: string) => match(path).map(({ operationId }) => paths[operationId])[0];
  await app.register(unknownPaths, { places, onRefused, templateOf });
  return app;
}

/** Registers the control plane; returns what describes it. */
async function registerControl(app: FastifyInstance, options: AppOptions): Promise<Describe> {
  const { worlds, publicUrl, logger, control: guard } = options;
  let described: Describe;
  const prepare = async (built: FastifyInstance) => {
    described = await describeRoutes(built, CONTROL_PATH, async () => {
      const { describeControl } = await import('./docs/control-openapi.ts');
      return describeControl(publicUrl);
    });
  };
  const plane = controlPlane({
    worlds,
    framework,
    logger,
    ...(guard as NonNullable<AppOptions['control']>),
    publicUrl,
    ...(options.docs && { prepare }),
  });
  await app.register(control, { prefix: CONTROL_PATH, plane });
  return async () => {
    await plane.load();
    return described();
  };
}

/** An application of which every plane can be a part: each reads requests in the same way. One has the listeners. */
function framework(listeners?: Listeners): FastifyInstance {
  const options: FastifyServerOptions<Server> = {
    // They answer what is no request.
    clientErrorHandler: () => {},
    // A request that comes while the server stops is answered like any other.
    return503OnClosing: false,
    // The framework's own lines would carry the URL, and with it the key: the planes log what they choose.
    logger: false,
    exposeHeadRoutes: false,
    bodyLimit: BODY_LIMIT,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 16 * 1024 },
    rewriteUrl: ({ url = '/' }) => mendPercents(url),
    // Each route brings its compilers: Fastify's own take longer to load than all of ours.
    schemaController: {
      compilersFactory: { buildValidator: refuseSchema, buildSerializer: refuseSchema },
    },
  };
  if (listeners === undefined) return Fastify(options);
  return Fastify({ ...options, serverFactory: (handler) => listeners.create(handler) });
}

function refuseSchema(): never {
  throw new Error('A route with a schema must bring its own validator compiler.');
}

/**
 * A path whose percent signs encode nothing is taken literally, so that it meets the refusals of any other unknown
 * value instead of the framework's own, which would come before the identification.
 */
function mendPercents(url: string): string {
  if (!url.includes('%')) return url;
  const [path, ...query] = url.split('?') as [string, ...string[]];
  try {
    decodeURIComponent(path);
    return url;
  } catch {
    return [path.replaceAll('%', '%25'), ...query].join('?');
  }
}
