import type { Answer } from '../helpers.ts';
import { holdAgainstPublished } from './published.ts';

/** The parts of a control plane call besides its path. */
export interface AskOptions {
  /** Sent as JSON; a text or bytes are sent as they are. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** Calls the control plane over a socket; `path` is below `/_mock`. The answer must be one that openapi/control.yaml has. */
export async function ask(
  { url }: { url: string },
  method: string,
  path: string,
  { body, headers = {} }: AskOptions = {},
): Promise<Answer> {
  const sent = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
  const response = await fetch(`${url}/_mock${path}`, {
    method,
    redirect: 'manual',
    headers: { ...(sent !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(sent !== undefined && { body: sent }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
  const answer = {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
  };
  holdAgainstPublished(method, path, answer);
  return answer;
}

/** All that can be seen of a world: the main one, or a sandbox by its id. */
export async function stateOf(server: { url: string }, sandbox?: string): Promise<object> {
  const query = sandbox === undefined ? '' : `sandbox=${sandbox}`;
  const paths = ['/state?', '/snapshots?', '/journal?', '/rules?', '/clock?'];
  const answers = await Promise.all(
    [...paths, '/applications?credentials=true&'].map(async (path) => {
      const { status, json } = await ask(server, 'GET', `${path}${query}`);
      if (status !== 200) throw new Error(`${path} answers ${status}`);
      return [path.split('?', 1)[0], json];
    }),
  );
  return Object.fromEntries(answers);
}

/** A record of thematiques as a test may add it, its key left out. */
export const THEMATIQUE = {
  nom: 'Mer',
  description: 'Le large, les ports et les plages.',
  parent: null,
  date_creation: '2016-01-01T00:00:00Z',
  date_modification: '2016-01-01T00:00:00Z',
};

/** A query string of these members. */
export function queryOf(members: object): string {
  const texts = Object.entries(members).map(([name, value]): [string, string] => [
    name,
    `${value}`,
  ]);
  return new URLSearchParams(texts).toString();
}
