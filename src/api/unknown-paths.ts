import type { FastifyRequest } from 'fastify';
import { BASE_PATH, OPERATIONS, type Paths, parametersOf } from '../contract/operations.ts';
import { Refusal } from '../contract/refusals.ts';
import { accessOf } from './identification.ts';
import { checkParameters } from './parameters.ts';

/**
 * What is said of a request that no route serves: 405 where its path exists for another method, 404 otherwise. The
 * order of CONTRACT.md §4 holds here too: a malformed uid, then an unknown partner, come before the method.
 */
export function createUnknownPathRefusal(paths: Paths) {
  const known = OPERATIONS.map((operation) => ({
    operation,
    segments: segmentsOf(paths[operation.operationId]),
  }));

  return (request: FastifyRequest): never => {
    const [path = ''] = request.url.slice(BASE_PATH.length).split('?', 1);
    const asked = segmentsOf(path).map(decodeURIComponent);
    const methods: string[] = [];
    for (const { operation, segments } of known) {
      const params = match(segments, asked);
      if (params === undefined) continue;
      checkParameters(operation, params, {});
      if ('uid' in params && accessOf(request).world.user(Number(params.uid)) === undefined) {
        throw new Refusal('partenaire_inconnu');
      }
      methods.push(...(operation.method === 'GET' ? ['GET', 'HEAD'] : [operation.method]));
    }
    if (methods.length === 0) {
      const all = Object.values(paths).join(', ');
      throw new Refusal(
        'ressource_inconnue',
        `Ce chemin n’existe pas. Sous ${BASE_PATH}, l’API offre : ${all}.`,
      );
    }
    throw new Refusal('methode_non_autorisee', `Ce chemin n’admet que ${methods.join(' et ')}.`, {
      headers: { allow: methods.join(', ') },
    });
  };
}

/** The parts of a path between its slashes, without an empty last one. */
function segmentsOf(path: string): string[] {
  return path.replace(/\/$/, '').split('/');
}

/** The values of a template's parameters in a path, or undefined where the path is another. */
function match(
  template: readonly string[],
  asked: readonly string[],
): Record<string, string> | undefined {
  if (template.length !== asked.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, segment] of template.entries()) {
    const [name] = parametersOf(segment);
    if (name !== undefined) params[name] = asked[at] as string;
    else if (segment !== asked[at]) return undefined;
  }
  return params;
}
