import type { Server } from 'node:http';
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import type { Logger } from 'pino';
import { api } from './api/routes.ts';
import { BASE_PATH, BODY_LIMIT, type Paths } from './contract/operations.ts';
import { control, controlPlane } from './control/gate.ts';
import { CONTROL_PATH } from './control/path.ts';
import type { ControlRoutesOptions } from './control/routes.ts';
import { type Describe, describeRoutes } from './docs/description.ts';
import { landing } from './docs/landing.ts';
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
  readonly control?: Omit<ControlRoutesOptions, 'worlds'>;
  /** Without one, nothing is logged. */
  readonly logger?: Logger;
  /** What listens and stops; without it, listeners of its own that cut off at once what still runs. */
  readonly listeners?: Listeners;
}

/** Puts the application together; nothing listens yet. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { worlds, paths, listeners = new Listeners(0) } = options;
  const app = framework(listeners);
  app.addHook('preClose', async () => listeners.stop());
  const describe = options.docs
    ? await describeRoutes(app, BASE_PATH, async () => {
        const { describeOperations } = await import('./docs/openapi.ts');
        return describeOperations({ world: worlds.main, paths });
      })
    : undefined;
  await app.register(api, {
    prefix: BASE_PATH,
    worlds,
    paths,
    documentedOnly: options.documentedOnly,
    ...(options.logger && { logger: options.logger }),
  });
  let describeControl: Describe | undefined;
  if (options.control) {
    let described: Describe;
    const prepare = async (built: FastifyInstance) => {
      described = await describeRoutes(built, CONTROL_PATH, async () => {
        const { describeControl } = await import('./docs/control-openapi.ts');
        return describeControl();
      });
    };
    const plane = controlPlane({
      worlds,
      framework,
      ...options.control,
      ...(options.docs && { prepare }),
    });
    await app.register(control, { prefix: CONTROL_PATH, plane });
    describeControl = async () => {
      await plane.load();
      return described();
    };
  }
  if (describe) await app.register(docs, { world: worlds.main, describe, describeControl });
  await app.register(landing, { docs: options.docs, control: options.control !== undefined });
  return app;
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
