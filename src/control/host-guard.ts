import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { REAL_URL } from '../contract/operations.ts';
import { PROBLEM_TYPE } from '../http/problems.ts';
import { ControlRefusal } from './refusals.ts';

/** Pages of another origin cannot include the answers, and browsers do not guess another type. */
const HEADERS = {
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const;

/** The log's data about a refused request outside the API. */
export interface Refused {
  readonly status: number;
  readonly explanation: string;
}

/**
 * Makes the hook that checks the Host of requests outside the API: after DNS rebinding, a web page's requests have the
 * page's own name as Host. `names`: further admitted names; a name that begins with a dot admits all names below it.
 */
export function createHostGuard(
  names: readonly string[],
  onRefused: (request: FastifyRequest, refusal: Refused) => void,
) {
  const isAdmitted = hostPolicy(names);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    // Set on the raw response: the application to which the request is passed sends them too.
    for (const [name, value] of Object.entries(HEADERS)) reply.raw.setHeader(name, value);
    const { host } = request.headers;
    // Browsers always send a Host; health checks of HTTP/1.0 do not.
    if (host === undefined || isAdmitted(host)) return;
    const refusal = new ControlRefusal(
      'host_refused',
      `"${nameIn(host)}" is not a known name of this server: use 127.0.0.1 or localhost, or start the server with --allow-host ${nameIn(host) || 'NAME'}.`,
    );
    onRefused(request, { status: refusal.status, explanation: refusal.message });
    return reply.code(refusal.status).type(PROBLEM_TYPE).send(JSON.stringify(refusal.toDocument()));
  };
}

/**
 * Makes the check of a Host. Admitted are IP addresses and names of one label (`mock` in a Docker network), which DNS
 * rebinding cannot use; `localhost` and names below it; the real service's name; and the given names.
 */
function hostPolicy(names: readonly string[]): (host: string) => boolean {
  const known = [new URL(REAL_URL).hostname, ...names.map((name) => domainToASCII(name))].filter(
    // An IPv6 address is not a name.
    (name) => name !== '',
  );
  const below = known.filter((name) => name.startsWith('.'));
  return (host) => {
    const name = nameIn(host);
    if (/^[\w-]+$/.test(name) || isIP(name.replace(/^\[(.*)\]$/, '$1')) > 0) return true;
    if (name.endsWith('.localhost') || known.includes(name)) return true;
    return below.some((suffix) => name.endsWith(suffix) || name === suffix.slice(1));
  };
}

/** The name in a Host header, in lower case: without port and trailing dot. */
function nameIn(host: string): string {
  return host.replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase();
}
