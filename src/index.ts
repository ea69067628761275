import type { FastifyInstance } from 'fastify';
import type { OperationId } from './contract/operations.ts';
import type { SandboxOptions } from './control/types.ts';
import type { WorldControl } from './control/world-control.ts';
import { nodeVersionProblem } from './version.ts';
// Keeps the real time and the real timers before a test fakes them: the rest is loaded by the first server.
import './world/clock.ts';

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
export type { Between, GivenState, SandboxOptions, Wait } from './control/types.ts';
export { VerificationError } from './control/verification-error.ts';
export type { RecordOf, State, WorldControl } from './control/world-control.ts';
export type { ExplainedRefusal, RequestState } from './traffic/entry.ts';
export type { Expectation } from './traffic/expectation.ts';
export type { JournalFilter } from './traffic/journal.ts';
export type { Rule } from './traffic/rules.ts';
export type { JournalBody, JournalEntry } from './traffic/shown.ts';
export type { Action, Delay, Match, RuleDefinition } from './traffic/types.ts';
export type { NearMiss, Times, Verdict, Verification } from './traffic/verification.ts';
export type { Difference } from './world/difference.ts';
export type { Snapshot } from './world/world.ts';
export type { ClockReading } from './world/world-clock.ts';
export { type Violation, WorldError } from './world/world-error.ts';
export type { Sandbox } from './world/worlds.ts';

/** Options of `startServer()`. The README's table of options describes them, with the flags of the command. */
export interface StartOptions {
  /** Port to listen on. Default 0: a free port. */
  port?: number;
  /** Address to listen on. Default `127.0.0.1`. Any address that other machines can reach needs `controlToken` for the control plane to be served. */
  host?: string;
  /** Base URL by which clients reach the server, for example through a proxy: for links, OpenAPI and environments. Default: its own address. */
  publicUrl?: string;
  /** Host names admitted outside the API, besides IP addresses, names without a dot and those below `localhost`; `.example` admits all below it. */
  allowHosts?: readonly string[];
  /** SQLite file that keeps the state; a restart resumes from it. Default: in memory. */
  database?: string;
  /** Folder of fixtures. Default: the data of the package. */
  fixtures?: string;
  /** Generate partners up to this total, at most 10,000,000, and propositions by them. Default: only those of the fixtures. */
  generate?: number;
  /** Selects the partners that are generated, from 0 to 2^32 - 1; the same seed gives the same partners. Default 1. */
  seed?: number;
  /** Delete what the database holds and start again from the fixtures. Default false. */
  reseed?: boolean;
  /** Serve only the operations that the reference document describes; the others answer 501. Default false. */
  documentedOnly?: boolean;
  /** Other paths for operations of level `named`: `{ listUsers: '/partenaires' }`. */
  paths?: Partial<Record<OperationId, string>>;
  /** Serve Swagger UI and the OpenAPI document. Default true. */
  docs?: boolean;
  /** Serve the control plane over HTTP. Default true. */
  control?: boolean;
  /** Token that clients of the control plane must send, as `Authorization: Bearer TOKEN`. Default: none. */
  controlToken?: string;
  /** The largest body that the control plane reads, in MiB, at most 500. Default 64. */
  controlBodyLimit?: number;
  /** How much detail of requests the journals of all worlds keep together, in MiB. Default 64. */
  journalMemory?: number;
  /** How many requests the journal of a world counts, for verifications and waits. Default 100,000. */
  journalRequests?: number;
  /** How many requests the journals of all worlds count together. Default 1,000,000. */
  journalTotal?: number;
  /** Seconds from `close()` until the answers that are still running are cut off. Default 3. */
  closeTimeout?: number;
  /** Time of the clock at the start, such as `2016-03-14T09:26:53Z`; the clock runs on from there. Default: the time of the machine. */
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
  /** The address that it listens on, without a slash at the end: `http://127.0.0.1:54321`. */
  readonly url: string;
  /** The base URL of the API, below `publicUrl` where there is one; it takes the place of `https://www.faire-simple.gouv.fr/api`. */
  readonly apiUrl: string;
  /** What a client identifies itself with; of a server, that is the demo application. */
  readonly application: Credentials;
  /** The environment variables that the guides' clients read. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A world of its own in a server: same URL, other credentials. */
export interface SandboxHandle extends WorldControl, Reachable, AsyncDisposable {
  readonly id: string;
  /** Drops it; its credentials are valid no more. Rejects with the error of a listener that no call has thrown yet. */
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
  /** Creates a world, from the baseline or from a snapshot of this server's; same URL, its own credentials. */
  createSandbox(options?: SandboxOptions): SandboxHandle;
  /** @deprecated The former name of `createSandbox()`. */
  sandbox(options?: SandboxOptions): SandboxHandle;
  /**
   * Stops the server; answers that are still running are cut off after `closeTimeout`. Rejects, once it is stopped, with the
   * error of a listener that no call has thrown yet.
   */
  close(): Promise<void>;
}

/**
 * Starts a server with its own port and data. It prints nothing and installs no signal handler. Rejects with an error
 * whose message says what to fix: an unknown option, a port in use, invalid fixtures, a database in use.
 */
export async function startServer(options: StartOptions = {}): Promise<MockServer> {
  const problem = nodeVersionProblem();
  if (problem) throw new Error(problem);
  const { startInProcess } = await import('./start.ts');
  return startInProcess(options);
}
