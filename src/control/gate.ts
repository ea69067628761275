import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CONTROL_PATH } from './path.ts';
import type { ControlRoutesOptions } from './routes.ts';

/** What the control plane needs. */
export interface ControlOptions extends ControlRoutesOptions {
  /** Makes an application that reads requests as the one does that hands them on. */
  readonly framework: () => FastifyInstance;
  /** Called before the routes are registered, so that they can be described. */
  readonly prepare?: (plane: FastifyInstance) => Promise<void>;
}

/** The application of the control plane: loaded and built when it is first asked for, so that the API answers sooner. */
export interface LazyPlane {
  readonly load: () => Promise<FastifyInstance>;
  /** Closes it, if it has been built. */
  readonly close: () => Promise<void>;
}

/** Prepares the control plane; nothing of it is loaded yet. */
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

/** Hands requests for the control plane on to its application. */
export async function control(
  app: FastifyInstance,
  { plane }: { readonly plane: LazyPlane },
): Promise<void> {
  const handOn = async ({ raw }: FastifyRequest, reply: FastifyReply) => {
    const { routing } = await plane.load();
    reply.hijack();
    routing(raw, reply.raw);
  };
  // Before the body is read, which is for the plane to do.
  app.addHook('onRequest', handOn);
  // No path is known here: it makes Fastify run the hook for all below the control path, and is never reached.
  app.setNotFoundHandler(handOn);
  app.addHook('preClose', () => plane.close());
}
