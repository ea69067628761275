import type { FastifyInstance } from 'fastify';
import type { OperationId } from './contract/operations.ts';
import type { WorldControl } from './control/world-control.ts';
import { nodeVersionProblem } from './node-version.ts';
import type { SandboxOptions } from './world/worlds.ts';

export type { CollectionName } from './contract/collections.ts';
export type { OperationId } from './contract/operations.ts';
export type {
  Actualisation,
  Campagne,
  Partenaire,
  Proposition,
  Statut,
  Thematique,
} from './contract/types.ts';
export type { Between, GivenState, Wait } from './control/types.ts';
export { VerificationError } from './control/verification-error.ts';
export type { WorldControl } from './control/world-control.ts';
export type {
  ExplainedRefusal,
  JournalBody,
  JournalEntry,
  JournalFilter,
} from './traffic/journal.ts';
export type { Rule } from './traffic/rules.ts';
export type { Action, Delay, Match, RuleDefinition } from './traffic/types.ts';
export type {
  Expectation,
  NearMiss,
  Times,
  Verdict,
  Verification,
} from './traffic/verification.ts';
export type { Difference } from './world/difference.ts';
export type { Snapshot } from './world/world.ts';
export type { ClockReading } from './world/world-clock.ts';
export { type Fault, WorldError } from './world/world-error.ts';
export type { Sandbox, SandboxOptions } from './world/worlds.ts';

/** How a server is started in-process; the README's table of options says what each does. */
export interface StartOptions {
  /** Default 0: a free one. */
  port?: number;
  /** Default `127.0.0.1`. */
  host?: string;
  /** A file that keeps the state. Default: in memory. */
  database?: string;
  /** A folder of fixtures. Default: those that come with the package. */
  fixtures?: string;
  /** Make up partners until there are so many, and propositions of theirs. Default: those of the fixtures only. */
  generate?: number;
  /** Which partners are made up, from 0 to 2^32 - 1: the same seed gives the same ones. Default 1. */
  seed?: number;
  /** Forget what the database holds. Default false. */
  reseed?: boolean;
  /** Answer 501 to what the source text does not document. Default false. */
  documentedOnly?: boolean;
  /** Other paths for operations of level `named`. */
  paths?: Partial<Record<OperationId, string>>;
  /** Serve Swagger UI and the OpenAPI document. Default true. */
  docs?: boolean;
  /** Serve the control plane over HTTP too. Default true. */
  control?: boolean;
  /** What callers of the control plane must send as `Authorization: Bearer …`. */
  controlToken?: string;
  /** What the clock shows at the start, from where it runs on: `2016-03-14T09:26:53Z`. */
  now?: string;
}

/** What a client identifies itself with. */
export interface Credentials {
  readonly name: string;
  readonly login: string;
  readonly password: string;
  readonly key: string;
}

/** Where a client finds its world: what a server and a sandbox have in common. */
export interface Reachable {
  /** The server's address, without a slash at the end: `http://127.0.0.1:54321`. */
  readonly url: string;
  /** The base URL of the API, which takes the place of `https://www.faire-simple.gouv.fr/api`. */
  readonly apiUrl: string;
  /** What a client identifies itself with; of a server, that is the demo application. */
  readonly application: Credentials;
  /** The environment variables that the guides' clients read. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A world of its own in a server: same URL, other credentials. */
export interface SandboxHandle extends WorldControl, Reachable, AsyncDisposable {
  readonly id: string;
  /** Drops it; its credentials are valid no more. */
  close(): Promise<void>;
}

/** A server in this process: its world, and how to reach it. */
export interface MockServer extends WorldControl, Reachable, AsyncDisposable {
  /** The page that describes the API; undefined when it is not served. */
  readonly docsUrl: string | undefined;
  /** The base URL of the control plane; undefined when it is not served. */
  readonly controlUrl: string | undefined;
  /** Sends a request without a socket (see Fastify's `inject`). */
  readonly inject: FastifyInstance['inject'];
  /** A new world, from the baseline or from a snapshot of this server's, reached at the same URL by its own credentials. */
  sandbox(options?: SandboxOptions): SandboxHandle;
  /** Stops the server; answers that are still running are cut off after two seconds. */
  close(): Promise<void>;
}

/**
 * Starts a server of its own: its port, its data. It prints nothing and installs no signal handler. Rejects with an
 * error whose message says what to mend: an unknown option, a taken port, fixtures that do not hold, a database in use.
 */
export async function startServer(options: StartOptions = {}): Promise<MockServer> {
  const problem = nodeVersionProblem();
  if (problem) throw new Error(problem);
  const { startInProcess } = await import('./in-process.ts');
  return startInProcess(options);
}
