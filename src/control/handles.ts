import type { FastifyInstance } from 'fastify';
import type { Application } from '../contract/types.ts';
import type { MockServer, Reload, SandboxHandle, SandboxOptions } from '../index.ts';
import type { Reporting } from '../report/reporting.ts';
import type { Sandbox } from '../world/sandbox.ts';
import { checkAgainst } from '../world/validation.ts';
import { WorldError } from '../world/world-error.ts';
import type { Worlds } from '../world/worlds.ts';
import { type Credentials, toCredentials } from './credentials.ts';
import { environmentOf } from './environment.ts';
import * as schemas from './sandbox-schemas.ts';
import { checkSandbox, listSandboxes, type SandboxSummary } from './sandbox-start.ts';
import { ServerControl, type Shared } from './server-control.ts';
import type { WithCredentials } from './types.ts';
import { WorldControl } from './world-control.ts';

/** A server that listens. */
export interface ListeningServer extends Shared {
  /** The server's own address, without a trailing slash: `http://127.0.0.1:3000`. */
  readonly url: string;
  /** The address for plain HTTP beside HTTPS. */
  readonly httpUrl: string | undefined;
  /** The certificate of the authority of HTTPS, in PEM. */
  readonly ca: string | undefined;
  /** The base URL of the API; it replaces `https://www.faire-simple.gouv.fr/api`. */
  readonly apiUrl: string;
  /** The URL of the documentation page; undefined when it is disabled. */
  readonly docsUrl: string | undefined;
  /** The base URL of the control plane; undefined when it is disabled. */
  readonly controlUrl: string | undefined;
  /** The token of the control plane; undefined without one, or when the control plane is disabled. */
  readonly controlToken: string | undefined;
  /** The demo application, with the credentials for clients. */
  readonly application: Application;
  /** The report on the clients, if one is collected. */
  readonly reporting: Reporting | undefined;
  readonly app: FastifyInstance;
  readonly worlds: Worlds;
  /** Lets running answers finish, then frees the port and the database. */
  close(): Promise<void>;
}

/** The handle that `startServer()` returns. */
export class ServerHandle extends ServerControl implements MockServer {
  readonly url: string;
  readonly origin: string;
  readonly port: number;
  readonly httpUrl: string | undefined;
  readonly ca: string | undefined;
  readonly apiUrl: string;
  readonly docsUrl: string | undefined;
  readonly controlUrl: string | undefined;
  declare readonly application: Credentials;
  readonly inject: MockServer['inject'];
  readonly #server: ListeningServer;
  readonly #reloads: Set<(reload: Reload) => void> | undefined;

  /** `reloads`: the listeners that are called after each reload of the fixtures, if these are watched. */
  constructor(server: ListeningServer, reloads?: Set<(reload: Reload) => void>) {
    super(server.worlds.main, server);
    const { url, httpUrl, ca, apiUrl, docsUrl, controlUrl, app } = server;
    this.#server = server;
    this.#reloads = reloads;
    this.url = url;
    this.origin = new URL(url).origin;
    this.port = portOf(url);
    this.httpUrl = httpUrl;
    this.ca = ca;
    this.apiUrl = apiUrl;
    this.docsUrl = docsUrl;
    this.controlUrl = controlUrl;
    // A reload of the fixtures may change it. An own property: tests copy a handle with other addresses.
    const get = () => toCredentials(server.application);
    Object.defineProperty(this, 'application', { get, enumerable: true });
    this.inject = app.inject.bind(app);
  }

  get environment(): Record<string, string> {
    return environmentOf(this.#server, this.application);
  }

  onReload(listener: (reload: Reload) => unknown): () => void {
    const call = this.guardListener('onReload', listener);
    const reloads = this.#reloads;
    if (reloads === undefined) {
      const message =
        'The fixtures are not watched: start the server with { fixtures, watch: true }.';
      throw new WorldError('invalid', message);
    }
    reloads.add(call);
    return () => reloads.delete(call);
  }

  createSandbox(options: SandboxOptions = {}): SandboxHandle {
    const { worlds } = this.#server;
    return new SandboxOfServer(this.#server, worlds.createSandbox(checkSandbox(worlds, options)));
  }

  listSandboxes(options: WithCredentials = {}): SandboxSummary[] {
    this.check();
    return listSandboxes(this.#server.worlds, options);
  }

  dropSandbox(id: string): void {
    this.check();
    this.#server.worlds.dropSandbox(checkAgainst(schemas.SandboxId, id, 'the id', '/id'));
  }

  sandbox(options?: SandboxOptions): SandboxHandle {
    return this.createSandbox(options);
  }

  async close(): Promise<void> {
    await this.#server.close();
    this.#server.reporting?.write();
    this.checkListeners();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** The handle of a sandbox. */
class SandboxOfServer extends WorldControl implements SandboxHandle {
  readonly id: string;
  readonly url: string;
  readonly origin: string;
  readonly port: number;
  readonly httpUrl: string | undefined;
  readonly ca: string | undefined;
  readonly apiUrl: string;
  declare readonly application: Credentials;
  readonly #server: ListeningServer;

  constructor(server: ListeningServer, { id }: Sandbox) {
    const world = server.worlds.sandbox(id);
    super(world);
    this.id = id;
    this.url = server.url;
    this.origin = new URL(server.url).origin;
    this.port = portOf(server.url);
    this.httpUrl = server.httpUrl;
    this.ca = server.ca;
    this.apiUrl = server.apiUrl;
    // Its key and password may change.
    const get = () => toCredentials(world.registration.first as Application);
    Object.defineProperty(this, 'application', { get, enumerable: true });
    this.#server = server;
  }

  get environment(): Record<string, string> {
    return environmentOf(this.#server, this.application, this.id);
  }

  async close(): Promise<void> {
    const { worlds } = this.#server;
    // Closing a dropped or expired sandbox is no error, as with a closed server.
    if (worlds.has(this.id)) worlds.dropSandbox(this.id);
    this.checkListeners();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** The server's own URL always has its port. */
function portOf(url: string): number {
  return Number(url.slice(url.lastIndexOf(':') + 1));
}
