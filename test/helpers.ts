import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { type AppOptions, buildApp } from '../src/app.ts';
import { DEFAULT_PATHS } from '../src/contract/operations.ts';
import { DEFAULT_FIXTURES, loadFixtures } from '../src/fixtures/load.ts';
import { type MockServer, type StartOptions, startServer } from '../src/index.ts';
import { openInMemory } from '../src/store/database.ts';
import { Store } from '../src/store/store.ts';
import { systemClock } from '../src/world/clock.ts';
import type { World } from '../src/world/world.ts';
import { Worlds } from '../src/world/worlds.ts';

/** The parts of tap's test objects for helpers that clean up. */
interface Teardown {
  teardown(action: () => unknown): unknown;
}

/** A server of the test's own, closed with it; `fetch` trusts its authority. */
export async function start(t: Teardown, options: StartOptions = {}): Promise<MockServer> {
  const server = await startServer(options);
  t.teardown(() => server.close());
  if (server.ca) trust(server.ca);
  return server;
}

/** Has `fetch` trust an authority. */
export function trust(ca: string): void {
  tls.setDefaultCACertificates([...tls.getCACertificates(), ca]);
}

/** A connection to a server: over TLS, for one that speaks HTTPS. */
export function connect({ url, ca }: { url: string; ca?: string | undefined }): net.Socket {
  const { hostname: host, port, protocol } = new URL(url);
  const place = { host, port: Number(port) };
  return protocol === 'https:' ? tls.connect({ ...place, ca }) : net.connect(place);
}

/** The parts of a server that the calls below need. */
export type Target = Pick<MockServer, 'url' | 'apiUrl' | 'application'> & {
  ca?: string | undefined;
};

/** Worlds of the default fixtures, some methods of the main one replaced: a storage that fails, for example. */
export function worldsWith(t: Teardown, methods: Partial<World> = {}): Worlds {
  const store = new Store(openInMemory());
  store.seed(loadFixtures(DEFAULT_FIXTURES));
  t.teardown(() => store.close());
  const worlds = new Worlds(store, systemClock);
  Object.assign(worlds.main, methods);
  return worlds;
}

/** The application put together by hand, listening, closed with the test. */
export async function serve(
  t: Teardown,
  worlds: Worlds,
  options: Partial<AppOptions> = {},
): Promise<Target & { close(): Promise<void> }> {
  const app = await buildApp({
    worlds,
    paths: DEFAULT_PATHS,
    documentedOnly: false,
    docs: false,
    ...options,
  });
  t.teardown(() => app.close());
  await app.listen();
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const { nom, login, mot_de_passe, cle } = worlds.main.applications[0] as World['applications'][0];
  return {
    url,
    apiUrl: `${url}/api`,
    application: { name: nom, login, password: mot_de_passe, key: cle },
    close: () => app.close(),
  };
}

/** The parts of a call besides its path. */
export interface CallOptions {
  method?: string;
  /** `login:password`; null sends no Authorization. Default: the demo application's. */
  user?: string | null;
  /** null sends no key. Default: the demo application's. */
  key?: string | null;
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
}

/** An answer, read to its end. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON; undefined when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read any answer
  json: any;
}

/** Sends a request over a socket, by default as the demo application; `path` is below `/api`. */
export async function call(
  server: Target,
  path: string,
  { method = 'GET', user, key, headers = {}, body }: CallOptions = {},
): Promise<Answer> {
  const { application } = server;
  const login = user === undefined ? `${application.login}:${application.password}` : user;
  const url = new URL(`${server.apiUrl}${path}`);
  const ownKey = key === undefined ? application.key : key;
  if (ownKey !== null) {
    url.search += `${url.search ? '&' : '?'}key=${encodeURIComponent(ownKey)}`;
  }
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      ...(login !== null && { authorization: basic(login) }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: response.status, headers: response.headers, text, json };
}

/** Posts a body to `/users/:uid/statut`, by default as JSON. */
export function postStatut(
  server: Target,
  uid: number | string,
  body: unknown,
  options: CallOptions = {},
): Promise<Answer> {
  return call(server, `/users/${uid}/statut`, {
    method: 'POST',
    body:
      typeof body === 'string' || body instanceof Uint8Array
        ? (body as string)
        : JSON.stringify(body),
    ...options,
    headers: { 'content-type': 'application/json', ...options.headers },
  });
}

/** The value of an Authorization header for `login:password`, in UTF-8. */
export function basic(login: string): string {
  return `Basic ${Buffer.from(login).toString('base64')}`;
}

/** Sends bytes as they are over one connection, and returns all that comes back until the server or `ms` ends it. */
export async function raw(server: Target, request: string | Buffer, ms = 10_000): Promise<string> {
  return (await rawBytes(server, request, ms)).toString();
}

/** The same as bytes: an answer may end within a character. */
export async function rawBytes(
  server: Target,
  request: string | Buffer,
  ms = 10_000,
): Promise<Buffer> {
  const socket = connect(server);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  const ended = new Promise<void>((resolve) => {
    socket.on('close', () => resolve());
    socket.on('error', () => resolve());
    setTimeout(() => {
      socket.destroy();
      resolve();
    }, ms).unref();
  });
  socket.write(request);
  await ended;
  return Buffer.concat(chunks);
}

/** An answer that `rawBytes` has received: its head, its body out of the chunked coding, and whether it is whole. */
export function parse(answer: Buffer): { head: string; body: Buffer; whole: boolean } {
  const end = answer.indexOf('\r\n\r\n');
  const head = answer.subarray(0, end).toString('latin1');
  let rest = answer.subarray(end + 4);
  if (!/^transfer-encoding: chunked$/im.test(head)) {
    const length = /^content-length: (\d+)$/im.exec(head)?.[1];
    return { head, body: rest, whole: rest.length === Number(length ?? 0) };
  }
  const chunks: Buffer[] = [];
  let size = Number.NaN;
  while (size !== 0) {
    const line = rest.indexOf('\r\n');
    if (line < 0) break;
    size = Number.parseInt(rest.subarray(0, line).toString(), 16);
    chunks.push(rest.subarray(line + 2, line + 2 + size));
    rest = rest.subarray(line + 2 + size + 2);
  }
  return { head, body: Buffer.concat(chunks), whole: size === 0 };
}

/** Sends bytes as they are, and returns the first answer once it has come whole; it must announce its length. */
export async function firstAnswer(server: Target, request: string | Buffer): Promise<string> {
  const socket = connect(server);
  socket.write(request);
  let answer = '';
  for await (const chunk of socket) {
    answer += chunk;
    const [fields, body] = answer.split(/\r\n\r\n(.*)/s) as [string, string?];
    const length = Number(/^content-length: (\d+)$/im.exec(fields)?.[1]);
    if (Buffer.byteLength(body ?? '') >= length) break;
  }
  socket.destroy();
  return answer;
}

/** The head of a request as the demo application, to be sent with `raw`; the server is asked to close after it. */
export function head(
  { application }: Target,
  method: string,
  path: string,
  ...headers: readonly string[]
): string {
  const { login, password, key } = application;
  return [
    `${method} /api${path}?key=${key} HTTP/1.1`,
    'Host: localhost',
    'Connection: close',
    `Authorization: ${basic(`${login}:${password}`)}`,
    ...headers,
    '\r\n',
  ].join('\r\n');
}

/** The status of an answer that `raw` has received; undefined when there is none. */
export function statusOf(answer: string): number | undefined {
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1];
  return status === undefined ? undefined : Number(status);
}
