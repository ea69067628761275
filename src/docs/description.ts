import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import type { OpenAPIV3_1 } from 'openapi-types';
import { BASE_PATH, type Paths } from '../contract/operations.ts';
import type { World } from '../world/world.ts';
import type { Description } from './openapi.ts';

/** Makes the OpenAPI document of the API plane, once its words have been loaded. */
export type Describe = () => Promise<FastifyInstance['swagger']>;

/**
 * Lets @fastify/swagger describe the routes of the API plane: to be called before they are registered. The words of the
 * document are loaded when it is first asked for.
 */
export async function describeRoutes(
  app: FastifyInstance,
  options: { readonly world: World; readonly paths: Paths },
): Promise<Describe> {
  let description: Description;
  await app.register(swagger, {
    // With `servers`, the base path is taken off the paths.
    openapi: {
      openapi: '3.1.0',
      info: { title: '', version: '' },
      servers: [{ url: BASE_PATH }],
    },
    transform: ({ schema, url, route }) => ({
      schema:
        route.config?.operation === undefined || schema?.hide
          ? { hide: true }
          : description.schemaOf(route.config.operation),
      // The index is the base path itself, of which nothing would be left.
      url: url === BASE_PATH ? `${BASE_PATH}/` : url,
    }),
    transformObject: (made) =>
      description.finish((made as { openapiObject: OpenAPIV3_1.Document }).openapiObject),
  });
  return async () => {
    const { describeOperations } = await import('./openapi.ts');
    description ??= describeOperations(options);
    return app.swagger;
  };
}
