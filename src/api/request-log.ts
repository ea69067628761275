import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { presented } from '../traffic/redaction.ts';
import type { Worlds } from '../world/worlds.ts';

/**
 * Logs one line for a request that was answered in so many milliseconds. Its query, its headers and its bodies are never
 * logged, nor a secret in its path.
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
  const { method } = request;
  const path = pathOf(request, worlds);
  const line =
    refusal === null && rule === null
      ? { operation, method, path, status, ms }
      : {
          operation,
          method,
          path,
          status,
          ...(refusal && { code: refusal.code }),
          ...(rule && { rule }),
          ms,
        };
  logger.info(line, 'request');
}

function pathOf(request: FastifyRequest, worlds: Worlds): string {
  const { url } = request;
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  // A path that was not refused is the operation's own, and holds nothing else.
  if (request.trace.refusal === null) return path;
  const { rawHeaders } = request.raw;
  const redaction = worlds.redaction.with(presented(rawHeaders, request.originalUrl));
  return redaction.text(decodeURIComponent(path));
}
