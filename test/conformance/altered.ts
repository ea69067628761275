import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The parts of tap's test objects for helpers that clean up. */
interface Teardown {
  teardown(action: () => unknown): unknown;
}

/** A request on its way to the mock server; a change of it is what the mock server gets. */
export interface Request {
  method: string;
  /** Path and query below the host. */
  url: string;
  /** Names and values in turn. */
  headers: string[];
  body: Buffer;
}

/** An answer on its way back. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** A deviation of a server from the contract. */
export interface Deviation {
  readonly request?: (request: Request) => void;
  readonly answer?: (answer: Answer, request: Request) => void | Promise<void>;
  /** Answers in place of the mock server. */
  readonly instead?: (request: Request) => Answer | 'nothing' | undefined;
}

/** Serves what a mock server serves, apart from a deviation, which can be replaced. */
export async function altered(
  t: Teardown,
  origin: string,
): Promise<{ apiUrl: string; deviation: Deviation }> {
  const state = { apiUrl: '', deviation: {} as Deviation };
  const serve = async (incoming: IncomingMessage, outgoing: http.ServerResponse) => {
    const request: Request = {
      method: incoming.method as string,
      url: incoming.url as string,
      headers: incoming.rawHeaders,
      body: await bodyOf(incoming),
    };
    const { deviation } = state;
    const asked = { ...request };
    deviation.request?.(request);
    const answer = deviation.instead?.(request) ?? (await forward(origin, request));
    if (answer === 'nothing') return incoming.socket.destroy();
    await deviation.answer?.(answer, asked);
    const { 'transfer-encoding': chunked, ...headers } = answer.headers;
    if (chunked === undefined && asked.method !== 'HEAD')
      headers['content-length'] = String(answer.body.length);
    outgoing.writeHead(answer.status, headers);
    outgoing.end(answer.body);
  };
  const server = http.createServer((incoming, outgoing) => {
    // A run that ended early leaves requests behind, which the end of the mock server breaks.
    serve(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  state.apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  return state;
}

const agent = new http.Agent({ keepAlive: true });

async function forward(origin: string, { method, url, headers, body }: Request): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  const length = headers.findIndex(
    (each, index) => index % 2 === 0 && /^content-length$/i.test(each),
  );
  const own = length < 0 ? headers : headers.with(length + 1, String(body.length));
  const request = http.request({ hostname, port, method, path: url, headers: own, agent });
  request.on('error', () => {});
  const responded = once(request, 'response') as Promise<[IncomingMessage]>;
  request.end(body);
  const [response] = await responded;
  return {
    status: response.statusCode as number,
    headers: { ...response.headers },
    body: await bodyOf(response),
  };
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}
