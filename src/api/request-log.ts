import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { presented, Redaction } from '../world/redaction.ts';
import type { Worlds } from '../world/worlds.ts';
import { statusOf, whenOver } from './recorder.ts';

/** Logs one line for a request. Its query, its headers and its bodies are never logged, nor a secret in its path. */
export function addRequestLog(app: FastifyInstance, worlds: Worlds, logger: Logger): void {
  whenOver(app, (request, reply) => {
    const { refusal, rule } = request.trace;
    const { operation } = request.routeOptions.config;
    logger.info(
      {
        operation: operation?.operationId ?? null,
        method: request.method,
        path: pathOf(request, worlds),
        status: statusOf(reply),
        ...(refusal && { code: refusal.code }),
        ...(rule && { rule }),
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
  });
}

function pathOf(request: FastifyRequest, worlds: Worlds): string {
  const path = decodeURIComponent(request.url.split('?', 1)[0] as string);
  // A path that was not refused is the operation's own, and holds nothing else.
  if (request.trace.refusal === null) return path;
  const { rawHeaders } = request.raw;
  return new Redaction(worlds.secrets(), presented(rawHeaders, request.originalUrl)).text(path);
}
