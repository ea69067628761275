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
import { toPage } from './for-page.ts';
import { CONTROL_OPENAPI_PATHS, DOCS_PATH, type DocsOptions, OPENAPI_PATHS } from './routes.ts';
import { FOR_PAGE, swaggerUiOptions } from './swagger-ui.ts';

/** The application that serves Swagger UI and the OpenAPI documents. */
export async function buildDocumentation(options: DocsOptions): Promise<FastifyInstance> {
  const app = Fastify();
  const documentFor = await options.describe();
  await app.register(swagger, {
    mode: 'static',
    specification: { document: documentFor('') as OpenAPIV3.Document },
  });
  addViewport(app);
  const { describeControl } = options;
  await app.register(swaggerUi, swaggerUiOptions(options.world, describeControl !== undefined));
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

/** Adds to the page of @fastify/swagger-ui what its template lacks: phones show it at their own width. */
function addViewport(app: FastifyInstance): void {
  const viewport = '<meta name="viewport" content="width=device-width, initial-scale=1">';
  app.addHook('onSend', async (_request, _reply, payload) =>
    typeof payload === 'string'
      ? payload.replace('<meta charset="UTF-8">', `$&${viewport}`)
      : payload,
  );
}

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
    if (!forPage) return documentFor(basesOf(request, publicUrl, ports())[plane]);
    // Without a scheme: a proxy may speak another one.
    const document = documentFor(publicUrl ?? '');
    return plane === 'api' ? toPage(document) : document;
  };
  app.get(paths.json, { schema: { hide: true } }, async (request) => made(request));
  app.get(paths.yaml, { schema: { hide: true } }, async (request, reply) => {
    reply.type('application/yaml; charset=utf-8');
    return stringify(made(request), { aliasDuplicateObjects: false });
  });
}
