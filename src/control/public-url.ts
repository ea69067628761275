import type { FastifyRequest } from 'fastify';
import type { Ports } from '../http/listeners.ts';

/** Base URLs for clients: that of the API, and that of the control plane. */
export interface Bases {
  readonly api: string;
  readonly control: string;
}

/**
 * The base URLs for clients that reach the server as a request did. If the server speaks both, the API is at the port of
 * HTTPS, and the control plane at that of plain HTTP, which TLS faults do not concern.
 */
export function basesOf(
  { protocol, host, socket }: FastifyRequest,
  publicUrl: string | undefined,
  ports: Ports | undefined,
): Bases {
  const authority = host || `127.0.0.1:${socket.localPort}`;
  const own = publicUrl ?? `${protocol}://${authority}`;
  if (publicUrl !== undefined || ports === undefined) return { api: own, control: own };
  const at = (scheme: keyof Ports) =>
    scheme === protocol ? own : `${scheme}://${authority.replace(/:\d*$/, '')}:${ports[scheme]}`;
  return { api: at('https'), control: at('http') };
}

/** The path of the public URL, which precedes the planes' paths; empty without a public URL. */
export function pathOf(publicUrl: string | undefined): string {
  return publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/$/, '');
}
