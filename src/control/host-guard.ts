import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { REAL_URL } from '../contract/operations.ts';
import { PROBLEM_TYPE } from '../http/problems.ts';
import { ControlRefusal } from './refusals.ts';

/** No page of another origin includes an answer, and no answer is taken for another type than its own. */
const HEADERS = {
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const;

/** What the log is told of a request outside the API that is refused. */
export interface Refused {
  readonly status: number;
  readonly explanation: string;
}

/**
 * Makes the hook before everything but the API: a web page whose own name was made to lead here (DNS rebinding) sends that
 * name as its Host. `names` are the further ones that are admitted; one that begins with a dot admits all below it.
 */
export function createHostGuard(
  names: readonly string[],
  onRefused: (request: FastifyRequest, refusal: Refused) => void,
) {
  const isAdmitted = hostPolicy(names);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    // On the response itself, so that the application that it is handed on to sends them, too.
    for (const [name, value] of Object.entries(HEADERS)) reply.raw.setHeader(name, value);
    const { host } = request.headers;
    // Browsers always send one; health checks of HTTP/1.0 do not.
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
 * Tells which Host is admitted: an IP address and a name of one label (`mock` in a network of Docker), which no web page
 * can have made lead here, `localhost` and the names below it, the real service's, and those that are given.
 */
function hostPolicy(names: readonly string[]): (host: string) => boolean {
  const known = [new URL(REAL_URL).hostname, ...names.map((name) => domainToASCII(name))].filter(
    // An address of IPv6 is no name.
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

/** The name in a Host header: without its port, the dot of a complete name, and capitals. */
function nameIn(host: string): string {
  return host.replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase();
}
