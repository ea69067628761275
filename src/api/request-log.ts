import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { presented, redactQuery } from '../traffic/redaction.ts';
import type { Worlds } from '../world/worlds.ts';

/** A query string that holds the key and nothing else. */
const KEY_ALONE = /^(\?(key=[^&]*)?)?$/;

/** Names under which something secret may come, besides the key. */
const SECRET_NAME = /pass|pwd|secret|token|auth/i;

const MASK = '***';

/**
 * Logs one line for a request that was answered in so many milliseconds. Its `key`, its headers and its bodies are never
 * logged, nor a secret in its path and in other parameters.
 */
export function logRequest(
  logger: Logger,
  worlds: Worlds,
  request: FastifyRequest,
  status: number,
  ms: number,
): void {
  const { refusal, entry } = request.trace;
  const { rule } = entry;
  const operation = request.routeOptions.config.operation?.operationId ?? null;
  const { method, url } = request;
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  if (refusal === null && KEY_ALONE.test(url.slice(path.length))) {
    // The path of an operation that was not refused holds nothing else.
    const line = { operation, method, path, status, ms };
    logger.info(rule === null ? line : { ...line, rule }, 'request');
    return;
  }
  // Of other statuses, the answer itself says why.
  const why = status === 401 || status === 403 ? refusal?.explanation : undefined;
  const { explanation, ...shown } = readable(worlds, request, why);
  const code = refusal?.code;
  const line = { operation, ...shown, status, code, explanation, rule: rule ?? undefined, ms };
  logger.info(line, 'request');
}

/** Logs a request outside the API that was refused, and what its client should do instead. */
export function logRefused(
  logger: Logger,
  worlds: Worlds,
  request: FastifyRequest,
  refusal: { readonly status: number; readonly explanation: string },
): void {
  const { explanation, ...shown } = readable(worlds, request, refusal.explanation);
  logger.info({ operation: null, ...shown, status: refusal.status, explanation }, 'request');
}

/** A request as the log shows it, without secrets. */
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
