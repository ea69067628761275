import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CONTROL_PATH } from './path.ts';
import type { ControlRoutesOptions } from './routes.ts';

/** Options of the control plane. */
export interface ControlOptions extends ControlRoutesOptions {
  /** Makes an application that reads requests as the outer one does. */
  readonly framework: () => FastifyInstance;
  /** Called before the routes are registered, to describe them. */
  readonly prepare?: (plane: FastifyInstance) => Promise<void>;
}

/** The application of the control plane: loaded and built on its first request, so that the server starts sooner. */
export interface LazyPlane {
  readonly load: () => Promise<FastifyInstance>;
  /** Closes the application if it has been built. */
  readonly close: () => Promise<void>;
}

/** Prepares the control plane without loading it. */
export function controlPlane({ framework, prepare, ...options }: ControlOptions): LazyPlane {
  let plane: Promise<FastifyInstance> | undefined;
  const build = async () => {
    const { controlRoutes } = await import('./routes.ts');
    const built = framework();
    await prepare?.(built);
    await built.register(controlRoutes, { ...options, prefix: CONTROL_PATH });
    await built.ready();
    return built;
  };
  return {
    load: () => {
      plane ??= build();
      return plane;
    },
    close: async () => (await plane)?.close(),
  };
}

/** Passes requests for the control plane to its application. */
export async function control(
  app: FastifyInstance,
  { plane }: { readonly plane: LazyPlane },
): Promise<void> {
  const handOn = async ({ raw }: FastifyRequest, reply: FastifyReply) => {
    const { routing } = await plane.load();
    reply.hijack();
    routing(raw, reply.raw);
  };
  // Before the body is read: the plane reads it.
  app.addHook('onRequest', handOn);
  // No route matches here: this handler makes Fastify run the hook for all paths below the control path; it is never
  // reached.
  app.setNotFoundHandler(handOn);
  app.addHook('preClose', () => plane.close());
}
