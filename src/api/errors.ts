import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Problem } from '../contract/problems.ts';
import { StorageError } from '../world/database.ts';
import type { World } from '../world/world.ts';
import { uidOf } from './handlers.ts';

declare module 'fastify' {
  interface FastifyReply {
    /** The code of the refusal that was sent, for the log. */
    refusal: string | null;
  }
}

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** The API plane's error handler: whatever is thrown becomes one of the catalogue's refusals. */
export function createErrorHandler(world: World, logger?: Logger) {
  return (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
    const problem = toProblem(error, request, world);
    if (problem.status === 500) logger?.error({ err: error }, 'the request failed');
    reply.refusal = problem.code;
    reply.code(problem.status).headers(problem.headers).type(PROBLEM_TYPE);
    // Fastify would announce these as « application/json » were they not text.
    reply.send(JSON.stringify(problem.toDocument()));
  };
}

function toProblem(error: Error, request: FastifyRequest, world: World): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof StorageError) {
    return new Problem(
      'erreur_interne',
      'Le serveur n’a pas pu enregistrer : son disque est plein ou sa base inaccessible. Rien n’a été modifié.',
    );
  }
  switch ((error as FastifyError).code) {
    case 'FST_BASIC_AUTH_MISSING_OR_BAD_AUTHORIZATION_HEADER':
      return new Problem('identification_requise');
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      // In the order of CONTRACT.md §4, an unknown partner comes first.
      return new Problem(
        world.user(uidOf(request)) === undefined ? 'partenaire_inconnu' : 'corps_trop_volumineux',
      );
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new Problem(
        'requete_invalide',
        'Le corps n’a pas la longueur annoncée par l’en-tête Content-Length.',
      );
    case 'ECONNRESET':
      // Nobody reads this; it keeps the client's going away out of the log of our faults.
      return new Problem('requete_invalide', 'La connexion a été coupée avant la fin du corps.');
    default:
      return new Problem('erreur_interne');
  }
}
