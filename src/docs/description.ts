import swagger from '@fastify/swagger';
import type { FastifyContextConfig, FastifyInstance, FastifySchema } from 'fastify';
import type { OpenAPIV3_1 } from 'openapi-types';

/** The texts of an OpenAPI document; @fastify/swagger generates the rest from the served routes. */
export interface Description {
  /** The texts of a route; undefined for a route without documentation. */
  schemaOf(config: FastifyContextConfig): FastifySchema | undefined;
  /** Completes the generated document, a copy, for clients at a base URL. */
  finish(document: OpenAPIV3_1.Document, base: string): OpenAPIV3_1.Document;
}

/** Makes an OpenAPI document for clients at a base URL; empty: for those of any URL. */
export type MakeDocument = (base: string) => OpenAPIV3_1.Document;

/** Loads the texts of an OpenAPI document. */
export type Describe = () => Promise<MakeDocument>;

/**
 * Lets @fastify/swagger collect the routes below a base path: call it before they are registered. The texts of the
 * document are loaded on the first request for it.
 */
export async function describeRoutes(
  app: FastifyInstance,
  basePath: string,
  load: () => Promise<Description>,
): Promise<Describe> {
  let description: Description;
  await app.register(swagger, {
    // With `servers`, the paths of the document are without the base path.
    openapi: {
      openapi: '3.1.0',
      info: { title: '', version: '' },
      servers: [{ url: basePath }],
    },
    transform: ({ schema, url, route }) => ({
      schema: (!schema?.hide && description.schemaOf(route.config ?? {})) || { hide: true },
      // The base path itself would become empty.
      url: url === basePath ? `${basePath}/` : url,
    }),
  });
  return async () => {
    description ??= await load();
    // The plugin generates the document once.
    return (base) =>
      description.finish(structuredClone(app.swagger()) as OpenAPIV3_1.Document, base);
  };
}
