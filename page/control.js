import { BASE, state } from './state.js';
import { askToken } from './token.js';

/** A refusal of the control plane, or an unreachable server. */
export class ControlError extends Error {
  /** @param {{status: number, detail: string, code?: string, errors?: readonly object[]}} problem */
  constructor({ status, detail, code, errors = [] }) {
    super(
      [
        detail,
        ...errors.map(
          ({ pointer, parameter, detail }) => `${pointer ?? parameter ?? ''} ${detail}`,
        ),
      ]
        .join('\n')
        .trim(),
    );
    this.status = status;
    this.code = code;
  }
}

/** In memory only: a reload asks again. */
let token;

/** A request to the control plane; asks for the token if it is needed. Throws a `ControlError`. */
export async function request(
  method,
  path,
  { query = {}, body, world = true, headers, signal } = {},
) {
  const url = new URL(`_mock${path}`, BASE);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') url.searchParams.set(name, value);
  }
  if (world && state.sandbox) url.searchParams.set('sandbox', state.sandbox);
  for (;;) {
    const used = token;
    const response = await send(url, {
      method,
      signal,
      headers: {
        ...headers,
        ...(used !== undefined && { authorization: `Bearer ${bytesOf(used)}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (response.ok) return response;
    const problem = await response.json().catch(() => ({ detail: response.statusText }));
    const error = new ControlError({ ...problem, status: response.status });
    if (response.status !== 401) throw error;
    // Another request may have been given the token meanwhile.
    if (used === token) token = await askToken(error, used !== undefined);
  }
}

/** A text as header fields have it: a character for each byte of its UTF-8. */
function bytesOf(text) {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

async function send(url, options) {
  try {
    return await fetch(url, { cache: 'no-store', ...options });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ControlError({ status: 0, detail: error.message });
  }
}

/** The answer of an operation as JSON; undefined if it has none. */
export async function ask(method, path, options) {
  const response = await request(method, path, options);
  return response.status === 204 ? undefined : response.json();
}

/** A text as one segment of a path. */
export const segment = encodeURIComponent;

/** Asks whether the control plane admits the page. */
export async function admit() {
  await ask('GET', '/', { world: false });
  state.admitted = true;
}
