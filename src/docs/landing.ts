import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BASE_PATH, type Paths } from '../contract/operations.ts';
import type { Refused } from '../control/host-guard.ts';
import { CONTROL_PATH } from '../control/path.ts';
import { pathOf } from '../control/public-url.ts';
import { PROBLEM_TYPE, plainProblem } from '../http/problems.ts';
import type { World } from '../world/world.ts';
import { CA_PATH } from './authority.ts';
import { DOCS_PATH, GUIDES_PATH, isDocumentation, OPENAPI_PATHS } from './routes.ts';

/** The URLs of the server's parts, for clients. */
export interface Places {
  readonly api: string;
  readonly control?: string;
  readonly docs?: string;
  readonly guides?: string;
  /** The certificate of the authority of HTTPS. */
  readonly ca?: string;
  readonly openapi?: Readonly<Record<keyof typeof OPENAPI_PATHS, string>>;
}

/** The paths of the enabled parts, below that of the public URL. */
export function placesOf(options: {
  readonly docs: boolean;
  readonly control?: unknown;
  readonly ca?: string | undefined;
  readonly publicUrl?: string | undefined;
}): Places {
  const base = pathOf(options.publicUrl);
  const { json, yaml } = OPENAPI_PATHS;
  return {
    api: `${base}${BASE_PATH}`,
    ...(options.control !== undefined && { control: `${base}${CONTROL_PATH}` }),
    ...(options.ca !== undefined && { ca: `${base}${CA_PATH}` }),
    ...(options.docs && {
      docs: `${base}${DOCS_PATH}`,
      guides: `${base}${GUIDES_PATH}/`,
      openapi: { json: `${base}${json}`, yaml: `${base}${yaml}` },
    }),
  };
}

/** The path of the files of the page, which it loads by relative URLs: they are right below the path of a proxy, too. */
const PAGE_PATH = '/page';

/** The root: browsers receive a page, which is read at its first request; other clients the URLs of all parts. */
export async function landing(
  app: FastifyInstance,
  {
    places,
    world,
    paths,
  }: { readonly places: Places; readonly world: World; readonly paths: Paths },
): Promise<void> {
  const method = ['GET', 'HEAD'];
  app.route({
    method,
    url: '/',
    handler: async (request, reply) => {
      reply.header('vary', 'Accept');
      if (request.headers.accept?.includes('text/html')) {
        const { sendPage } = await import('./page.ts');
        return sendPage(request, reply, 'index.html');
      }
      return {
        name: 'faire-simple-mock',
        about: 'A mock server of the faire-simple API',
        ...places,
      };
    },
  });
  app.route({
    method,
    url: `${PAGE_PATH}/facts.json`,
    handler: async (_request, reply) => {
      const { factsOf, guideFacts } = await import('./facts.ts');
      reply.header('cache-control', 'no-store');
      return { ...factsOf(world, paths), places, guides: places.guides ? guideFacts() : [] };
    },
  });
  app.route<{ Params: { name: string } }>({
    method,
    url: `${PAGE_PATH}/:name`,
    handler: async (request, reply) => {
      const { sendPage } = await import('./page.ts');
      return sendPage(request, reply, request.params.name);
    },
  });
}

/** Paths outside all parts: the answer has the URLs of the parts. */
export async function unknownPaths(
  app: FastifyInstance,
  options: {
    readonly places: Places;
    readonly onRefused: (request: FastifyRequest, refusal: Refused) => void;
    /** The operation's path, as a template, for a path below the base path. */
    readonly templateOf: (path: string) => string | undefined;
  },
): Promise<void> {
  const { places, onRefused, templateOf } = options;
  const refuse = (request: FastifyRequest, reply: FastifyReply): void => {
    const path = (request.url.split('?', 1)[0] as string).replace(/\/$/, '');
    // The page's files are many: a GET comes here for a name that is none of theirs.
    const exists =
      path === '' ||
      (path.startsWith(`${PAGE_PATH}/`) && request.method !== 'GET' && request.method !== 'HEAD') ||
      (places.ca && path === CA_PATH) ||
      (places.docs && isDocumentation(path, Boolean(places.control)));
    if (exists) reply.header('allow', 'GET, HEAD');
    const status = exists ? 405 : 404;
    const template = templateOf(path);
    const elsewhere =
      template === undefined
        ? `the API is under ${places.api}.`
        : `did you mean ${places.api}${template}?`;
    const explanation = exists
      ? 'This path takes only GET and HEAD.'
      : `No such path: ${elsewhere}`;
    onRefused(request, { status, explanation });
    reply.code(status).type(PROBLEM_TYPE);
    reply.send(JSON.stringify({ ...plainProblem(status, explanation), ...places }));
  };
  // Before the body is read; the handler makes Fastify run the hook for unknown paths, and is never reached.
  app.addHook('onRequest', async (request, reply) => {
    refuse(request, reply);
    return reply;
  });
  app.setNotFoundHandler(refuse);
}
