import type { Socket } from 'node:net';
import { STATUS_CODES } from '../node-http.ts';
import { systemClock } from '../world/clock.ts';
import { earlyProblem, PROBLEM_TYPE } from './problems.ts';

/** An error of Node's HTTP parser, and the bytes that it was reading. */
export interface ClientError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
  readonly bytesParsed?: number;
}

/** A request line with a method and a version (RFC 9112 §3). */
const REQUEST_LINE = /^[\w!#$%&'*+.^`|~-]+ \S+ HTTP\/\d\.\d\r?$/;

export const HTTP_1_1 = 'Ce serveur parle HTTP/1.1.';

/** The status and the detail for bytes that are not a valid request. */
export function statusOfClientError(error: ClientError): [number, string] {
  const { code, rawPacket = Buffer.alloc(0), bytesParsed = 0 } = error;
  const line = lineAt(rawPacket, bytesParsed);
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return [408, 'La requête n’est pas arrivée entière à temps.'];
    case 'HPE_HEADER_OVERFLOW':
      return isRequestLine(rawPacket, bytesParsed)
        ? [414, 'L’URL est trop longue.']
        : [431, 'Les en-têtes dépassent 16 Kio (16 384 octets).'];
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return [413, 'Les extensions des fragments (chunks) sont trop longues.'];
    case 'HPE_PAUSED_H2_UPGRADE':
      return [505, HTTP_1_1];
    case 'HPE_INVALID_METHOD':
      if (REQUEST_LINE.test(line)) return [501, 'Cette méthode est inconnue.'];
      break;
    case 'HPE_INVALID_VERSION':
      if (REQUEST_LINE.test(line)) return [505, HTTP_1_1];
  }
  return [400, 'La requête n’est pas une requête HTTP bien formée.'];
}

/** The line around a byte. */
function lineAt(bytes: Buffer, at: number): string {
  const text = bytes.toString('latin1');
  const start = text.lastIndexOf('\n', Math.max(0, at - 1)) + 1;
  return text.slice(start).split('\n', 1)[0] as string;
}

/**
 * Whether the byte at `at` is in a request line, whose beginning or end is among the bytes: over TLS, a packet has at
 * most 16 KiB.
 */
function isRequestLine(bytes: Buffer, at: number): boolean {
  const [line = ''] = bytes.toString('latin1').split('\n', 1);
  return line.length >= at && (/^[A-Z-]+ \S/.test(line) || / HTTP\/\d\.\d\r?$/.test(line));
}

/** Sends an answer on a connection without a request, and closes it. */
export function answerSocket(socket: Socket, [status, detail]: [number, string]): void {
  const body = earlyProblem(status, detail);
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `Date: ${systemClock.now().toUTCString()}`,
      `Content-Type: ${PROBLEM_TYPE}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
