import type { FastifyInstance } from 'fastify';
import type { Paths } from '../contract/operations.ts';
import type { World } from '../world/world.ts';

/** What the documentation is made from. */
export interface DocsOptions {
  readonly world: World;
  readonly paths: Paths;
}

/** Where the page is. */
export const DOCS_PATH = '/docs';

/** Where the OpenAPI document is, in its two formats. */
export const OPENAPI_PATHS = { json: '/openapi.json', yaml: '/openapi.yaml' } as const;

/**
 * Swagger UI and the OpenAPI document. They are an application of their own, loaded and built when first asked for:
 * the API answers sooner, and nothing of them can reach it.
 */
export async function docs(app: FastifyInstance, options: DocsOptions): Promise<void> {
  let documentation: Promise<FastifyInstance> | undefined;
  const build = async () => {
    const { buildDocumentation } = await import('./documentation.ts');
    return buildDocumentation(options);
  };
  for (const url of [DOCS_PATH, `${DOCS_PATH}/*`, ...Object.values(OPENAPI_PATHS)]) {
    app.route({
      method: ['GET', 'HEAD'],
      url,
      handler: async (request, reply) => {
        documentation ??= build();
        const { routing } = await documentation;
        reply.hijack();
        routing(request.raw, reply.raw);
      },
    });
  }
  app.addHook('onClose', async () => {
    await (await documentation)?.close();
  });
}
