/** OpenSSL's errors for bytes that are not TLS: it recognises plain HTTP by its frequent methods. */
const NOT_TLS = /^ERR_SSL_(HTTP_REQUEST|HTTPS_PROXY_REQUEST|WRONG_VERSION_NUMBER)$/;

/** The alerts by which clients refuse a certificate (RFC 8446 §6.2), in OpenSSL's words. */
const REFUSED = /_ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|CERTIFICATE_EXPIRED)$/;

/** OpenSSL's errors for a client that has no version or cipher in common with the server. */
const NOTHING_SHARED = /^ERR_SSL_(UNSUPPORTED_PROTOCOL|NO_SHARED_CIPHER)$/;

/**
 * An error of TLS in words, and how to correct the client; undefined if there is nothing to correct. `httpPort`: the
 * server's port for plain HTTP, if it has one; `faulty`: the server gives clients a reason to refuse.
 */
export function tlsProblem(
  code: string,
  httpPort: number | undefined,
  faulty = false,
): string | undefined {
  if (NOT_TLS.test(code)) {
    const other =
      httpPort === undefined
        ? 'start the server with --http-port, which adds a port for plain HTTP'
        : `send it to port ${httpPort}, which speaks plain HTTP`;
    return `A plain HTTP request came to the port of HTTPS: write https:// in the URL of the client, or ${other}.`;
  }
  if (faulty) return undefined;
  const [, alert] = REFUSED.exec(code) ?? [];
  if (alert !== undefined) {
    const words = alert.toLowerCase().replaceAll('_', ' ');
    return `A client refused the certificate (alert "${words}"): have it trust the authority of the certificate, and write one of the names of the certificate in its URL.`;
  }
  return NOTHING_SHARED.test(code)
    ? 'A client has no TLS version or cipher in common with the server, which speaks TLS 1.2 and 1.3.'
    : undefined;
}

/**
 * The problem of bytes that came to the port for plain HTTP and are not HTTP: undefined, unless they begin a TLS handshake
 * (RFC 8446 §5.1). `httpsPort`: the server's port for HTTPS, if it has one.
 */
export function plainPortProblem(
  bytes: Buffer | undefined,
  httpsPort: number | undefined,
): string | undefined {
  if (bytes?.[0] !== 22 || bytes[1] !== 3) return undefined;
  const other =
    httpsPort === undefined
      ? 'start the server with --https'
      : `send it to port ${httpsPort}, which speaks HTTPS`;
  return `An HTTPS request came to a port of plain HTTP: write http:// in the URL of the client, or ${other}.`;
}
