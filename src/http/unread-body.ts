import type { IncomingMessage } from 'node:http';
import { clearTimeout, setTimeout } from 'node:timers';
import { ServerResponse } from '../node-http.ts';
import { announcesBody } from './target.ts';

/** Limits of a dropped body, in bytes and milliseconds. */
const LIMITS = { bytes: 16 * 1024 * 1024, time: 2000 };

/**
 * Makes the class of a server's responses. They let a client that is still sending its body read an answer that does not
 * need the body: if the connection were closed at once, the client's system would drop the answer (RFC 9112 §9.6).
 * `end()` sends the answer, reads and drops the rest of the body, then ends the response: for all answers, refusals of
 * the three planes and simulated ones.
 */
export function readingResponses(limits = LIMITS): typeof ServerResponse {
  return class<Request extends IncomingMessage> extends ServerResponse<Request> {
    override end(...args: unknown[]): this {
      const { req: request } = this;
      if (request.complete || request.destroyed || !announcesBody(request)) {
        return super.end(...(args as []));
      }
      // The second call ends the response at once.
      this.end = super.end;
      const [payload] = args;
      if (payload) this.write(payload);
      // The answer to HEAD has no content: its head must be sent explicitly.
      this.flushHeaders();
      readRest(
        request,
        (whole) => {
          super.end();
          if (!whole) request.socket.destroySoon();
        },
        limits,
      );
      return this;
    }
  };
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
