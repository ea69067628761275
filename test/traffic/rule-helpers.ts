import type { RuledRequest } from '../../src/traffic/rules.ts';

export const PASS = { action: 'pass' } as const;

/** A request as rules see it. */
export function request(given: Given = {}): RuledRequest {
  const { operation = 'getUser', method = 'GET', path = '/users/1', query = {}, json } = given;
  const headers = new Map(
    Object.entries(given.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    operation,
    method,
    subjects: { uid: 1, semestre: null, ...given.subjects },
    path: () => path,
    query: (name) => [query[name] ?? []].flat(),
    header: (name) => [headers.get(name) ?? []].flat(),
    body: given.body ?? (() => json),
    refused: given.refused ?? false,
  };
}

export interface Given
  extends Partial<Pick<RuledRequest, 'operation' | 'method' | 'body' | 'refused'>> {
  readonly subjects?: Partial<RuledRequest['subjects']>;
  readonly path?: string;
  readonly query?: Readonly<Record<string, string | string[]>>;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly json?: unknown;
}
