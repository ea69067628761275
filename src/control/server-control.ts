import type { Fidelity } from '../fidelity/types.ts';
import type { Report } from '../report/types.ts';
import type { HttpsFault } from '../tls/fault-names.ts';
import { checkAgainst } from '../world/validation.ts';
import type { World } from '../world/world.ts';
import { WorldError } from '../world/world-error.ts';
import * as schemas from './schemas.ts';
import type { HttpsFaultSetting } from './types.ts';
import { WorldControl } from './world-control.ts';

/**
 * The TLS faults of a server.
 * @internal
 */
export interface TlsFaults {
  fault: HttpsFault | null;
  /** Whether a fault can be set. */
  readonly canFail: boolean;
  /** Sets the fault of the start again. */
  reset(): void;
}

/**
 * The parts of a server that all worlds share.
 * @internal
 */
export interface Shared {
  /** The faults of HTTPS, if the server speaks it. */
  readonly faults?: TlsFaults | undefined;
  /** The report on the clients, if one is collected. */
  readonly report?: (() => Report) | undefined;
}

/** The operations of a test on a server: on its main world, and on what all worlds share. */
export class ServerControl extends WorldControl {
  readonly #faults: TlsFaults | undefined;
  readonly #report: (() => Report) | undefined;

  /** @internal */
  constructor(world: World, { faults, report }: Shared) {
    super(world);
    this.#faults = faults;
    this.#report = report;
  }

  /**
   * Restores the start: data, clock, rules, applications, journal, and the TLS fault of the start. Snapshots stay.
   * @example
   * afterEach(() => server.reset());
   */
  override reset(): void {
    super.reset();
    this.#faults?.reset();
  }

  /**
   * The TLS fault of new connections; null: none.
   * @example
   * const { fault } = server.readHttpsFault();
   */
  readHttpsFault(): HttpsFaultSetting {
    this.check();
    return { fault: this.#faults?.fault ?? null };
  }

  /**
   * Sets the TLS fault of new connections; null clears it. Open connections stay as they are.
   * @throws WorldError `conflict` without HTTPS and a further port of plain HTTP.
   * @example
   * server.setHttpsFault('expired');
   */
  setHttpsFault(fault: HttpsFault | null): HttpsFaultSetting {
    this.check();
    checkAgainst(schemas.HttpsFault, fault, 'the fault');
    if (this.#faults?.canFail) this.#faults.fault = fault;
    else if (fault !== null) throw new WorldError('conflict', CANNOT_FAIL);
    return this.readHttpsFault();
  }

  /**
   * The habits of the clients, over all worlds since the start: a reset takes nothing from it, and it can be asked for after
   * `close()`, too.
   * @throws WorldError `conflict` without the option `report`.
   * @example
   * after(() => assert.deepEqual(server.report().findings, []));
   */
  report(): Report {
    if (this.#report === undefined) throw new WorldError('conflict', NO_REPORT);
    return this.#report();
  }

  /**
   * Each claim of the mock server about the API, with its grounds: docs/fidelity.md as data.
   * @example
   * const { rows } = await server.fidelity();
   */
  async fidelity(): Promise<Fidelity> {
    this.check();
    const { fidelity } = await import('../fidelity/fidelity.ts');
    return fidelity();
  }
}

const NO_REPORT =
  'No report is collected: start the server with --report DIR, or with startServer({ report: true }).';

const CANNOT_FAIL =
  'TLS faults need a server with --https, with --http-port, so that it stays reachable, and without --https-cert.';
