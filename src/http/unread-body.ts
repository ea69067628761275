import type { IncomingMessage, ServerResponse } from 'node:http';
import { clearTimeout, setTimeout } from 'node:timers';

/** Limits of a dropped body, in bytes and milliseconds. */
const LIMITS = { bytes: 16 * 1024 * 1024, time: 2000 };

/**
 * Lets a client that is still sending its body read an answer that does not need the body: if the connection were
 * closed at once, the client's system would drop the answer (RFC 9112 §9.6). Sends the answer, reads and drops the rest
 * of the body, then ends the response. Replacing `end()` covers all answers: refusals of the three planes, and
 * simulated ones.
 */
export function readUnreadBody(
  request: IncomingMessage,
  response: ServerResponse,
  limits = LIMITS,
): void {
  const end = response.end.bind(response) as (payload?: string | Buffer) => ServerResponse;
  const endLater = (payload?: string | Buffer): ServerResponse => {
    response.end = end as ServerResponse['end'];
    if (request.complete || request.destroyed) return end(payload);
    if (payload) response.write(payload);
    // The answer to HEAD has no content: its head must be sent explicitly.
    response.flushHeaders();
    readRest(
      request,
      (whole) => {
        end();
        if (!whole) request.socket.destroySoon();
      },
      limits,
    );
    return response;
  };
  response.end = endLater as ServerResponse['end'];
}

/** Reads and drops the rest of a body; calls back with whether it was complete. */
export function readRest(
  request: IncomingMessage,
  done: (whole: boolean) => void,
  limits = LIMITS,
): void {
  let bytes = 0;
  const stop = (whole: boolean) => {
    clearTimeout(timer);
    request.off('data', count).off('end', onEnd).off('close', onEnd);
    done(whole);
  };
  const count = ({ length }: Buffer) => {
    bytes += length;
    if (bytes > limits.bytes) stop(false);
  };
  const onEnd = () => stop(true);
  const timer = setTimeout(stop, limits.time, false);
  request.on('data', count).on('end', onEnd).on('close', onEnd);
  request.resume();
}
