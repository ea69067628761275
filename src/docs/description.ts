import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type {
  FastifyContextConfig,
  FastifyInstance,
  FastifyPluginCallback,
  FastifySchema,
  RouteOptions,
} from 'fastify';
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

/** Loads the texts of an OpenAPI document, and generates it. */
export type Describe = () => Promise<MakeDocument>;

/**
 * Collects the routes of an application for an OpenAPI document: call it before they are registered. The first request
 * for the document loads its texts and @fastify/swagger. Registered at the start, as its documentation says, the plugin
 * would load 260 files: `npm run bench -- start` takes 1.15 times as long.
 */
export function describeRoutes(
  app: FastifyInstance,
  basePath: string,
  load: () => Promise<Description>,
): Describe {
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => {
    routes.push(route);
  });
  const describe = async (): Promise<MakeDocument> => {
    const [description, { default: plugin }] = await Promise.all([
      load(),
      import('@fastify/swagger'),
    ]);
    const document = generate(routes, plugin, optionsOf(basePath, description));
    return (base) => description.finish(structuredClone(document), base);
  };
  let described: Promise<MakeDocument> | undefined;
  return () => {
    described ??= describe();
    return described;
  };
}

/** Registers the plugin with an object that tells it of the routes, and calls the function that it decorates. */
function generate(
  routes: readonly RouteOptions[],
  plugin: FastifyPluginCallback<FastifyDynamicSwaggerOptions>,
  options: FastifyDynamicSwaggerOptions,
): OpenAPIV3_1.Document {
  const hooks: Record<string, (argument: unknown) => void> = {};
  let swagger: unknown;
  const app = {
    addHook: (name: string, hook: (argument: unknown) => void) => {
      hooks[name] = hook;
    },
    decorate: (_name: string, value: unknown) => {
      swagger = value;
    },
    getSchemas: () => ({}),
  };
  const done = () => {};
  plugin(app as unknown as FastifyInstance, options, done);
  for (const route of routes) hooks.onRoute?.(route);
  hooks.onReady?.(done);
  return (swagger as () => OpenAPIV3_1.Document)();
}

function optionsOf(basePath: string, description: Description): FastifyDynamicSwaggerOptions {
  return {
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
  };
}
