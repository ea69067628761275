import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import type { OpenAPIV3 } from 'openapi-types';
import { PROBLEM_TYPE, plainProblem } from '../http/problems.ts';
import { CONTROL_OPENAPI_PATHS, DOCS_PATH, type DocsOptions, OPENAPI_PATHS } from './routes.ts';

/** The page runs only its own scripts; Swagger UI sets styles from them. */
const CONTENT_SECURITY_POLICY = {
  'default-src': "'self'",
  'img-src': "'self' data:",
  'style-src': "'self' 'unsafe-inline'",
  'frame-ancestors': "'none'",
  'base-uri': "'none'",
};

/** The application that serves Swagger UI and the OpenAPI documents. */
export async function buildDocumentation(options: DocsOptions): Promise<FastifyInstance> {
  const app = Fastify();
  const [demo] = options.world.applications;
  const swaggerOf = await options.describe();
  await app.register(swagger, {
    mode: 'static',
    specification: { document: swaggerOf() as OpenAPIV3.Document },
  });
  await app.register(swaggerUi, {
    routePrefix: DOCS_PATH,
    staticCSP: CONTENT_SECURITY_POLICY,
    theme: { title: 'faire-simple-mock' },
    uiConfig: {
      displayRequestDuration: true,
      urls: [
        { url: `..${OPENAPI_PATHS.json}`, name: 'API faire-simple' },
        ...(options.describeControl
          ? [{ url: `..${CONTROL_OPENAPI_PATHS.json}`, name: 'Control plane' }]
          : []),
      ],
      // Runs in the browser, where `ui` is the page's: "Execute" is authorised from the beginning.
      onComplete: new Function(
        `ui.preauthorizeBasic('basic', ${JSON.stringify(demo?.login)}, ${JSON.stringify(demo?.mot_de_passe)});
         ui.preauthorizeApiKey('key', ${JSON.stringify(demo?.cle)});`,
      ) as () => void,
    },
  });
  serveDocument(app, swaggerOf, OPENAPI_PATHS);
  if (options.describeControl) {
    serveDocument(app, await options.describeControl(), CONTROL_OPENAPI_PATHS);
  }
  const detail = `There is no such page: the documentation is at ${DOCS_PATH}.`;
  const refuse = (status: number, reply: FastifyReply): void => {
    reply
      .code(status)
      .type(PROBLEM_TYPE)
      .send(JSON.stringify(plainProblem(status, detail)));
  };
  app.setNotFoundHandler((_request, reply) => refuse(404, reply));
  app.setErrorHandler(({ statusCode = 500 }: FastifyError, _request, reply) => {
    refuse(statusCode, reply);
  });
  await app.ready();
  return app;
}

function serveDocument(
  app: FastifyInstance,
  swaggerOf: FastifyInstance['swagger'],
  { json, yaml }: { json: string; yaml: string },
): void {
  app.get(json, { schema: { hide: true } }, async () => swaggerOf());
  app.get(yaml, { schema: { hide: true } }, async (_request, reply) => {
    reply.type('application/yaml; charset=utf-8');
    return swaggerOf({ yaml: true });
  });
}
