import { closest } from 'fastest-levenshtein';

import type { Application } from './contract/types.ts';
import { environmentOf } from './control/environment.ts';
import { isLoopback } from './control/loopback.ts';
import { Instant, SandboxOptions as SandboxOptionsSchema } from './control/schemas.ts';
import { WorldControl } from './control/world-control.ts';
import type {
  Credentials,
  MockServer,
  SandboxHandle,
  SandboxOptions,
  StartOptions,
} from './index.ts';
import { DEFAULT_SEED, MAX_PARTNERS, MAX_SEED } from './options/options.ts';
import { overridePaths } from './options/paths.ts';
import { type RunningServer, runServer } from './start.ts';
import { checkAgainst } from './world/validation.ts';
import type { Sandbox } from './world/worlds.ts';

const CLOSE_TIMEOUT = 2000;

/** Which type each option has. */
const TYPES: Readonly<Record<keyof StartOptions, 'number' | 'string' | 'boolean' | 'object'>> = {
  port: 'number',
  host: 'string',
  database: 'string',
  fixtures: 'string',
  generate: 'number',
  seed: 'number',
  reseed: 'boolean',
  documentedOnly: 'boolean',
  paths: 'object',
  docs: 'boolean',
  control: 'boolean',
  controlToken: 'string',
  now: 'string',
};

/** What `startServer()` does once Node is known to be new enough. */
export async function startInProcess(options: StartOptions): Promise<MockServer> {
  refuseMisspelled(options);
  const { port = 0, host = '127.0.0.1', paths = {}, control = true, now, generate } = options;
  const server = await runServer({
    port,
    host,
    database: options.database,
    fixtures: options.fixtures,
    generation:
      generate === undefined
        ? undefined
        : { partners: generate, seed: options.seed ?? DEFAULT_SEED },
    reseed: options.reseed ?? false,
    documentedOnly: options.documentedOnly ?? false,
    paths: overridePaths(paths, 'paths'),
    docs: options.docs ?? true,
    // Whoever starts it in-process on another address than the loopback one has to say who may control it.
    control: control && (isLoopback(host) || options.controlToken !== undefined),
    controlToken: options.controlToken,
    now: now === undefined ? undefined : new Date(checkAgainst(Instant, now, '« now »')),
    closeTimeout: CLOSE_TIMEOUT,
  });
  return new InProcessServer(server);
}

class InProcessServer extends WorldControl implements MockServer {
  readonly url: string;
  readonly apiUrl: string;
  readonly docsUrl: string | undefined;
  readonly controlUrl: string | undefined;
  readonly application: Credentials;
  readonly inject: MockServer['inject'];
  readonly #server: RunningServer;

  constructor(server: RunningServer) {
    super(server.worlds.main);
    const { url, apiUrl, docsUrl, controlUrl, application, app } = server;
    this.#server = server;
    this.url = url;
    this.apiUrl = apiUrl;
    this.docsUrl = docsUrl;
    this.controlUrl = controlUrl;
    this.application = toCredentials(application);
    this.inject = app.inject.bind(app);
  }

  get environment(): Record<string, string> {
    return environmentOf(this, this.application);
  }

  sandbox(options: SandboxOptions = {}): SandboxHandle {
    const { worlds } = this.#server;
    const sandbox = worlds.createSandbox(
      checkAgainst(SandboxOptionsSchema, options, 'the sandbox'),
    );
    return new InProcessSandbox(this.#server, sandbox);
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

class InProcessSandbox extends WorldControl implements SandboxHandle {
  readonly id: string;
  readonly url: string;
  readonly apiUrl: string;
  readonly application: Credentials;
  readonly #server: RunningServer;

  constructor(server: RunningServer, { id }: Sandbox) {
    const world = server.worlds.sandbox(id);
    super(world);
    this.id = id;
    this.url = server.url;
    this.apiUrl = server.apiUrl;
    this.application = toCredentials(world.applications[0] as Application);
    this.#server = server;
  }

  get environment(): Record<string, string> {
    return environmentOf(this.#server, this.application, this.id);
  }

  async close(): Promise<void> {
    const { worlds } = this.#server;
    // As with a server, closing what has been closed, or has expired, is no fault.
    if (worlds.has(this.id)) worlds.dropSandbox(this.id);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function toCredentials({ nom, login, mot_de_passe, cle }: Application): Credentials {
  return { name: nom, login, password: mot_de_passe, key: cle };
}

function refuseMisspelled(options: StartOptions): void {
  const names = Object.keys(TYPES);
  for (const [name, value] of Object.entries(options)) {
    const type = TYPES[name as keyof StartOptions];
    if (type === undefined) {
      throw new TypeError(`Unknown option "${name}": did you mean "${closest(name, names)}"?`);
    }
    const found = value === null ? 'null' : typeof value;
    if (value !== undefined && found !== type) {
      throw new TypeError(`Option "${name}" must be of type ${type}, but is ${found}.`);
    }
  }
  refuseOutOfRange('generate', options.generate, 1, MAX_PARTNERS);
  refuseOutOfRange('seed', options.seed, 0, MAX_SEED);
  if (options.seed !== undefined && options.generate === undefined) {
    throw new TypeError('Option "seed" needs "generate": without it, no partner is made up.');
  }
  if (options.reseed && options.database === undefined) {
    throw new TypeError('Option "reseed" needs "database": without a file, every start is new.');
  }
}

function refuseOutOfRange(
  name: string,
  value: number | undefined,
  smallest: number,
  largest: number,
): void {
  if (value === undefined) return;
  if (!Number.isInteger(value) || value < smallest || value > largest) {
    throw new TypeError(
      `Option "${name}" must be a whole number from ${smallest} to ${largest}, but is ${value}.`,
    );
  }
}
