import type { IncomingMessage } from 'node:http';

/** A host (name, IPv4 address, or IPv6 address in brackets) and a port: RFC 3986 §3.2.2 and §3.2.3. */
const AUTHORITY = /^(?:\[[\da-f:.]+\]|(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})*)(?::\d*)?$/i;

/** The latest valid Host: most requests have the same, and its comparison takes less time than its check. */
let latestHost: string | undefined;

/** RFC 9112 §3.2.2: the form of targets in requests to proxies. */
const ABSOLUTE_FORM = /^https?:\/\/([^/?]*)(.*)$/is;

/**
 * Checks the target and the Host of a request (RFC 9112 §3.2), and rewrites an absolute-form target to origin form:
 * `url` is then a path, and `headers.host` the target's host, whatever the Host field. Returns the reason if the
 * request is malformed; a password in the target appears nowhere.
 */
export function readTarget(request: IncomingMessage): string | undefined {
  const { headers, rawHeaders, method } = request;
  const hosts = countOf('host', rawHeaders);
  if (hosts > 1) return 'L’en-tête Host est répété : envoyez-le une fois.';
  const { host } = headers;
  if (host === undefined && request.httpVersion === '1.1') return 'L’en-tête Host manque.';
  if (host !== undefined && host !== latestHost) {
    if (!AUTHORITY.test(host)) {
      return 'L’en-tête Host n’est pas un nom d’hôte, suivi ou non d’un port.';
    }
    latestHost = host;
  }
  const target = request.url as string;
  if (target.startsWith('/')) return undefined;
  if (target === '*') {
    return method === 'OPTIONS' ? undefined : 'Seul OPTIONS admet « * » à la place d’un chemin.';
  }
  const [, authority = '', path = ''] = ABSOLUTE_FORM.exec(target) ?? [];
  // No part of a malformed target may be logged.
  request.url = path.startsWith('/') ? path : `/${path}`;
  if (authority.includes('@')) {
    return 'L’URL contient un login ou un mot de passe : envoyez-les dans l’en-tête Authorization.';
  }
  if (authority === '' || !AUTHORITY.test(authority)) {
    return 'L’URL demandée n’est ni un chemin, ni une URL http:// ou https:// bien formée.';
  }
  headers.host = authority;
  return undefined;
}

/** The number of header fields of a name; of some names, Node keeps only the first. */
export function countOf(name: string, rawHeaders: readonly string[]): number {
  let found = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const text = rawHeaders[at] as string;
    if (text.length === name.length && text.toLowerCase() === name) found++;
  }
  return found;
}

/** Whether a request has a body, possibly empty if sent in chunks (RFC 9112 §6). */
export function announcesBody({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
}
