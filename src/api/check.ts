import type { FastifyInstance, FastifyRequest } from 'fastify';

/** A hook that refuses by throwing. It is run in the turn of the request: an async one costs every request a turn more. */
export function addCheck(app: FastifyInstance, check: (request: FastifyRequest) => void): void {
  app.addHook('onRequest', (request, _reply, done) => {
    try {
      check(request);
    } catch (error) {
      done(error as Error);
      return;
    }
    done();
  });
}
