import dns from 'node:dns/promises';
import { once } from 'node:events';
import http, {
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { clearTimeout, setTimeout } from 'node:timers';
import type { FastifyInstance } from 'fastify';
import { answerSocket, type ClientError, statusOfClientError } from './client-errors.ts';
import { earlyProblem, PROBLEM_TYPE } from './problems.ts';
import { announcesBody, readTarget } from './target.ts';
import { readUnreadBody } from './unread-body.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const OPTIONS: ServerOptions = {
  /** How long a client may take to send a request, in milliseconds; then it is told 408. */
  requestTimeout: 60_000,
  /** How long an unused connection is kept, in milliseconds: longer than clients and proxies keep theirs. */
  keepAliveTimeout: 72_000,
  /** A missing Host is refused like a wrong one. */
  requireHostHeader: false,
};

/** The HTTP servers of an application, one an address, and their connections: how they begin, and how they stop. */
export class Listeners {
  readonly #closeTimeout: number;
  /** The latest response of each connection; they end in order. */
  readonly #connections = new Map<Socket, ServerResponse | undefined>();
  readonly #stopped = Promise.withResolvers<void>();
  #second: Server | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closing = false;

  /** `closeTimeout`: milliseconds from the stop until the answers that are still running are cut off. */
  constructor(closeTimeout: number) {
    this.#closeTimeout = closeTimeout;
  }

  /** Makes a server for an application: Fastify's `serverFactory`. */
  create(handler: Handler): Server {
    // Nobody listens for "upgrade": Node then answers as if none had been offered (RFC 9110 §7.8).
    return http
      .createServer(OPTIONS, (request, response) => this.#receive(request, response, handler))
      .on('connection', (socket) => this.#connected(socket))
      .on('checkExpectation', (request, response) => {
        this.#begin(request, response);
        refuse(response, 417, 'L’en-tête Expect n’admet que « 100-continue ».');
      })
      .on('connect', (_request, socket: Socket) => {
        answerSocket(socket, [501, 'Ce serveur n’est pas un proxy : il n’admet pas CONNECT.']);
      })
      .on('clientError', (error, socket: Socket) => this.#refuseBytes(error, socket));
  }

  /** Listens; on `localhost`, at every address that this machine has for it. */
  async listen(app: FastifyInstance, host: string, port: number): Promise<void> {
    await app.listen({ host, port });
    if (host !== 'localhost') return;
    const first = app.server.address() as AddressInfo;
    const addresses = await dns.lookup(host, { all: true });
    const other = addresses.find(({ address }) => address !== first.address);
    if (other === undefined) return;
    this.#second = this.create(app.routing);
    this.#second.listen({ host: other.address, port: first.port });
    // The other address may be switched off, or another program's: one is enough.
    await once(this.#second, 'listening').catch(() => {});
  }

  /** Closes the connections that nobody uses, and makes each answer under way the last of its connection. */
  stop(): void {
    this.#closing = true;
    this.#second?.close();
    for (const [socket, response] of this.#connections) {
      if (response === undefined || response.writableFinished) socket.destroy();
      else makeLast(socket, response);
    }
    if (this.#connections.size === 0) this.#stopped.resolve();
    else this.#timer = setTimeout(() => this.#cut(), this.#closeTimeout);
  }

  /** Resolves once every connection is closed. */
  stopped(): Promise<void> {
    return this.#stopped.promise;
  }

  #cut(): void {
    for (const socket of this.#connections.keys()) socket.destroy();
  }

  #connected(socket: Socket): void {
    this.#connections.set(socket, undefined);
    socket.once('close', () => {
      this.#connections.delete(socket);
      if (!this.#closing || this.#connections.size > 0) return;
      clearTimeout(this.#timer);
      this.#stopped.resolve();
    });
    if (this.#closing) socket.destroy();
  }

  #begin(request: IncomingMessage, response: ServerResponse): void {
    this.#connections.set(request.socket, response);
    if (announcesBody(request)) readUnreadBody(request, response);
  }

  #receive(request: IncomingMessage, response: ServerResponse, handler: Handler): void {
    this.#begin(request, response);
    const reason = readTarget(request);
    if (reason !== undefined) refuse(response, 400, reason);
    else if (request.url === '*') response.writeHead(204).end();
    else handler(request, response);
  }

  /** Answers what is not HTTP: after the answer under way, if there is one, nothing more is said. */
  #refuseBytes(error: ClientError, socket: Socket): void {
    const response = this.#connections.get(socket);
    const pending = response !== undefined && !response.writableFinished;
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else if (pending && response.req.complete) makeLast(socket, response);
    else if (pending && response.headersSent) socket.destroy();
    else answerSocket(socket, statusOfClientError(error));
  }
}

/** Closes a connection once its answer is sent, and says so where its head is not sent yet. */
function makeLast(socket: Socket, response: ServerResponse): void {
  if (response.headersSent) response.once('finish', () => socket.destroySoon());
  else response.setHeader('connection', 'close');
}

function refuse(response: ServerResponse, status: number, detail: string): void {
  const body = earlyProblem(status, detail);
  response.writeHead(status, {
    'content-type': PROBLEM_TYPE,
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}
