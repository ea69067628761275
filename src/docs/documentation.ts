import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyInstance } from 'fastify';
import type { OpenAPIV3_1 } from 'openapi-types';
import { describeOperations } from './openapi.ts';
import { DOCS_PATH, type DocsOptions, OPENAPI_PATHS } from './routes.ts';

/** The page runs its own scripts only; Swagger UI sets styles from them. */
const CONTENT_SECURITY_POLICY = {
  'default-src': "'self'",
  'img-src': "'self' data:",
  'style-src': "'self' 'unsafe-inline'",
  'frame-ancestors': "'none'",
  'base-uri': "'none'",
};

/** What @fastify/swagger hands to `transformObject` when it makes OpenAPI, not Swagger 2. */
interface OpenapiObject {
  openapiObject: OpenAPIV3_1.Document;
}

/** The application that serves Swagger UI and the OpenAPI document. */
export async function buildDocumentation(options: DocsOptions): Promise<FastifyInstance> {
  const app = Fastify();
  const { routes, document, schemas, finish } = describeOperations(options);
  const [demo] = options.world.applications;

  await app.register(swagger, {
    openapi: document,
    stripBasePath: false,
    refResolver: { buildLocalReference: ({ $id }) => String($id) },
    transformObject: (built) => finish((built as OpenapiObject).openapiObject),
  });
  await app.register(swaggerUi, {
    routePrefix: DOCS_PATH,
    staticCSP: CONTENT_SECURITY_POLICY,
    theme: { title: 'faire-simple-mock' },
    uiConfig: {
      displayRequestDuration: true,
      // Runs in the browser, where `ui` is the page's: the first click on « Execute » is already authorised.
      onComplete: new Function(
        `ui.preauthorizeBasic('basic', ${JSON.stringify(demo?.login)}, ${JSON.stringify(demo?.mot_de_passe)});
         ui.preauthorizeApiKey('key', ${JSON.stringify(demo?.cle)});`,
      ) as () => void,
    },
  });
  for (const schema of schemas) app.addSchema(schema);
  await app.register(async (described) => {
    described.setValidatorCompiler(() => () => true);
    described.setSerializerCompiler(() => JSON.stringify);
    for (const { method, url, schema } of routes) {
      // Described here, served by the API plane alone.
      described.route({ method, url, schema, handler: (_request, reply) => reply.callNotFound() });
    }
  });

  app.get(OPENAPI_PATHS.json, { schema: { hide: true } }, async () => app.swagger());
  app.get(OPENAPI_PATHS.yaml, { schema: { hide: true } }, async (_request, reply) => {
    reply.type('application/yaml; charset=utf-8');
    return app.swagger({ yaml: true });
  });
  await app.ready();
  return app;
}
