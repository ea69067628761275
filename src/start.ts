import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { buildApp } from './app.ts';
import { BASE_PATH, type Paths } from './contract/operations.ts';
import type { Application } from './contract/types.ts';
import { isLoopback } from './control/loopback.ts';
import { CONTROL_PATH } from './control/path.ts';
import { DOCS_PATH } from './docs/routes.ts';
import { type Generation, type Progress, prepareFixtures } from './generate/prepare.ts';
import { StartError } from './start-error.ts';
import { openFile, openInMemory, openingError, removeDatabase } from './store/database.ts';
import { Store } from './store/store.ts';
import { systemClock } from './world/clock.ts';
import { Worlds } from './world/worlds.ts';

/** What a server is started with; every part has been checked (see config.ts). */
export interface ServerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  /** A file that keeps the state; without it, the state lives and dies with the server. */
  readonly database: string | undefined;
  /** A folder of fixtures; without it, the default ones. */
  readonly fixtures: string | undefined;
  /** How many partners there are to be; without it, those of the fixtures. */
  readonly generation: Generation | undefined;
  /** Forget the state that the database file holds. */
  readonly reseed: boolean;
  readonly documentedOnly: boolean;
  readonly paths: Paths;
  readonly docs: boolean;
  /** Whether there is a control plane, and what it asks of its callers. */
  readonly control: boolean;
  readonly controlToken: string | undefined;
  /** What the clocks show at the start; without it, the machine's time. */
  readonly now: Date | undefined;
  readonly logger?: Logger;
  /** After how many milliseconds `close()` cuts off the answers that are still running; without it, it waits. */
  readonly closeTimeout?: number;
  /** Is told how far the making up of data is. */
  readonly progress?: Progress;
}

/** A server that listens. */
export interface RunningServer {
  /** The server's address, without a slash at the end: `http://127.0.0.1:3000`. */
  readonly url: string;
  /** The base URL of the API, which takes the place of `https://www.faire-simple.gouv.fr/api`. */
  readonly apiUrl: string;
  /** The page that describes the API, or undefined when it is not served. */
  readonly docsUrl: string | undefined;
  /** The base URL of the control plane, or undefined when it is not served. */
  readonly controlUrl: string | undefined;
  /** Who may call: the demo application. */
  readonly application: Application;
  /** What the person who started it should know. */
  readonly notices: readonly string[];
  readonly app: FastifyInstance;
  readonly worlds: Worlds;
  /** Lets running answers finish, then frees the port and the database. */
  close(): Promise<void>;
}

/** Opens the world and listens. Throws a `StartError` when the person who starts it can mend what is wrong. */
export async function runServer(options: ServerOptions): Promise<RunningServer> {
  const { store, notices } = await openStore(options);
  let app: FastifyInstance | undefined;
  try {
    const worlds = new Worlds(store, systemClock, options.now);
    const { paths, documentedOnly, docs, logger, host, controlToken: token } = options;
    app = await buildApp({
      worlds,
      paths,
      documentedOnly,
      docs,
      ...(options.control && { control: { loopback: isLoopback(host), token } }),
      ...(logger && { logger }),
    });
    app.addHook('onClose', async () => {
      worlds.close();
      store.close();
    });
    const running = app;
    await listen(app, options);
    const url = urlOf(app.server.address() as AddressInfo);
    return {
      url,
      apiUrl: `${url}${BASE_PATH}`,
      docsUrl: docs ? `${url}${DOCS_PATH}` : undefined,
      controlUrl: options.control ? `${url}${CONTROL_PATH}` : undefined,
      application: worlds.main.applications[0] as Application,
      notices,
      app,
      worlds,
      close: () => close(running, options.closeTimeout),
    };
  } catch (error) {
    if (app) await app.close();
    else store.close();
    throw options.database === undefined ? error : openingError(options.database, error);
  }
}

async function openStore(
  options: ServerOptions,
): Promise<{ store: Store; notices: readonly string[] }> {
  const { database, reseed } = options;
  const prepare = () => prepareFixtures(options.fixtures, options.generation, options.progress);
  if (database === undefined) {
    const fixtures = await prepare();
    const store = new Store(openInMemory());
    store.seed(fixtures);
    return { store, notices: fixtures.notices };
  }
  // Bad fixtures are refused before the file is touched.
  const fixtures = reseed ? await prepare() : undefined;
  const store = new Store(openFile(database));
  // Until it is known to be empty, it is not ours to delete.
  let seeded = true;
  try {
    seeded = store.seeded;
    if (seeded && !fixtures) {
      return { store, notices: ignored(options) };
    }
    const { notices, ...baseline } = fixtures ?? (await prepare());
    store.seed(baseline);
    return { store, notices };
  } catch (error) {
    store.close();
    if (!seeded) removeDatabase(database);
    throw openingError(database, error);
  }
}

/** What was asked for of the data, but does not change those that a database holds. */
function ignored({ database, fixtures, generation }: ServerOptions): string[] {
  const notice = [
    `${database} goes on with the data it holds`,
    ...(fixtures === undefined ? [] : [`, not with ${fixtures}`]),
    ...(generation === undefined ? [] : [', and makes nothing up']),
  ];
  return notice.length === 1 ? [] : [`${notice.join('')}: --reseed starts over`];
}

async function listen(app: FastifyInstance, { port, host }: ServerOptions): Promise<void> {
  try {
    await app.listen({ port, host });
  } catch (error) {
    const reasons: Record<string, string> = {
      EADDRINUSE: `port ${port} is taken: stop the program that has it, or give another one with --port (0 takes a free one)`,
      EACCES: `no permission for port ${port}: ports below 1024 need a privilege; give another one with --port`,
      EADDRNOTAVAIL:
        'this machine has no such address: give one of its own with --host, or 127.0.0.1',
      ENOTFOUND:
        'no machine has that name: give an address of this machine with --host, or 127.0.0.1',
      EAI_AGAIN:
        'that name cannot be looked up: give an address of this machine with --host, or 127.0.0.1',
    };
    const reason = reasons[`${(error as NodeJS.ErrnoException).code}`];
    if (reason === undefined) throw error;
    throw new StartError(`Cannot listen on ${host}: ${reason}.`);
  }
}

/** An address that a client on this machine can use: where the server listens everywhere, the loopback one. */
function urlOf({ address, family, port }: AddressInfo): string {
  if (address === '0.0.0.0') return `http://127.0.0.1:${port}`;
  if (address === '::') return `http://[::1]:${port}`;
  return family === 'IPv6' ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}

async function close(app: FastifyInstance, timeout: number | undefined): Promise<void> {
  const timer =
    timeout === undefined ? undefined : setTimeout(() => app.server.closeAllConnections(), timeout);
  await app.close();
  clearTimeout(timer);
}
