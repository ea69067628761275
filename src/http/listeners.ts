import dns from 'node:dns/promises';
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { clearTimeout, setTimeout } from 'node:timers';
import type { FastifyInstance } from 'fastify';
import { createServer } from '../node-http.ts';
import { answerSocket, type ClientError, HTTP_1_1, statusOfClientError } from './client-errors.ts';
import { Handshakes } from './handshakes.ts';
import { earlyProblem, PROBLEM_TYPE } from './problems.ts';
import { readTarget } from './target.ts';
import { keepTickObject } from './tick-objects.ts';
import { plainPortProblem, tlsProblem } from './tls-problems.ts';
import { readingResponses } from './unread-body.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** HTTPS, which the application then speaks; plain HTTP has a port beside it. */
export interface Secured {
  /** Creates a server as node:https does. */
  createServer(options: ServerOptions & { handshakeTimeout: number }, handler: Handler): Server;
  /** The fault that clients get on purpose; null: none. */
  readonly fault: string | null;
}

/** Milliseconds that a client may take to send a request; then 408. */
const REQUEST_TIMEOUT = 60_000;

/** The ports of a server that speaks both HTTPS and plain HTTP. */
export interface Ports {
  readonly https: number;
  readonly http: number;
}

const OPTIONS: ServerOptions = {
  requestTimeout: REQUEST_TIMEOUT,
  /** Milliseconds until an unused connection is closed: longer than clients and proxies keep theirs. */
  keepAliveTimeout: 72_000,
  /** A missing Host is refused like an invalid one. */
  requireHostHeader: false,
  ServerResponse: readingResponses(),
};

const ONLY_CHUNKED = 'L’en-tête Transfer-Encoding n’admet que « chunked ».';

/** The servers of an application, one for each address and port, and their connections from accept to close. */
export class Listeners {
  readonly #closeTimeout: number;
  readonly #secured: Secured | undefined;
  readonly #onTlsProblem: (problem: string) => void;
  /** The latest response of each connection; responses of a connection end in order. */
  readonly #connections = new Map<Socket, ServerResponse | undefined>();
  readonly #handshakes = new Handshakes();
  readonly #stopped = Promise.withResolvers<void>();
  /** The servers besides the application's own. */
  readonly #others: Server[] = [];
  #ports: Ports | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closing = false;

  /**
   * `closeTimeout`: milliseconds from the stop until running answers are cut off; `onTlsProblem`: told of clients that
   * got no connection, and of how to correct them.
   */
  constructor(
    closeTimeout: number,
    secured?: Secured,
    onTlsProblem: (problem: string) => void = () => {},
  ) {
    this.#closeTimeout = closeTimeout;
    this.#secured = secured;
    this.#onTlsProblem = onTlsProblem;
    keepTickObject();
  }

  /** Creates the server of an application: Fastify's `serverFactory`. */
  create(handler: Handler): Server {
    return this.#create(handler, this.#secured);
  }

  /**
   * Listens; for `localhost`, on all its addresses on this machine. `httpPort`: a further port, for plain HTTP beside
   * HTTPS. Returns the address of the application's own server, and that for plain HTTP.
   */
  async listen(
    app: FastifyInstance,
    host: string,
    port: number,
    httpPort?: number,
  ): Promise<{ readonly main: AddressInfo; readonly plain?: AddressInfo }> {
    await app.listen({ host, port });
    const main = app.server.address() as AddressInfo;
    const other = host === 'localhost' ? await otherAddress(main) : undefined;
    const open = (secured: Secured | undefined, address: string, at: number) => {
      const server = this.#create(app.routing, secured);
      this.#others.push(server);
      return once(server.listen({ host: address, port: at }), 'listening').then(
        () => server.address() as AddressInfo,
      );
    };
    const openOther = async (secured: Secured | undefined, at: number) => {
      // The other address may be disabled or in use: one is enough.
      if (other) await open(secured, other, at).catch(() => {});
    };
    await openOther(this.#secured, main.port);
    if (httpPort === undefined) return { main };
    const plain = await open(undefined, other === undefined ? host : main.address, httpPort);
    this.#ports = { https: main.port, http: plain.port };
    await openOther(undefined, plain.port);
    return { main, plain };
  }

  /** The ports of a server that speaks both HTTPS and plain HTTP. */
  get ports(): Ports | undefined {
    return this.#ports;
  }

  /** The TCP connection below one over TLS, or the connection itself. */
  tcpOf(socket: Socket): Socket {
    return this.#handshakes.below(socket) ?? socket;
  }

  /** Closes unused connections, and makes each running answer the last of its connection. */
  stop(): void {
    this.#closing = true;
    for (const server of this.#others) server.close();
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

  #create(handler: Handler, secured: Secured | undefined): Server {
    const receive: Handler = (request, response) => this.#receive(request, response, handler);
    const server = secured ? this.#createSecured(receive, secured) : createServer(OPTIONS, receive);
    // Without an "upgrade" listener, Node answers as if no upgrade had been offered (RFC 9110 §7.8).
    return server
      .on('connection', (socket) => this.#connected(socket))
      .on('checkExpectation', (request, response) => {
        this.#connections.set(request.socket, response);
        refuse(response, 417, 'L’en-tête Expect n’admet que « 100-continue ».');
      })
      .on('connect', (_request, socket: Socket) => {
        answerSocket(socket, [501, 'Ce serveur n’est pas un proxy : il n’admet pas CONNECT.']);
      })
      .on('clientError', (error: ClientError, socket: Socket) => {
        if (secured === undefined) {
          this.#report(plainPortProblem(error.rawPacket, this.#ports?.https));
        }
        this.#refuseBytes(error, socket);
      });
  }

  #createSecured(receive: Handler, secured: Secured): Server {
    return secured
      .createServer({ ...OPTIONS, handshakeTimeout: REQUEST_TIMEOUT }, receive)
      .on('connection', (socket) => this.#handshakes.begin(socket))
      .on('secureConnection', (socket: Socket) => {
        this.#connected(socket);
        this.#connections.delete(this.#handshakes.below(socket) as Socket);
      })
      .on('clientError', ({ code = '' }: ClientError) => {
        this.#report(tlsProblem(code, this.#ports?.http, secured.fault !== null));
      });
  }

  #report(problem: string | undefined): void {
    if (problem !== undefined) this.#onTlsProblem(problem);
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

  #receive(request: IncomingMessage, response: ServerResponse, handler: Handler): void {
    this.#connections.set(request.socket, response);
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

/** Another address of `localhost` on this machine. */
async function otherAddress(first: AddressInfo): Promise<string | undefined> {
  const addresses = await dns.lookup('localhost', { all: true });
  return addresses.find(({ address }) => address !== first.address)?.address;
}
