import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Refusal } from '../contract/refusals.ts';
import { StorageError } from '../store/database.ts';
import { Redaction } from '../traffic/redaction.ts';
import type { Worlds } from '../world/worlds.ts';
import { uidOf } from './handlers.ts';
import { accessOf } from './identification.ts';
import { PROBLEM_TYPE } from './media-types.ts';
import { noteRefusal, type Recorder } from './recorder.ts';

/** The API plane's error handler: whatever is thrown becomes one of the catalogue's refusals. */
export function createErrorHandler(worlds: Worlds, recorder: Recorder, logger?: Logger) {
  return async (error: Error, request: FastifyRequest, reply: FastifyReply) => {
    const problem = toProblem(error, request);
    if (problem.status === 500) logger?.error({ err: error }, 'the request failed');
    await noteRefusal(problem, request, worlds);
    reply.code(problem.status).headers(problem.headers).type(PROBLEM_TYPE);
    // The names of members that are not admitted are repeated: one may be a key in the wrong place.
    const redaction = new Redaction(worlds.secrets());
    // Fastify would announce these as « application/json » were they not text.
    const text = redaction.text(JSON.stringify(problem.toDocument()));
    recorder.answered(request, reply, text);
    return reply.send(text);
  };
}

function toProblem(error: Error, request: FastifyRequest): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof StorageError) {
    return new Refusal(
      'erreur_interne',
      'Le serveur n’a pas pu enregistrer : son disque est plein ou sa base inaccessible. Rien n’a été modifié.',
    );
  }
  switch ((error as FastifyError).code) {
    case 'FST_BASIC_AUTH_MISSING_OR_BAD_AUTHORIZATION_HEADER':
      return new Refusal('identification_requise');
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      // In the order of CONTRACT.md §4, an unknown partner comes first.
      return new Refusal(
        accessOf(request).world.user(uidOf(request)) === undefined
          ? 'partenaire_inconnu'
          : 'corps_trop_volumineux',
      );
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new Refusal(
        'requete_invalide',
        'Le corps n’a pas la longueur annoncée par l’en-tête Content-Length.',
      );
    case 'ECONNRESET':
      // Nobody reads this; it keeps the client's going away out of the log of our faults.
      return new Refusal('requete_invalide', 'La connexion a été coupée avant la fin du corps.');
    default:
      return new Refusal('erreur_interne');
  }
}
