import { addAbortListener } from 'node:events';
import { closeConnection, resetConnection } from '../../http/closing.ts';
import type { Acting } from './acting.ts';

/** Bytes that no client takes for HTTP: no version of it begins so. */
const GARBAGE = Buffer.from('\x16\x00\xff\xfe\r\n\r\n%PDF-0.9 \x7f\x80\x81\r\n', 'latin1');

/** Closes the connection without an answer: the client sees its end (FIN). */
export function drop({ request, reply }: Acting): void {
  reply.hijack();
  request.trace.abort();
  closeConnection(request.raw, reply.raw);
}

/** Resets the connection (RST): the client sees an error. */
export function reset({ request, reply, tcpOf }: Acting): void {
  reply.hijack();
  request.trace.abort();
  resetConnection(reply.raw, tcpOf);
}

/** Sends bytes that are not HTTP, then closes the connection. */
export function garbage({ request, reply }: Acting): void {
  reply.hijack();
  request.trace.abort();
  closeConnection(request.raw, reply.raw, GARBAGE);
}

/** Sends nothing, as long as the client, the epoch and the server last. */
export function stall({ reply, signal }: Acting): void {
  reply.hijack();
  addAbortListener(signal, () => reply.raw.destroy());
}
