import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { presented, redactQuery } from '../traffic/redaction.ts';
import type { Worlds } from '../world/worlds.ts';

/** A query string with no other parameter than the key. */
const KEY_ALONE = /^(key=[^&]*)?$/;

/** Names of parameters that may hold a secret, besides the key. */
const SECRET_NAME = /pass|pwd|secret|token|auth/i;

const MASK = '***';

/** Logs an answered request, possibly later, with its present time and in its order; `ms`: its duration. */
export type AnswerLog = (status: number, ms: number) => void;

/** pino, and a way to log answered requests that costs them less. */
export interface ServerLogger extends Logger {
  /** Makes the function that logs requests whose lines have these members, besides the status and the duration. */
  answers(members: object): AnswerLog;
}

/**
 * Logs one line for an answered request; `ms` is its duration in milliseconds. The line has no `key`, header or body,
 * and no secret from the path or other parameters.
 */
export function logRequest(
  logger: ServerLogger,
  worlds: Worlds,
  request: FastifyRequest,
  status: number,
  ms: number,
): void {
  if (!logger.isLevelEnabled('info')) return;
  const { refusal, entry, repeated } = request.trace;
  const rule = entry.rules.length > 0 ? entry.rules.join(', ') : undefined;
  // A rule may have answered a request that is otherwise refused.
  if (refusal === null && rule === undefined) {
    repeated.log ??= answerLog(logger, request);
    if (repeated.log) {
      repeated.log(status, ms);
      return;
    }
  }
  // For other statuses, the answer has the reason.
  const why = status === 401 || status === 403 ? refusal?.explanation : undefined;
  const { explanation, ...shown } = readable(worlds, request, why);
  const code = refusal?.code;
  const { operation } = repeated;
  const line = { operation, ...shown, status, code, explanation, rule, ms };
  logger.info(line, 'request');
}

/**
 * The function that logs requests like one that was not refused, whose path therefore has no secret; undefined if its
 * query may have one.
 */
function answerLog(
  logger: ServerLogger,
  { method, url, trace }: FastifyRequest,
): AnswerLog | undefined {
  const [path, query = ''] = url.split(/\?(.*)/s);
  if (!KEY_ALONE.test(query)) return undefined;
  return logger.answers({ operation: trace.repeated.operation, method, path });
}

/** Logs a refused request outside the API, and how to correct it. */
export function logRefused(
  logger: Logger,
  worlds: Worlds,
  request: FastifyRequest,
  refusal: { readonly status: number; readonly explanation: string },
): void {
  const { explanation, ...shown } = readable(worlds, request, refusal.explanation);
  logger.info({ operation: null, ...shown, status: refusal.status, explanation }, 'request');
}

/** A request in the log, without secrets. */
function readable(
  { redaction: known }: Worlds,
  { method, url, raw, originalUrl }: FastifyRequest,
  explanation: string | undefined,
) {
  const redaction = known.with(presented(raw.rawHeaders, originalUrl));
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  const { key: _, ...parameters } = redactQuery(query, redaction);
  const shown = Object.entries(parameters).map(([name, value]) => [
    name,
    SECRET_NAME.test(name) ? MASK : value,
  ]);
  return {
    method,
    path: redaction.text(decodeURIComponent(path)),
    query: shown.length > 0 ? Object.fromEntries(shown) : undefined,
    explanation: explanation && redaction.text(explanation),
  };
}
