import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { presented, redactQuery } from '../traffic/redaction.ts';
import type { Worlds } from '../world/worlds.ts';

/** A query string with no other parameter than the key. */
const KEY_ALONE = /^(\?(key=[^&]*)?)?$/;

/** Names of parameters that may hold a secret, besides the key. */
const SECRET_NAME = /pass|pwd|secret|token|auth/i;

const MASK = '***';

/**
 * Logs one line for an answered request; `ms` is its duration in milliseconds. The line has no `key`, header or body,
 * and no secret from the path or other parameters.
 */
export function logRequest(
  logger: Logger,
  worlds: Worlds,
  request: FastifyRequest,
  status: number,
  ms: number,
): void {
  const { refusal, entry } = request.trace;
  const rule = entry.rules.length > 0 ? entry.rules.join(', ') : undefined;
  const operation = request.routeOptions.config.operation?.operationId ?? null;
  const { method, url } = request;
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  if (refusal === null && KEY_ALONE.test(url.slice(path.length))) {
    // The path of an operation that was not refused has no secret.
    const line = { operation, method, path, status, ms };
    logger.info(rule === undefined ? line : { ...line, rule }, 'request');
    return;
  }
  // For other statuses, the answer has the reason.
  const why = status === 401 || status === 403 ? refusal?.explanation : undefined;
  const { explanation, ...shown } = readable(worlds, request, why);
  const code = refusal?.code;
  const line = { operation, ...shown, status, code, explanation, rule, ms };
  logger.info(line, 'request');
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
