import type { FastifyInstance } from 'fastify';
import type { Ports } from '../http/listeners.ts';
import type { World } from '../world/world.ts';
import type { Describe } from './description.ts';

/** Sources of the documentation. */
export interface DocsOptions {
  readonly world: World;
  /** Makes the document of the API plane. */
  readonly describe: Describe;
  /** Makes the document of the control plane, if it is enabled. */
  readonly describeControl?: Describe | undefined;
  /** The base URL of clients, if it is not the server's own address. */
  readonly publicUrl?: string | undefined;
  /** The ports of a server that speaks both HTTPS and plain HTTP. */
  readonly ports: () => Ports | undefined;
}

/** The path of the page. */
export const DOCS_PATH = '/docs';

/** The path of the guides. */
export const GUIDES_PATH = '/guides';

/** The paths of the API's OpenAPI document, in two formats. */
export const OPENAPI_PATHS = { json: '/openapi.json', yaml: '/openapi.yaml' } as const;

/** The paths of the control plane's document. */
export const CONTROL_OPENAPI_PATHS = {
  json: '/openapi-control.json',
  yaml: '/openapi-control.yaml',
} as const;

/** The paths of the documents. */
function documentPaths(control: boolean): string[] {
  return [
    ...Object.values(OPENAPI_PATHS),
    ...(control ? Object.values(CONTROL_OPENAPI_PATHS) : []),
  ];
}

/** Whether a path belongs to the documentation. */
export function isDocumentation(path: string, control: boolean): boolean {
  return (
    [DOCS_PATH, GUIDES_PATH].some((each) => path === each || path.startsWith(`${each}/`)) ||
    documentPaths(control).includes(path)
  );
}

/**
 * The guides, Swagger UI and the OpenAPI documents: loaded at their first request, so that the API starts sooner. The
 * latter two are a separate application, from which the API is isolated.
 */
export async function docs(app: FastifyInstance, options: DocsOptions): Promise<void> {
  const { world } = options;
  /** Built for the applications that the world then had. */
  let documentation:
    | { readonly built: Promise<FastifyInstance>; readonly applications: World['applications'] }
    | undefined;
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
        // The page loads its parts by relative URLs, which also work below the path of a proxy.
        if (request.url === DOCS_PATH) return reply.redirect(`.${DOCS_PATH}/`);
        // The page has the credentials of the demo application, which a reload of the fixtures may change.
        if (documentation?.applications !== world.applications) {
          documentation = { built: build(), applications: world.applications };
        }
        const { routing } = await documentation.built;
        reply.hijack();
        routing(request.raw, reply.raw);
      },
    });
  }
  for (const url of [GUIDES_PATH, `${GUIDES_PATH}/*`]) {
    app.route<{ Params: { '*'?: string } }>({
      method: ['GET', 'HEAD'],
      url,
      handler: async (request, reply) => {
        const { '*': name = '' } = request.params;
        const [path] = request.url.split('?', 1) as [string];
        if (path === GUIDES_PATH) return reply.redirect(`.${GUIDES_PATH}/`);
        // The links of a guide are relative.
        if (name && path.endsWith('/')) return reply.redirect(`../${encodeURIComponent(name)}`);
        const { sendGuide } = await import('./guides.ts');
        const control = options.describeControl !== undefined;
        return sendGuide(request, reply, { name, control });
      },
    });
  }
  app.addHook('onClose', async () => {
    await (await documentation?.built)?.close();
  });
}
