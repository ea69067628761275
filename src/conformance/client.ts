import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import { elapsed } from '../world/clock.ts';
import { Answer } from './answer.ts';
import { isCertificateProblem, reasonOf } from './reasons.ts';
import type { Target } from './target.ts';

/** Bytes of an answer that are read; the rest is not. */
export const MOST_BYTES = 8 * 1024 * 1024;

/** How the server is asked. */
export interface Pace {
  /** Seconds that one answer may take. */
  readonly timeout: number;
  /** Requests in a second; undefined: without pauses. */
  readonly rate: number | undefined;
  /** Certificate authorities in PEM, trusted besides those of Node. */
  readonly ca: string | undefined;
}

/** A request as it goes to the socket. */
export interface RawRequest {
  readonly method: string;
  /** Path and query, unchanged. */
  readonly target: string;
  /** Names and values in turn; a name may be repeated. */
  readonly headers: readonly string[];
  readonly body?: string | Buffer;
}

/** No answer: the reason in words. */
export class NoAnswer extends Error {
  /** Whether the certificate is at fault. */
  readonly certificate: boolean;

  constructor(reason: string, certificate = false) {
    super(reason);
    this.certificate = certificate;
  }
}

/** Sends requests to one server only, follows no redirect, and uses no proxy. */
export class Client {
  readonly #target: Target;
  readonly #pace: Pace;
  readonly #agent: http.Agent;
  #next = 0;
  #count = 0;
  /** Ends all that runs and refuses all that follows, but for `whatever`. */
  readonly #signal: AbortSignal;

  constructor(target: Target, pace: Pace, signal: AbortSignal) {
    this.#target = target;
    this.#pace = pace;
    this.#signal = signal;
    // With autoSelectFamily, all addresses are asked for.
    const lookup: LookupFunction = (_host, _options, callback) =>
      callback(null, [...target.addresses]);
    const options = { keepAlive: true, maxSockets: 4, autoSelectFamily: true, lookup };
    this.#agent = target.secure
      ? new https.Agent({
          ...options,
          ...(pace.ca && { ca: [...tls.getCACertificates('default'), pace.ca] }),
        })
      : new http.Agent(options);
  }

  /** The number of requests that were sent. */
  get count(): number {
    return this.#count;
  }

  /** Closes the connections. */
  close(): void {
    this.#agent.destroy();
  }

  /**
   * Sends a request and reads its answer. Throws a `NoAnswer`. `whatever`: even after the end of the run, to put a
   * status back.
   */
  async send(request: RawRequest, whatever = false): Promise<Answer> {
    if (!whatever) await this.#turn();
    const ends = [AbortSignal.timeout(this.#pace.timeout * 1000)];
    if (!whatever) ends.push(this.#signal);
    const signal = AbortSignal.any(ends);
    this.#count++;
    try {
      return await this.#exchange(request, signal);
    } catch (error) {
      if (this.#signal.aborted && !whatever) throw new NoAnswer('the run was ended');
      if (signal.aborted) {
        throw new NoAnswer(`there was no whole answer within ${this.#pace.timeout} s`);
      }
      throw new NoAnswer(reasonOf(error, this.#target.secure), isCertificateProblem(error));
    }
  }

  /** Waits for the next turn at the given rate. */
  async #turn(): Promise<void> {
    const { rate } = this.#pace;
    if (rate === undefined) return;
    const now = elapsed();
    const at = Math.max(now, this.#next);
    this.#next = at + 1000 / rate;
    if (at > now) await this.pause(at - now);
  }

  /** Waits; throws a `NoAnswer` if the run is ended meanwhile. */
  async pause(milliseconds: number): Promise<void> {
    try {
      await sleep(milliseconds, undefined, { signal: this.#signal });
    } catch {
      throw new NoAnswer('the run was ended');
    }
  }

  async #exchange(
    { method, target, headers, body }: RawRequest,
    signal: AbortSignal,
  ): Promise<Answer> {
    const { secure, host, port, authority } = this.#target;
    const length = body === undefined ? [] : ['Content-Length', String(Buffer.byteLength(body))];
    const request = (secure ? https : http).request({
      method,
      host,
      port,
      path: target,
      agent: this.#agent,
      headers: ['Host', authority, ...headers, ...length],
      signal,
    });
    // An error after the response is one of the body, or of a request that was answered before it was sent whole.
    request.on('error', () => {});
    const responded = once(request, 'response') as Promise<[IncomingMessage]>;
    request.end(body);
    const [response] = await responded;
    return readAnswer(response);
  }
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    size += chunk.length;
    // Leaving the loop closes the connection.
    if (size > MOST_BYTES) break;
  }
  const body = Buffer.concat(chunks);
  const cut = size > MOST_BYTES;
  return new Answer(response, cut ? body.subarray(0, MOST_BYTES) : body, cut);
}
