/** The reasons of errors of connections, by their codes. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it closed the connection before the answer was whole',
  EPIPE: 'it closed the connection before the answer was whole',
  EHOSTUNREACH: 'there is no way to its address',
  ENETUNREACH: 'there is no way to its address',
  ETIMEDOUT: 'its address does not answer',
  HPE_HEADER_OVERFLOW: 'the header fields of its answer are longer than 16 KiB',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'its answer has endless chunk extensions',
  EPROTO: 'it does not speak HTTPS on that port',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak HTTPS on that port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak HTTPS on that port',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

const UNTRUSTED =
  'no trusted authority has issued its certificate: name the authority by --ca, if it is yours';

/** The reason of an error of a connection, in words of ours: the error's own may quote the server. */
export function reasonOf(error: unknown, secure: boolean): string {
  const code = codeOf(error);
  const known = REASONS[code];
  if (known !== undefined) return known;
  if (isCertificateProblem(error)) return UNTRUSTED;
  if (code.startsWith('HPE_')) return `its answer is not HTTP (${code})`;
  if (secure && code.startsWith('ERR_SSL_')) return `TLS failed (${code})`;
  return `the connection failed (${code})`;
}

/** The problems of certificates that are not by their dates or names (X509_verify_cert_error_string of OpenSSL). */
const CERTIFICATE =
  /^(CERT_|ERR_TLS_CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|PATH_LENGTH)/;

/** Whether an error is one of the server's certificate. */
export function isCertificateProblem(error: unknown): boolean {
  return CERTIFICATE.test(codeOf(error));
}

function codeOf(error: unknown): string {
  const { code, errors } = error as NodeJS.ErrnoException & { errors?: readonly unknown[] };
  // Of several addresses, the first one stands for all.
  if (errors?.[0] !== undefined) return codeOf(errors[0]);
  return typeof code === 'string' ? code : 'no code';
}
