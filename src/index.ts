import type { FastifyInstance } from 'fastify';
import type { OperationId } from './contract/operations.ts';
import { nodeVersionProblem } from './node-version.ts';

export type { OperationId } from './contract/operations.ts';
export type {
  Actualisation,
  Campagne,
  Partenaire,
  Proposition,
  Statut,
  Thematique,
} from './contract/resources.ts';

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
  /** Forget what the database holds. Default false. */
  reseed?: boolean;
  /** Answer 501 to what the source text does not document. Default false. */
  documentedOnly?: boolean;
  /** Other paths for operations of level `named`. */
  paths?: Partial<Record<OperationId, string>>;
  /** Serve Swagger UI and the OpenAPI document. Default true. */
  docs?: boolean;
}

/** A server in this process. */
export interface MockServer extends AsyncDisposable {
  /** Its address, without a slash at the end: `http://127.0.0.1:54321`. */
  readonly url: string;
  /** The base URL of the API, which takes the place of `https://www.faire-simple.gouv.fr/api`. */
  readonly apiUrl: string;
  /** The page that describes the API; undefined when it is not served. */
  readonly docsUrl: string | undefined;
  /** The demo application: what a client identifies itself with. */
  readonly application: {
    readonly name: string;
    readonly login: string;
    readonly password: string;
    readonly key: string;
  };
  /** Sends a request without a socket (see Fastify's `inject`). */
  readonly inject: FastifyInstance['inject'];
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
