import type { FastifyRequest } from 'fastify';
import type { OperationId } from '../contract/operations.ts';
import type { RuledRequest } from '../traffic/rules.ts';

/** A request as rules see it. */
export function ruledRequest(request: FastifyRequest, operation: OperationId): RuledRequest {
  const { uid } = request.params as { uid?: string };
  return {
    operation,
    uid: uid === undefined ? null : Number(uid),
    query: request.query as Record<string, unknown>,
    headers: request.headers,
    body() {
      try {
        return JSON.parse(String(request.body));
      } catch {
        return undefined;
      }
    },
  };
}
