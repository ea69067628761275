import type { Server } from 'node:http';
import Fastify, {
  type FastifyInstance,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify';
import { createPathMatch } from './api/paths.ts';
import { logRefused, type ServerLogger } from './api/request-log.ts';
import { api } from './api/routes.ts';
import { BASE_PATH, BODY_LIMIT, type Paths } from './contract/operations.ts';
import { control, controlPlane } from './control/gate.ts';
import { createHostGuard, type Refused } from './control/host-guard.ts';
import { CONTROL_PATH } from './control/path.ts';
import { pathOf } from './control/public-url.ts';
import type { ControlRoutesOptions } from './control/routes.ts';
import type { Shared } from './control/server-control.ts';
import { authority } from './docs/authority.ts';
import { type Describe, describeRoutes } from './docs/description.ts';
import { landing, placesOf, unknownPaths } from './docs/landing.ts';
import { docs } from './docs/routes.ts';
import { Listeners } from './http/listeners.ts';
import type { Observer } from './traffic/observer.ts';
import type { Worlds } from './world/worlds.ts';

/** Parts and settings of the application. */
export interface AppOptions extends Shared {
  readonly worlds: Worlds;
  readonly paths: Paths;
  readonly documentedOnly: boolean;
  /** Serve Swagger UI, the guides and the OpenAPI documents. */
  readonly docs: boolean;
  /** The settings of the control plane; without them, it is disabled. */
  readonly control?: Omit<
    ControlRoutesOptions,
    'worlds' | 'publicUrl' | 'logger' | 'ports' | keyof Shared
  >;
  /** Further host names admitted outside the API. */
  readonly hosts?: readonly string[];
  /** The base URL of clients, if it is not the server's own address. */
  readonly publicUrl?: string | undefined;
  /** The certificate of the authority of HTTPS, in PEM. */
  readonly ca?: string | undefined;
  /** Watches the requests to the API. */
  readonly observer?: Observer | undefined;
  /** Without a logger, nothing is logged. */
  readonly logger?: ServerLogger;
  /** Opens and closes the sockets. Default: listeners that cut off running answers at once when they stop. */
  readonly listeners?: Listeners;
}

/** Builds the application; it does not listen yet. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { worlds, paths, publicUrl, listeners = new Listeners(0) } = options;
  const ports = () => listeners.ports;
  const app = framework(listeners);
  app.addHook('preClose', async () => listeners.stop());
  const describe = options.docs
    ? describeRoutes(app, BASE_PATH, async () => {
        const { describeOperations } = await import('./docs/openapi.ts');
        return describeOperations(worlds.main, paths);
      })
    : undefined;
  await app.register(api, {
    prefix: BASE_PATH,
    worlds,
    paths,
    documentedOnly: options.documentedOnly,
    publicPath: pathOf(publicUrl),
    tcpOf: (socket) => listeners.tcpOf(socket),
    observer: options.observer,
    ...(options.logger && { logger: options.logger }),
  });
  const places = placesOf(options);
  const onRefused = (request: FastifyRequest, refusal: Refused) => {
    if (options.logger) logRefused(options.logger, worlds, request, refusal);
  };
  // Only the API accepts every Host, as proxies may send any.
  await app.register(async (guarded) => {
    guarded.addHook('onRequest', createHostGuard(options.hosts ?? [], onRefused));
    const describeControl = options.control && (await registerControl(guarded, options, listeners));
    const world = worlds.main;
    if (describe) {
      await guarded.register(docs, { world, describe, describeControl, publicUrl, ports });
    }
    await guarded.register(landing, { places, world, paths });
  });
  // Public, as every server shows its certificate: at any Host.
  if (options.ca) await app.register(authority, { ca: options.ca });
  const match = createPathMatch(paths);
  const templateOf = (path: string) => match(path).map(({ operationId }) => paths[operationId])[0];
  await app.register(unknownPaths, { places, onRefused, templateOf });
  return app;
}

/** Registers the control plane; returns the function that describes it. */
async function registerControl(
  app: FastifyInstance,
  options: AppOptions,
  listeners: Listeners,
): Promise<Describe> {
  const { worlds, publicUrl, logger, control: guard } = options;
  let described: Describe;
  const prepare = async (built: FastifyInstance) => {
    described = describeRoutes(built, CONTROL_PATH, async () => {
      const { describeControl } = await import('./docs/control-openapi.ts');
      return describeControl();
    });
  };
  const plane = controlPlane({
    worlds,
    framework,
    logger,
    ...(guard as NonNullable<AppOptions['control']>),
    publicUrl,
    ports: () => listeners.ports,
    faults: options.faults,
    report: options.report,
    ...(options.docs && { prepare }),
  });
  await app.register(control, { prefix: CONTROL_PATH, plane });
  return async () => {
    await plane.load();
    return described();
  };
}

/** A Fastify instance with the settings shared by all planes; one instance has the listeners. */
function framework(listeners?: Listeners): FastifyInstance {
  const options: FastifyServerOptions<Server> = {
    // The listeners answer bytes that are not a request.
    clientErrorHandler: () => {},
    // Requests that arrive while the server stops are answered as usual.
    return503OnClosing: false,
    // Fastify's own log lines would contain the URL, and so the key: each plane writes its own.
    logger: false,
    exposeHeadRoutes: false,
    bodyLimit: BODY_LIMIT,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 16 * 1024 },
    rewriteUrl: ({ url = '/' }) => mendPercents(url),
    // Each route brings its own compilers: Fastify's take longer to load than the rest.
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
 * Treats a percent sign that encodes nothing literally: the path then gets the refusal of an unknown value, not
 * Fastify's own, which would come before the identification.
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
