import type { FastifyInstance } from 'fastify';
import type { World } from '../world/world.ts';
import type { Describe } from './description.ts';

/** What the documentation is made from. */
export interface DocsOptions {
  readonly world: World;
  /** Makes the document of the API plane. */
  readonly describe: Describe;
  /** Makes the document of the control plane, where there is one. */
  readonly describeControl?: Describe | undefined;
}

/** Where the page is. */
export const DOCS_PATH = '/docs';

/** Where the OpenAPI document is, in its two formats. */
export const OPENAPI_PATHS = { json: '/openapi.json', yaml: '/openapi.yaml' } as const;

/** Where that of the control plane is. */
export const CONTROL_OPENAPI_PATHS = {
  json: '/openapi-control.json',
  yaml: '/openapi-control.yaml',
} as const;

/** The documents' paths. */
function documentPaths(control: boolean): string[] {
  return [
    ...Object.values(OPENAPI_PATHS),
    ...(control ? Object.values(CONTROL_OPENAPI_PATHS) : []),
  ];
}

/** Whether a path is one of the documentation's. */
export function isDocumentation(path: string, control: boolean): boolean {
  return (
    path === DOCS_PATH || path.startsWith(`${DOCS_PATH}/`) || documentPaths(control).includes(path)
  );
}

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
  const urls = documentPaths(options.describeControl !== undefined);
  for (const url of [DOCS_PATH, `${DOCS_PATH}/*`, ...urls]) {
    app.route({
      method: ['GET', 'HEAD'],
      url,
      handler: async (request, reply) => {
        // The page asks for its parts by relative URLs, which are right below the path of a proxy, too.
        if (request.url === DOCS_PATH) return reply.redirect(`.${DOCS_PATH}/`);
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
