import type { IncomingMessage, ServerResponse } from 'node:http';
import { clearTimeout, setTimeout } from 'node:timers';

/** How much of a body is read to no purpose, in bytes, and for how long, in milliseconds. */
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_TIME = 2000;

/**
 * Lets a client that is still sending its body read an answer that does not wait for it: closing the connection now
 * would make its system drop the answer (RFC 9112 §9.6). The answer is sent, the rest of the body is read and dropped,
 * then the response ends. It is said here for every answer, of which there are many kinds.
 */
export function readUnreadBody(request: IncomingMessage, response: ServerResponse): void {
  const end = response.end.bind(response) as (payload?: string | Buffer) => ServerResponse;
  const endLater = (payload?: string | Buffer | null): ServerResponse => {
    response.end = end as ServerResponse['end'];
    if (request.complete || request.destroyed) return end(payload ?? undefined);
    if (payload) response.write(payload);
    // HEAD has no payload to carry them.
    response.flushHeaders();
    drop(request, (whole) => {
      end();
      if (!whole) response.socket?.destroySoon();
    });
    return response;
  };
  response.end = endLater as ServerResponse['end'];
}

/** Reads the rest of a body, and calls back with whether that was all. */
function drop(request: IncomingMessage, done: (whole: boolean) => void): void {
  let bytes = 0;
  const stop = (whole: boolean) => {
    clearTimeout(timer);
    request.off('data', count).off('end', onEnd).off('close', onEnd);
    done(whole);
  };
  const count = ({ length }: Buffer) => {
    bytes += length;
    if (bytes > MOST_BYTES) stop(false);
  };
  const onEnd = () => stop(true);
  const timer = setTimeout(stop, MOST_TIME, false);
  request.on('data', count).on('end', onEnd).on('close', onEnd);
  request.resume();
}
