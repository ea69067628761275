import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { isLoopback } from './loopback.ts';
import { ControlRefusal, TOKEN_CHALLENGE } from './refusals.ts';

/** Who may use the control plane. */
export interface GuardOptions {
  /** Whether the server listens on a loopback address only. */
  readonly loopback: boolean;
  /** What callers must send as `Authorization: Bearer …`; without it, whoever reaches the server may call. */
  readonly token: string | undefined;
}

/**
 * Refuses whom the control plane is not meant for. A page of another site that a developer has open is the danger: its
 * requests carry a foreign Origin, or, when the site's name was made to lead here, a foreign Host.
 */
export function createGuard({ loopback, token }: GuardOptions): (request: FastifyRequest) => void {
  const expected = token === undefined ? undefined : digest(`Bearer ${token}`);
  return ({ headers }) => {
    const host = headers.host ?? '';
    if (loopback && !isLoopback(hostname(host))) {
      throw new ControlRefusal(
        'host_refused',
        'The Host header names another machine than this one: call the control plane by 127.0.0.1, localhost or [::1].',
      );
    }
    const { origin } = headers;
    const foreign =
      origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`;
    const site = headers['sec-fetch-site'];
    if (foreign || (site !== undefined && site !== 'same-origin' && site !== 'none')) {
      throw new ControlRefusal(
        'origin_refused',
        'A web page of another origin may not use the control plane.',
      );
    }
    if (expected && !timingSafeEqual(digestOfHeader(headers.authorization), expected)) {
      throw new ControlRefusal(
        'token_required',
        'Send the token that the server was started with (--control-token): « Authorization: Bearer … ».',
        { headers: { 'www-authenticate': TOKEN_CHALLENGE } },
      );
    }
  };
}

/** The name in a Host header, without its port. */
function hostname(host: string): string {
  return host.replace(/:\d*$/, '');
}

/** The scheme has no case (RFC 9110 §11.1); Node reads each byte of a header as a character. */
function digestOfHeader(authorization = ''): Buffer {
  return digest(Buffer.from(authorization.replace(/^bearer /i, 'Bearer '), 'latin1'));
}

/** Of equal length whatever the text, as a comparison in constant time needs. */
function digest(text: string | Buffer): Buffer {
  return createHash('sha256').update(text).digest();
}
