import type { FastifyRequest } from 'fastify';
import {
  BASE_PATH,
  OPERATIONS,
  type Operation,
  type Paths,
  parametersOf,
} from '../contract/operations.ts';
import { Refusal } from '../contract/refusals.ts';

/** The methods of a path; HEAD works wherever GET does (CONTRACT.md §2). */
export function methodsOf(operations: readonly Operation[]): string[] {
  return operations.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}

/** The operations with the same path as `operation`. */
export function operationsAt(paths: Paths, operation: Operation): Operation[] {
  const template = (id: Operation['operationId']) => paths[id].replace(/\{\w+\}/g, '{}');
  const path = template(operation.operationId);
  return OPERATIONS.filter(({ operationId }) => template(operationId) === path);
}

/**
 * Makes the refusal of a request without a route: 405 if its path exists for another method, else 404. It matches paths
 * for all methods, as Fastify routes only nine of them.
 */
export function createPathRefusal(paths: Paths): (request: FastifyRequest) => Refusal {
  const match = createPathMatch(paths);
  return (request) => {
    const [path = ''] = request.url.slice(BASE_PATH.length).split('?', 1);
    const found = match(path);
    if (found.length === 0) {
      const all = Object.values(paths).join(', ');
      return new Refusal(
        'ressource_inconnue',
        `Ce chemin n’existe pas. Sous ${BASE_PATH}, l’API offre : ${all}.`,
      );
    }
    return refusalOfMethod(found);
  };
}

/** Makes a function that finds the operations of a path, below the base path and encoded as in a URL. */
export function createPathMatch(paths: Paths): (path: string) => Operation[] {
  const known = OPERATIONS.map((operation) => ({
    operation,
    segments: segmentsOf(paths[operation.operationId]),
  }));
  return (path) => {
    const asked = segmentsOf(path).map(decodeURIComponent);
    return known
      .filter(({ segments }) => matches(segments, asked))
      .map(({ operation }) => operation);
  };
}

/** The refusal of a method that the path does not have, with `Allow`. */
export function refusalOfMethod(operations: readonly Operation[]): Refusal {
  const methods = methodsOf(operations);
  return new Refusal('methode_non_autorisee', `Ce chemin n’admet que ${methods.join(' et ')}.`, {
    headers: { allow: methods.join(', ') },
  });
}

/** The parts of a path between its slashes, without an empty last part. */
function segmentsOf(path: string): string[] {
  return path.replace(/\/$/, '').split('/');
}

function matches(template: readonly string[], asked: readonly string[]): boolean {
  return (
    template.length === asked.length &&
    template.every((segment, at) => parametersOf(segment).length > 0 || segment === asked[at])
  );
}
