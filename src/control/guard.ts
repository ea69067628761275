import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { ControlRefusal, TOKEN_CHALLENGE } from './refusals.ts';

/** Who may use the control plane. */
export interface GuardOptions {
  /** What callers must send as `Authorization: Bearer …`; without it, everybody who reaches the server may call. */
  readonly token: string | undefined;
  /** Whether that includes callers that come through a proxy. */
  readonly open?: boolean;
  /** The base URL by which clients reach the server, where they do not by its own address. */
  readonly publicUrl?: string | undefined;
}

/** What proxies add to a request (RFC 7239, RFC 9110 §7.6.3, and what was in use before). */
const PROXY_HEADER = /^(forwarded|via|x-forwarded-.*|x-real-ip)$/;

/**
 * Refuses callers that the control plane is not meant for: pages of another site that a developer has open, whose requests
 * carry a foreign Origin, those without the token, and, where there is none, those that a proxy on this machine lets in.
 */
export function createGuard(options: GuardOptions): (request: FastifyRequest) => void {
  const { token, open, publicUrl } = options;
  const expected = token === undefined ? undefined : digest(`Bearer ${token}`);
  const publicOrigin = publicUrl && new URL(publicUrl).origin;
  return ({ headers }) => {
    const { origin, host } = headers;
    const own = [`http://${host}`, `https://${host}`, publicOrigin];
    const site = headers['sec-fetch-site'];
    if (
      (origin !== undefined && !own.includes(origin)) ||
      (site !== undefined && site !== 'same-origin' && site !== 'none')
    ) {
      throw new ControlRefusal(
        'origin_refused',
        'A web page of another origin may not use the control plane.',
      );
    }
    if (expected && !timingSafeEqual(digestOfHeader(headers.authorization), expected)) {
      throw tokenRequired(
        'Send the token that the server was started with (--control-token), as "Authorization: Bearer TOKEN".',
      );
    }
    if (expected || open) return;
    const header = Object.keys(headers).find((name) => PROXY_HEADER.test(name));
    if (header === undefined) return;
    throw tokenRequired(
      `The request came through a proxy (it has ${header}), which others may reach: start the server with --control-token TOKEN to protect the control plane, or with --control-open to allow everyone to use it.`,
    );
  };
}

function tokenRequired(detail: string): ControlRefusal {
  return new ControlRefusal('token_required', detail, {
    headers: { 'www-authenticate': TOKEN_CHALLENGE },
  });
}

/** The scheme has no case (RFC 9110 §11.1); Node reads each byte of a header as a character. */
function digestOfHeader(authorization = ''): Buffer {
  return digest(Buffer.from(authorization.replace(/^bearer /i, 'Bearer '), 'latin1'));
}

/** Of equal length whatever the text, as a comparison in constant time needs. */
function digest(text: string | Buffer): Buffer {
  return createHash('sha256').update(text).digest();
}
