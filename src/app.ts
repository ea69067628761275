import type { Socket } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { PROBLEM_TYPE } from './api/media-types.ts';
import { api } from './api/routes.ts';
import { BASE_PATH, BODY_LIMIT, type Paths } from './contract/operations.ts';
import { Refusal } from './contract/refusals.ts';
import { control, controlPlane } from './control/gate.ts';
import type { GuardOptions } from './control/guard.ts';
import { CONTROL_PATH } from './control/path.ts';
import { type Describe, describeRoutes } from './docs/description.ts';
import { landing } from './docs/landing.ts';
import { docs } from './docs/routes.ts';
import type { Worlds } from './world/worlds.ts';

/** What the application is made of. */
export interface AppOptions {
  readonly worlds: Worlds;
  readonly paths: Paths;
  readonly documentedOnly: boolean;
  /** Serve Swagger UI and the OpenAPI document. */
  readonly docs: boolean;
  /** Who may use the control plane; without it, there is none. */
  readonly control?: GuardOptions;
  /** Without one, nothing is logged. */
  readonly logger?: Logger;
}

/** How long a client may take to send a request, in milliseconds; then it is told 408. */
const REQUEST_TIMEOUT = 60_000;

/** Puts the application together; nothing listens yet. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const app = framework();
  const { worlds, paths } = options;
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

/** An application of which every plane can be a part: each reads requests in the same way. */
function framework(): FastifyInstance {
  return Fastify({
    // The framework's own lines would carry the URL, and with it the key: the planes log what they choose.
    logger: false,
    exposeHeadRoutes: false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 16 * 1024 },
    rewriteUrl: ({ url = '/' }) => mendPercents(url),
    clientErrorHandler: answerClientError,
    // Each route brings its compilers: Fastify's own take longer to load than all of ours.
    schemaController: {
      compilersFactory: { buildValidator: refuseSchema, buildSerializer: refuseSchema },
    },
  });
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

/** Answers what is not HTTP, before there is a request to speak of. */
function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, reason] = CLIENT_ERRORS[String(error.code)] ?? [400, 'Bad Request'];
  const body = JSON.stringify({ ...new Refusal('requete_invalide').toDocument(), status });
  socket.end(
    [
      `HTTP/1.1 ${status} ${reason}`,
      `Content-Type: ${PROBLEM_TYPE}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

const CLIENT_ERRORS: Readonly<Record<string, readonly [number, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
};
