import https from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import type { Secured } from '../http/listeners.ts';
import type { Identity } from './authority.ts';
import type { HttpsFault } from './fault-names.ts';

/** The certificate of each fault that has one. */
export type FaultyIdentities = Readonly<Record<Exclude<HttpsFault, 'handshake'>, Identity>>;

const VERSIONS = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' } as const;

/** The servers of HTTPS. All show the same certificate, or the same fault. */
export class SecureServers implements Pick<Secured, 'createServer' | 'fault'> {
  /** Whether faults can be set. */
  readonly canFail: boolean;
  readonly #contexts: Readonly<Record<HttpsFault | 'none', SecureContextOptions>>;
  readonly #servers: https.Server[] = [];
  readonly #initial: HttpsFault | null;
  #fault: HttpsFault | null;

  /** `faulty`: without them, no fault can be set; `fault`: that of the start. */
  constructor(identity: Identity, faulty?: FaultyIdentities, fault: HttpsFault | null = null) {
    this.canFail = faulty !== undefined;
    // Without a certificate, OpenSSL answers every client by the alert handshake_failure.
    this.#contexts = { ...(faulty as FaultyIdentities), handshake: {}, none: identity };
    this.#initial = fault;
    this.#fault = fault;
  }

  createServer: Secured['createServer'] = (options, handler) => {
    const server = https.createServer({ ...options, ...this.#context() }, handler);
    this.#servers.push(server);
    return server;
  };

  /** The fault of new connections. */
  get fault(): HttpsFault | null {
    return this.#fault;
  }

  set fault(fault: HttpsFault | null) {
    if (fault === this.#fault) return;
    this.#fault = fault;
    // The keys of session tickets are new too: a client cannot resume a session, which would hide the certificate.
    for (const server of this.#servers) server.setSecureContext(this.#context());
  }

  /** Sets the fault of the start again. */
  reset(): void {
    this.fault = this.#initial;
  }

  #context(): SecureContextOptions {
    return { ...VERSIONS, ...this.#contexts[this.#fault ?? 'none'] };
  }
}
