import type { IncomingMessage } from 'node:http';

/** RFC 3986 §3.2.2 and §3.2.3: a name, an IPv4 address or one of IPv6 in brackets, and a port. */
const AUTHORITY = /^(?:\[[\da-f:.]+\]|(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})*)(?::\d*)?$/i;

/** RFC 9112 §3.2.2: the form of the target that clients send to proxies. */
const ABSOLUTE_FORM = /^https?:\/\/([^/?]*)(.*)$/is;

/**
 * Checks the target and the Host of a request (RFC 9112 §3.2), and makes an absolute-form target one of origin form: from
 * then on, `url` is a path and `headers.host` the host that the request is for, whatever its Host field says. Returns the
 * reason why the request is malformed, if it is; a password in its target is in none of them.
 */
export function readTarget(request: IncomingMessage): string | undefined {
  const { headers, rawHeaders, method } = request;
  const hosts = countOf('host', rawHeaders);
  if (hosts > 1) return 'L’en-tête Host est répété : envoyez-le une fois.';
  const { host } = headers;
  if (host === undefined && request.httpVersion === '1.1') return 'L’en-tête Host manque.';
  if (host !== undefined && !AUTHORITY.test(host)) {
    return 'L’en-tête Host n’est pas un nom d’hôte, suivi ou non d’un port.';
  }
  const target = request.url as string;
  if (target.startsWith('/')) return undefined;
  if (target === '*') {
    return method === 'OPTIONS' ? undefined : 'Seul OPTIONS admet « * » à la place d’un chemin.';
  }
  const [, authority = '', path = ''] = ABSOLUTE_FORM.exec(target) ?? [];
  // Not even a part of it may be logged.
  request.url = path.startsWith('/') ? path : `/${path}`;
  if (authority.includes('@')) {
    return 'L’URL contient un login ou un mot de passe : envoyez-les dans l’en-tête Authorization.';
  }
  if (authority === '' || !AUTHORITY.test(authority)) {
    return 'L’URL demandée n’est ni un chemin, ni une URL http:// ou https:// bien formée.';
  }
  headers.host = authority;
  return undefined;
}

/** How many header fields of that name came; Node keeps the first of several. */
export function countOf(name: string, rawHeaders: readonly string[]): number {
  let found = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const text = rawHeaders[at] as string;
    if (text.length === name.length && text.toLowerCase() === name) found++;
  }
  return found;
}

/** Whether a request has a body, which may be empty where it comes in chunks (RFC 9112 §6). */
export function announcesBody({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
}
