import { createAuthority, issue } from './authority.ts';
import type { HttpsFault } from './fault-names.ts';
import { faultyIdentities } from './faulty.ts';
import { keptIn } from './folder.ts';
import { certificateNames } from './names.ts';
import { type OwnFiles, ownIdentity } from './own.ts';
import { SecureServers } from './secure-servers.ts';

/** The source of the certificate, and its names. */
export interface SecureOptions {
  /** Names and addresses besides the usual ones. */
  readonly names: readonly string[];
  /** The folder of the authority; without it, the authority is forgotten. */
  readonly folder: string | undefined;
  /** A certificate from elsewhere, in place of one by an authority of ours. */
  readonly own: OwnFiles | undefined;
  /** The port for plain HTTP: without it, no fault can be set. */
  readonly httpPort: number | undefined;
  /** The fault of the start. */
  readonly fault: HttpsFault | undefined;
}

/** The servers of HTTPS, and the authority of their certificate. */
export interface Secure {
  readonly servers: SecureServers;
  /** The certificate of the authority, in PEM; undefined for a certificate from elsewhere. */
  readonly ca?: string;
  /** Its file, if it is kept in one. */
  readonly caFile?: string;
  /** Remarks for the person who starts the server. */
  readonly notices: readonly string[];
}

/** Makes or reads the certificate of a server. Throws a `StartError` for files that cannot be used. */
export async function secure(options: SecureOptions, now: Date): Promise<Secure> {
  const { folder, own, httpPort, fault } = options;
  if (own !== undefined) {
    const { identity, notices } = ownIdentity(own, now);
    return { servers: new SecureServers(identity), notices };
  }
  const names = certificateNames(options.names);
  const kept = folder === undefined ? undefined : await keptIn(folder, names, now);
  const authority = kept?.authority ?? (await createAuthority(now));
  const identity = kept?.identity ?? (await issue(authority, names, now));
  const faulty = httpPort === undefined ? undefined : await faultyIdentities(authority, names, now);
  return {
    servers: new SecureServers(identity, faulty, fault),
    ca: authority.cert,
    ...(kept && { caFile: kept.caFile }),
    notices: [...(kept?.notices ?? []), ...(fault === undefined ? [] : [noticeOf(fault)])],
  };
}

function noticeOf(fault: HttpsFault): string {
  return `the TLS fault "${fault}" is set: clients must refuse the connections to the port of HTTPS`;
}
