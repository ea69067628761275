import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Worlds } from '../world/worlds.ts';
import type { GuardOptions } from './guard.ts';
import { CONTROL_PATH } from './path.ts';

/** What the control plane needs. */
export interface ControlOptions extends GuardOptions {
  readonly worlds: Worlds;
  /** Makes an application that reads requests as the one does that hands them on. */
  readonly framework: () => FastifyInstance;
}

/**
 * Hands on whatever comes for the control plane. It is an application of its own, loaded and built when it is first asked
 * for: the API answers sooner.
 */
export async function control(app: FastifyInstance, options: ControlOptions): Promise<void> {
  let plane: Promise<FastifyInstance> | undefined;
  const build = async () => {
    const { controlRoutes } = await import('./routes.ts');
    const built = options.framework();
    await built.register(controlRoutes, { ...options, prefix: CONTROL_PATH });
    await built.ready();
    return built;
  };
  const handOn = async ({ raw }: FastifyRequest, reply: FastifyReply) => {
    plane ??= build();
    const { routing } = await plane;
    reply.hijack();
    routing(raw, reply.raw);
  };
  // Before the body is read, which is for the plane to do.
  app.addHook('onRequest', handOn);
  // No path is known here: it makes Fastify run the hook for all below the control path, and is never reached.
  app.setNotFoundHandler(handOn);
  app.addHook('preClose', async () => {
    await (await plane)?.close();
  });
}
