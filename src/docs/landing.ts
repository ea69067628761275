import type { FastifyInstance } from 'fastify';
import { BASE_PATH } from '../contract/operations.ts';
import { CONTROL_PATH } from '../control/path.ts';
import { DOCS_PATH, OPENAPI_PATHS } from './routes.ts';

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

  app.setNotFoundHandler(async (_request, reply) => {
    reply.code(404).type('application/problem+json; charset=utf-8');
    const detail = `Nothing here: the API is under ${BASE_PATH}.`;
    return JSON.stringify({ title: 'Not Found', status: 404, detail, ...places });
  });
}
