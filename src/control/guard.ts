import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { ControlRefusal, TOKEN_CHALLENGE } from './refusals.ts';

/** Access to the control plane. */
export interface GuardOptions {
  /** The token of `Authorization: Bearer …`; without one, every client that reaches the server has access. */
  readonly token: string | undefined;
  /** Without a token, admit clients behind a proxy too. */
  readonly open?: boolean;
  /** The base URL of clients, if it is not the server's own address. */
  readonly publicUrl?: string | undefined;
}

/** Header fields that proxies add (RFC 7239, RFC 9110 §7.6.3, and older ones in use). */
const PROXY_HEADER = /^(forwarded|via|x-forwarded-.*|x-real-ip)$/;

/**
 * Makes the check of callers. It refuses web pages of another origin, which a developer may have open; callers without
 * the token; and, without a token, callers that come through a proxy on this machine.
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

/** The scheme is case-insensitive (RFC 9110 §11.1); Node decodes each byte of a header as one character. */
function digestOfHeader(authorization = ''): Buffer {
  return digest(Buffer.from(authorization.replace(/^bearer /i, 'Bearer '), 'latin1'));
}

/** Digests have equal lengths, which the comparison in constant time needs. */
function digest(text: string | Buffer): Buffer {
  return createHash('sha256').update(text).digest();
}
