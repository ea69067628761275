import swagger from '@fastify/swagger';
import type { FastifyContextConfig, FastifyInstance, FastifySchema } from 'fastify';
import type { OpenAPIV3_1 } from 'openapi-types';

/** The words of an OpenAPI document, which @fastify/swagger makes of the routes that an application serves. */
export interface Description {
  /** The schema of a route in the words of the document; undefined for a route that is not described. */
  schemaOf(config: FastifyContextConfig): FastifySchema | undefined;
  /** The document of the routes, completed. */
  finish(document: OpenAPIV3_1.Document): OpenAPIV3_1.Document;
}

/** Makes an OpenAPI document, once its words have been loaded. */
export type Describe = () => Promise<FastifyInstance['swagger']>;

/**
 * Lets @fastify/swagger describe the routes below a base path: to be called before they are registered. The words of the
 * document are loaded when it is first asked for.
 */
export async function describeRoutes(
  app: FastifyInstance,
  basePath: string,
  load: () => Promise<Description>,
): Promise<Describe> {
  let description: Description;
  await app.register(swagger, {
    // With `servers`, the base path is taken off the paths.
    openapi: {
      openapi: '3.1.0',
      info: { title: '', version: '' },
      servers: [{ url: basePath }],
    },
    transform: ({ schema, url, route }) => ({
      schema: (!schema?.hide && description.schemaOf(route.config ?? {})) || { hide: true },
      // Of the base path itself, nothing would be left.
      url: url === basePath ? `${basePath}/` : url,
    }),
    transformObject: (made) =>
      description.finish((made as { openapiObject: OpenAPIV3_1.Document }).openapiObject),
  });
  return async () => {
    description ??= await load();
    return app.swagger;
  };
}
