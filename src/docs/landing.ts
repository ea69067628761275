import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BASE_PATH } from '../contract/operations.ts';
import { CONTROL_PATH } from '../control/path.ts';
import { PROBLEM_TYPE, plainProblem } from '../http/problems.ts';
import { DOCS_PATH, isDocumentation, OPENAPI_PATHS } from './routes.ts';

/** The root: it leads a browser to the documentation, and tells others what is where; and what is said of other paths. */
export async function landing(
  app: FastifyInstance,
  options: { docs: boolean; control: boolean },
): Promise<void> {
  const places = {
    api: BASE_PATH,
    ...(options.control && { control: CONTROL_PATH }),
    ...(options.docs && { docs: DOCS_PATH, openapi: OPENAPI_PATHS }),
  };

  app.route({
    method: ['GET', 'HEAD'],
    url: '/',
    handler: async (request, reply) => {
      if (options.docs && request.headers.accept?.includes('text/html')) {
        return reply.redirect(DOCS_PATH);
      }
      return {
        name: 'faire-simple-mock',
        about: 'A mock server of the faire-simple API',
        ...places,
      };
    },
  });

  const refuse = (request: FastifyRequest, reply: FastifyReply): void => {
    const path = (request.url.split('?', 1)[0] as string).replace(/\/$/, '');
    const exists = path === '' || (options.docs && isDocumentation(path, options.control));
    if (exists) reply.header('allow', 'GET, HEAD');
    const document = exists
      ? plainProblem(405, 'This path takes GET and HEAD only.')
      : plainProblem(404, `Nothing here: the API is under ${BASE_PATH}.`);
    reply.code(exists ? 405 : 404).type(PROBLEM_TYPE);
    reply.send(JSON.stringify({ ...document, ...places }));
  };
  // Before the body is read; the handler makes Fastify run the hook for unknown paths, and is never reached.
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404) refuse(request, reply);
    else done();
  });
  app.setNotFoundHandler(refuse);
}
