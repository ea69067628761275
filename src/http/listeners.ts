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
import { answerSocket, type ClientError, HTTP_1_1, statusOfClientError } from './client-errors.ts';
import { earlyProblem, PROBLEM_TYPE } from './problems.ts';
import { announcesBody, readTarget } from './target.ts';
import { readUnreadBody } from './unread-body.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const OPTIONS: ServerOptions = {
  /** Milliseconds that a client may take to send a request; then 408. */
  requestTimeout: 60_000,
  /** Milliseconds until an unused connection is closed: longer than clients and proxies keep theirs. */
  keepAliveTimeout: 72_000,
  /** A missing Host is refused like an invalid one. */
  requireHostHeader: false,
};

const ONLY_CHUNKED = 'L’en-tête Transfer-Encoding n’admet que « chunked ».';

/** The HTTP servers of an application, one for each address, and their connections from accept to close. */
export class Listeners {
  readonly #closeTimeout: number;
  /** The latest response of each connection; responses of a connection end in order. */
  readonly #connections = new Map<Socket, ServerResponse | undefined>();
  readonly #stopped = Promise.withResolvers<void>();
  #second: Server | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closing = false;

  /** `closeTimeout`: milliseconds from the stop until running answers are cut off. */
  constructor(closeTimeout: number) {
    this.#closeTimeout = closeTimeout;
  }

  /** Creates a server for an application: Fastify's `serverFactory`. */
  create(handler: Handler): Server {
    // Without an "upgrade" listener, Node answers as if no upgrade had been offered (RFC 9110 §7.8).
    return http
      .createServer(OPTIONS, (request, response) => this.#receive(request, response, handler))
      .on('connection', (socket) => this.#connected(socket))
      .on('checkExpectation', (request, response) => {
        this.#begin(request, response);
        refuse(response, 417, 'L’en-tête Expect n’admet que « 100-continue ».');
      })
      .on('connect', (_request, socket: Socket) => {
        answerSocket(socket, [501, 'Ce serveur n’est pas un proxy : il n’admet pas CONNECT.']);
      })
      .on('clientError', (error, socket: Socket) => this.#refuseBytes(error, socket));
  }

  /** Listens; for `localhost`, on all its addresses on this machine. */
  async listen(app: FastifyInstance, host: string, port: number): Promise<void> {
    await app.listen({ host, port });
    if (host !== 'localhost') return;
    const first = app.server.address() as AddressInfo;
    const addresses = await dns.lookup(host, { all: true });
    const other = addresses.find(({ address }) => address !== first.address);
    if (other === undefined) return;
    this.#second = this.create(app.routing);
    this.#second.listen({ host: other.address, port: first.port });
    // The other address may be disabled or in use: one is enough.
    await once(this.#second, 'listening').catch(() => {});
  }

  /** Closes unused connections, and makes each running answer the last of its connection. */
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

  /** Resolves when all connections are closed. */
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
    const { 'transfer-encoding': coding = 'chunked' } = request.headers;
    if (request.httpVersionMajor !== 1) answerSocket(request.socket, [505, HTTP_1_1]);
    else if (reason !== undefined) refuse(response, 400, reason);
    // RFC 9112 §6.1
    else if (coding.toLowerCase() !== 'chunked') refuse(response, 501, ONLY_CHUNKED);
    else if (request.url === '*') response.writeHead(204).end();
    else handler(request, response);
  }

  /** Answers bytes that are not HTTP; if an answer is running, it is the connection's last instead. */
  #refuseBytes(error: ClientError, socket: Socket): void {
    const response = this.#connections.get(socket);
    const pending = response !== undefined && !response.writableFinished;
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else if (pending && response.req.complete) makeLast(socket, response);
    else if (pending && response.headersSent) socket.destroy();
    else answerSocket(socket, statusOfClientError(error));
  }
}

/** Closes a connection after its answer, and announces it if the head has not been sent yet. */
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
