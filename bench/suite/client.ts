import http from 'node:http';
import https from 'node:https';
import type { Account } from './mock.ts';

// biome-ignore lint/suspicious/noExplicitAny: the tests check its members
export type Json = any;

/** An answer that was read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  /** The parsed body; throws if it is not JSON. */
  json(): Json;
}

/** The parts of a request that a test chooses. */
export interface Options {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds for the whole answer. */
  readonly timeout?: number;
  readonly ca?: string | undefined;
  /** Sends no Authorization header. */
  readonly anonymous?: boolean;
}

/**
 * Sends a request to a path below the base URL, with the credentials and, unless the path has a query, the key. Rejects
 * if no whole answer comes. Each request has a connection of its own, as a program that is started anew.
 */
export function send(account: Account, path: string, options: Options = {}): Promise<Answer> {
  const { method = 'GET', body, timeout = 15_000, ca, anonymous } = options;
  const { url, login, password, key } = account;
  const headers: Record<string, string | number> = { ...options.headers };
  if (!anonymous) {
    headers.authorization = `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
  }
  if (body !== undefined) headers['content-length'] = Buffer.byteLength(body);
  const target = `${url}${path}${path.includes('?') ? '' : `?key=${key}`}`;
  return new Promise((resolve, reject) => {
    const client = target.startsWith('https:') ? https : http;
    const signal = AbortSignal.timeout(timeout);
    const request = client.request(target, { method, headers, agent: false, signal, ca });
    request.on('error', reject);
    request.on('response', async (response) => {
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        const text = Buffer.concat(chunks).toString();
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, headers, text, json: () => JSON.parse(text) });
      } catch (error) {
        reject(error);
      }
    });
    request.end(body);
  });
}

/** The documented POST: 1 registers a partner, 0 ends the registration. */
export function setStatut(
  account: Account,
  uid: number,
  action: unknown,
  options: Options = {},
): Promise<Answer> {
  return send(account, `/users/${uid}/statut`, {
    method: 'POST',
    body: JSON.stringify({ action }),
    ...options,
    headers: { 'content-type': 'application/json', ...options.headers },
  });
}
