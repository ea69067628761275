import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { OpenAPIV3 } from 'openapi-types';
import { stringify } from 'yaml';
import { type Bases, basesOf } from '../control/public-url.ts';
import { PROBLEM_TYPE, plainProblem } from '../http/problems.ts';
import type { MakeDocument } from './description.ts';
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
  const documentFor = await options.describe();
  await app.register(swagger, {
    mode: 'static',
    specification: { document: documentFor('') as OpenAPIV3.Document },
  });
  await app.register(swaggerUi, {
    routePrefix: DOCS_PATH,
    staticCSP: CONTENT_SECURITY_POLICY,
    theme: { title: 'faire-simple-mock' },
    uiConfig: {
      displayRequestDuration: true,
      urls: [
        { url: `..${OPENAPI_PATHS.json}${FOR_PAGE}`, name: 'API faire-simple' },
        ...(options.describeControl
          ? [{ url: `..${CONTROL_OPENAPI_PATHS.json}${FOR_PAGE}`, name: 'Control plane' }]
          : []),
      ],
      // Runs in the browser, where `ui` is the page's: "Execute" is authorised from the beginning.
      onComplete: new Function(
        `ui.preauthorizeBasic('basic', ${JSON.stringify(demo?.login)}, ${JSON.stringify(demo?.mot_de_passe)});
         ui.preauthorizeApiKey('key', ${JSON.stringify(demo?.cle)});`,
      ) as () => void,
    },
  });
  const { describeControl } = options;
  serveDocument(app, OPENAPI_PATHS, documentFor, 'api', options);
  if (describeControl) {
    serveDocument(app, CONTROL_OPENAPI_PATHS, await describeControl(), 'control', options);
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

/** The query string of the page's own requests for documents, whose server has no scheme: a proxy may speak another one. */
const FOR_PAGE = '?page';

/** Serves a document, with an absolute URL of the server for programs that are generated from it. */
function serveDocument(
  app: FastifyInstance,
  paths: { readonly json: string; readonly yaml: string },
  documentFor: MakeDocument,
  plane: keyof Bases,
  { publicUrl, ports }: DocsOptions,
): void {
  const made = (request: FastifyRequest) => {
    const forPage = request.url.endsWith(FOR_PAGE);
    return documentFor(forPage ? (publicUrl ?? '') : basesOf(request, publicUrl, ports())[plane]);
  };
  app.get(paths.json, { schema: { hide: true } }, async (request) => made(request));
  app.get(paths.yaml, { schema: { hide: true } }, async (request, reply) => {
    reply.type('application/yaml; charset=utf-8');
    return stringify(made(request), { aliasDuplicateObjects: false });
  });
}
