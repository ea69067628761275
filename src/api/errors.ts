import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Refusal } from '../contract/refusals.ts';
import { PROBLEM_TYPE } from '../http/problems.ts';
import { StorageError } from '../store/database.ts';
import type { Redaction } from '../traffic/redaction.ts';
import type { Worlds } from '../world/worlds.ts';
import { noteRefusal, type Recorder } from './recorder.ts';
import type { Ruling } from './ruling.ts';

/** The error handler of the API plane: turns every error into a refusal of the catalogue. */
export function createErrorHandler(
  worlds: Worlds,
  recorder: Recorder,
  ruling: Ruling,
  logger?: Logger,
) {
  const refuse = async (error: Error, request: FastifyRequest, reply: FastifyReply) => {
    const refusal = toRefusal(error);
    if (refusal.code === 'erreur_interne') logger?.error({ err: error }, 'the request failed');
    await noteRefusal(refusal, request, worlds);
    if (request.trace.epoch.ended) return recorder.abandon(request, reply);
    // Header fields of the failed answer: one of them may be the field that cannot be sent.
    for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name);
    // A string: Fastify would send an object as "application/json".
    const text = textOf(refusal, worlds.redaction);
    const { alter } = request.trace;
    if (alter) {
      const failed = (unsent: Error) => void refuse(unsent, request, reply);
      return alter({ payload: text, refusal, failed });
    }
    reply.code(refusal.status).headers(refusal.headers).type(PROBLEM_TYPE);
    recorder.answered(request, reply, text);
    reply.send(text);
  };
  return (error: Error, request: FastifyRequest, reply: FastifyReply) => {
    // Without a readable body, rules that need the body do not match: the other rules decide.
    ruling.askAgain(request, reply, (failed) => void refuse(failed ?? error, request, reply));
  };
}

/** Members of a refusal that may repeat a part of the request, such as the name of a member that is a misplaced key. */
const REPEATING = new Set(['detail', 'pointer', 'parameter']);

/** A refusal as JSON without secrets; one that is a word of the catalogue leaves the other members as they are. */
function textOf(refusal: Refusal, redaction: Redaction): string {
  return JSON.stringify(refusal.toDocument(), (name, value) =>
    REPEATING.has(name) ? redaction.text(value) : value,
  );
}

function toRefusal(error: Error): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof StorageError) {
    return new Refusal(
      'erreur_interne',
      'Le serveur n’a pas pu enregistrer : son disque est plein ou sa base inaccessible. Rien n’a été modifié.',
    );
  }
  switch ((error as FastifyError).code) {
    case 'FST_BASIC_AUTH_MISSING_OR_BAD_AUTHORIZATION_HEADER':
      return new Refusal('identification_requise');
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Refusal('corps_trop_volumineux');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Refusal('type_non_supporte');
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new Refusal(
        'requete_invalide',
        'Le corps n’a pas la longueur annoncée par l’en-tête Content-Length.',
      );
    case 'ECONNRESET':
      // The connection is gone: the refusal only keeps this error out of the log of internal errors.
      return new Refusal('requete_invalide', 'La connexion a été coupée avant la fin du corps.');
    default:
      return new Refusal('erreur_interne');
  }
}
