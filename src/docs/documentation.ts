import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyInstance } from 'fastify';
import type { OpenAPIV3, OpenAPIV3_1 } from 'openapi-types';
import { type ControlDescription, describeControl } from './control-openapi.ts';
import { CONTROL_OPENAPI_PATHS, DOCS_PATH, type DocsOptions, OPENAPI_PATHS } from './routes.ts';

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
        { url: OPENAPI_PATHS.json, name: 'API faire-simple' },
        ...(options.control ? [{ url: CONTROL_OPENAPI_PATHS.json, name: 'Control plane' }] : []),
      ],
      // Runs in the browser, where `ui` is the page's: the first click on « Execute » is already authorised.
      onComplete: new Function(
        `ui.preauthorizeBasic('basic', ${JSON.stringify(demo?.login)}, ${JSON.stringify(demo?.mot_de_passe)});
         ui.preauthorizeApiKey('key', ${JSON.stringify(demo?.cle)});`,
      ) as () => void,
    },
  });
  serveDocument(app, swaggerOf, OPENAPI_PATHS);
  if (options.control) {
    const control = await buildControlDescription();
    serveDocument(app, control.swagger, CONTROL_OPENAPI_PATHS);
    app.addHook('onClose', () => control.close());
  }
  await app.ready();
  return app;
}

/** An application that does nothing but describe the control plane. */
export async function buildControlDescription(): Promise<FastifyInstance> {
  const app = Fastify();
  await describeIn(app, describeControl());
  await app.ready();
  return app;
}

/** Lets @fastify/swagger make a document of a description. */
async function describeIn(app: FastifyInstance, description: ControlDescription): Promise<void> {
  const { routes, finish } = description;
  await app.register(swagger, {
    openapi: { openapi: '3.1.0' },
    stripBasePath: false,
    transformObject: (built) => finish((built as OpenapiObject).openapiObject),
  });
  await app.register(async (described) => {
    described.setValidatorCompiler(() => () => true);
    described.setSerializerCompiler(() => JSON.stringify);
    for (const { method, url, schema } of routes) {
      // Described here, served by the planes alone.
      described.route({ method, url, schema, handler: (_request, reply) => reply.callNotFound() });
    }
  });
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
