import type { FastifyInstance } from 'fastify';
import type { CollectionName } from './contract/collections.ts';
import type { OperationId } from './contract/operations.ts';
import type { RefusalCode } from './contract/refusals.ts';
import type { Credentials } from './control/credentials.ts';
import type { SandboxSummary } from './control/sandbox-start.ts';
import type { ServerControl } from './control/server-control.ts';
import type { PartialState, SandboxOptions, WithCredentials } from './control/types.ts';
import type { WorldControl } from './control/world-control.ts';
import type { HttpsFault } from './tls/fault-names.ts';
import { nodeVersionProblem } from './version.ts';
// Keeps the real time and timers before a test fakes them; the first server loads everything else.
import './world/clock.ts';

export type { CollectionName } from './contract/collections.ts';
export { campagne, partenaire, proposition, thematique } from './contract/factories.ts';
export type { OperationId } from './contract/operations.ts';
export type {
  Actualisation,
  Campagne,
  Partenaire,
  Proposition,
  Statut,
  Thematique,
} from './contract/types.ts';
export type { ApplicationControl, ApplicationOfWorld } from './control/application-control.ts';
export type { ClockControl } from './control/clock-control.ts';
export type { Credentials } from './control/credentials.ts';
export type {
  DataControl,
  GivenOf,
  PartialOf,
  Patch,
  RecordOf,
  State,
} from './control/data-control.ts';
export type { RuleHandle } from './control/rule-handle.ts';
export type { SandboxSummary } from './control/sandbox-start.ts';
export type { ServerControl } from './control/server-control.ts';
export type {
  Between,
  Deletion,
  GivenApplication,
  GivenState,
  HttpsFaultSetting,
  PartialCampagne,
  PartialPartenaire,
  PartialProposition,
  PartialState,
  PartialThematique,
  RecordsFilter,
  RuleRelease,
  SandboxOptions,
  StateClock,
  Unexpected,
  Wait,
  WithCredentials,
} from './control/types.ts';
export { type FailedVerification, VerificationError } from './control/verification-error.ts';
export type { Released, WorldControl } from './control/world-control.ts';
export type {
  Fidelity,
  FidelityRow,
  FidelitySentence,
  FidelityWords,
} from './fidelity/types.ts';
export type { Duration, DurationParts } from './json/durations.ts';
export type {
  Report,
  ReportCoverage,
  ReportDropped,
  ReportExample,
  ReportFinding,
  ReportGap,
  ReportLean,
  ReportMet,
  ReportPull,
  ReportUse,
} from './report/types.ts';
export type { HttpsFault } from './tls/fault-names.ts';
export type { ExplainedRefusal, RequestState } from './traffic/entry.ts';
export type { Expectation } from './traffic/expectation.ts';
export type { JournalFilter } from './traffic/journal.ts';
export type { Rule } from './traffic/rules.ts';
export type { JournalBody, JournalEntry } from './traffic/shown.ts';
export type {
  Action,
  Delay,
  Har,
  HarEntry,
  Match,
  RuleDefinition,
  TextCondition,
  TextOperator,
} from './traffic/types.ts';
export type { NearMiss, Times, Verdict, Verification } from './traffic/verification.ts';
export type { Difference } from './world/difference.ts';
export type { Sandbox } from './world/sandbox.ts';
export type { Snapshot } from './world/world.ts';
export type { ClockReading } from './world/world-clock.ts';
export { type Violation, WorldError } from './world/world-error.ts';

/** Options of `startServer()`. The table of docs/options.md describes them, with the flags of the command. */
export interface StartOptions {
  /** Port to listen on. Default 0: a free port. */
  port?: number;
  /**
   * Address to listen on. Default `127.0.0.1`. If other machines can reach the address, the control plane is enabled
   * only with `controlToken`.
   */
  host?: string;
  /**
   * Base URL of clients, for example of a proxy: used in links, OpenAPI and environments. Default: the server's own
   * address.
   */
  publicUrl?: string;
  /** Host names admitted outside the API, besides IP addresses, names without a dot and those below `localhost`; `.example` admits all below it. */
  allowHosts?: readonly string[];
  /** Speak HTTPS, with a certificate of an authority that is made at the start. Default false. */
  https?: boolean;
  /** A further port, for plain HTTP beside HTTPS; 0: a free one. Default: none. */
  httpPort?: number;
  /**
   * Further host names and IP addresses for the certificate, which has localhost, 127.0.0.1, ::1, host.docker.internal,
   * www.faire-simple.gouv.fr and the names of `host` and `publicUrl`.
   */
  httpsNames?: readonly string[];
  /** Folder that keeps the authority and the certificate; both are renewed before they expire. Default: in memory. */
  httpsDir?: string;
  /** PEM file of a certificate from elsewhere and its chain. Default: one by an authority of the server. */
  httpsCert?: string;
  /** PEM file of the private key of `httpsCert`. */
  httpsKey?: string;
  /** Fault of HTTPS, until `setHttpsFault()` sets another; needs `httpPort`. Default: none. */
  httpsFault?: HttpsFault;
  /** SQLite file that keeps the state; a restart resumes from it. Default: in memory. */
  database?: string;
  /** Folder of fixtures. Default: the data of the package. */
  fixtures?: string;
  /**
   * Serve changed fixtures without a restart. A change of a file of `fixtures` starts over with its data, rules and
   * applications: it empties the journal, and sandboxes and snapshots end. While a file is invalid, the last valid data
   * are served; the problems go to the listeners of `onReload()` or, without any, to stderr. Not with `database`.
   * Default false.
   */
  watch?: boolean;
  /**
   * Generate partners up to this total, at most 10,000,000, and propositions by them. Default: none, only those of the
   * fixtures.
   */
  generate?: number;
  /** Seed of the generated partners, from 0 to 2^32 - 1; the same seed gives the same partners. Default 1. */
  seed?: number;
  /**
   * Data to start with, and rules, in place of those of the package: the members that matter, the others get defaults, with
   * dates of `now`; a missing collection is empty. `reset()` restores them. Not with `fixtures`, `database` or `generate`.
   */
  state?: PartialState;
  /** Delete what the database holds and start again from the fixtures. Default false. */
  reseed?: boolean;
  /** Serve only the operations that the reference document describes; the others answer 501. Default false. */
  documentedOnly?: boolean;
  /** Other paths for operations of level `named`: `{ listUsers: '/partenaires' }`. */
  paths?: Partial<Record<OperationId, string>>;
  /** Serve Swagger UI, the guides and the OpenAPI documents. Default true. */
  docs?: boolean;
  /** Serve the control plane over HTTP. Default true. */
  control?: boolean;
  /** Token that clients of the control plane must send, as `Authorization: Bearer TOKEN`. Default: none. */
  controlToken?: string;
  /** The largest body that the control plane reads, in MiB, at most 500. Default 64. */
  controlBodyLimit?: number;
  /** Size of the request details that the journals of all worlds keep together, in MiB. Default 64. */
  journalMemory?: number;
  /** Number of requests that a world's journal keeps for verifications and waits. Default 100,000. */
  journalRequests?: number;
  /** Number of requests that the journals of all worlds keep together. Default 1,000,000. */
  journalTotal?: number;
  /** Seconds from `close()` until running answers are cut off. Default 3. */
  closeTimeout?: number;
  /**
   * Report on the habits of the clients: `server.report()`. A folder: `close()` writes the report to it, too. Default:
   * none.
   */
  report?: string | boolean;
  /** Refusals and faults that tests provoke on purpose: no findings of the report. */
  expect?: readonly (
    | RefusalCode
    | 'drop'
    | 'reset'
    | 'garbage'
    | 'stall'
    | 'cut'
    | 'broken-json'
  )[];
  /**
   * Time of the clock at the start, such as `2016-03-14T09:26:53Z`; the clock runs on from it. Default: the machine's
   * time.
   */
  now?: string;
}

/** The outcome of a reload of the fixtures. */
export interface Reload {
  /** The reason why the changed fixtures are refused, and the former ones still served. */
  readonly error: Error | undefined;
  /** The number of records of each collection that is served now; undefined after an error. */
  readonly counts: Readonly<Record<CollectionName, number>> | undefined;
  /** Remarks about the fixtures that are served now. */
  readonly notices: readonly string[];
}

/** The addresses and credentials that clients of a world need; servers and sandboxes have them. */
export interface Reachable {
  /** The server's own address, without a trailing slash: `http://127.0.0.1:54321`, `https://…` with `https`. */
  readonly url: string;
  /** The origin of `url`, as browsers write it: without the port of the scheme. */
  readonly origin: string;
  /** The port that the server listens on. */
  readonly port: number;
  /** The address for plain HTTP; undefined without `httpPort`. */
  readonly httpUrl: string | undefined;
  /** The certificate of the authority that clients must trust, in PEM; undefined without `https`, or with `httpsCert`. */
  readonly ca: string | undefined;
  /** The base URL of the API, below `publicUrl` if set; it replaces `https://www.faire-simple.gouv.fr/api`. */
  readonly apiUrl: string;
  /** The client's credentials; a server's are those of the demo application. */
  readonly application: Credentials;
  /** The environment variables that the guides' clients read. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A sandbox: a further world of a server, at the same URL with other credentials. */
export interface SandboxHandle extends WorldControl, Reachable, AsyncDisposable {
  readonly id: string;
  /**
   * Drops the sandbox: its credentials become invalid. Rejects with a listener's error that no call has thrown yet.
   * @example
   * afterEach(() => sandbox.close());
   */
  close(): Promise<void>;
}

/** A server in this process, with its main world. */
export interface MockServer extends ServerControl, Reachable, AsyncDisposable {
  /** The URL of the documentation page; undefined when it is disabled. */
  readonly docsUrl: string | undefined;
  /** The base URL of the control plane; undefined when it is disabled. */
  readonly controlUrl: string | undefined;
  /**
   * Sends a request without a socket (see Fastify's `inject`).
   * @example
   * const { statusCode } = await server.inject({ path: '/api', headers: { authorization } });
   */
  readonly inject: FastifyInstance['inject'];
  /**
   * Creates a sandbox: a world with its own data, clock, rules, applications and journal. It is dropped after an hour,
   * unless `lifetime` (milliseconds or ISO 8601; null: never) says otherwise. `reset()` restores what it was made from.
   * @throws WorldError if an option is invalid, the snapshot unknown, or a login in use; then nothing is made.
   * @example
   * await using sandbox = server.createSandbox({ now: '2016-03-14T09:26:53Z', rules: [] });
   */
  createSandbox(options?: SandboxOptions): SandboxHandle;
  /**
   * The sandboxes, oldest first; the credentials of their applications only with `credentials`.
   * @example
   * const old = server.listSandboxes().filter(({ age }) => age > 600_000);
   */
  listSandboxes(options?: WithCredentials): SandboxSummary[];
  /**
   * Drops a sandbox, as `close()` of its handle does.
   * @throws WorldError `unknown` without such a sandbox.
   * @example
   * for (const { id } of server.listSandboxes()) server.dropSandbox(id);
   */
  dropSandbox(id: string): void;
  /**
   * Calls the listener after each reload of watched fixtures, until the returned function is called; `error` says why
   * changed fixtures are refused. Throws without the option `watch`.
   * @example
   * const stop = server.onReload(({ error, counts }) => console.log(error ?? counts));
   */
  onReload(listener: (reload: Reload) => unknown): () => void;
  /** @deprecated The former name of `createSandbox()`. */
  sandbox(options?: SandboxOptions): SandboxHandle;
  /**
   * Stops the server; running answers are cut off after `closeTimeout`. Rejects, after the stop, with a listener's
   * error that no call has thrown yet.
   * @example
   * after(() => server.close());
   */
  close(): Promise<void>;
}

/**
 * Starts a server with its own port and data. It prints nothing and installs no signal handler. Rejects with an error
 * whose message says how to correct it: an unknown option, a port in use, invalid fixtures, a database in use.
 * @example
 * await using server = await startServer({ state: { users: [{ uid: 9, statut: 1 }] } });
 */
export async function startServer(options: StartOptions = {}): Promise<MockServer> {
  const problem = nodeVersionProblem();
  if (problem) throw new Error(problem);
  const { startInProcess } = await import('./start.ts');
  return startInProcess(options);
}
