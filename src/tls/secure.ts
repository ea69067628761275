import https from 'node:https';
import type { Secured } from '../http/listeners.ts';
import { createAuthority, issue } from './authority.ts';
import { certificateNames } from './names.ts';

/** The authority of a server's certificate, and the servers that show the certificate. */
export interface Secure extends Pick<Secured, 'createServer'> {
  /** The certificate of the authority, in PEM. */
  readonly ca: string;
}

/** Makes an authority, and a server's certificate for the usual names and others. The key of the authority is not kept. */
export async function secure(names: readonly string[], now: Date): Promise<Secure> {
  const authority = await createAuthority(now);
  const identity = await issue(authority, certificateNames(names), now);
  return {
    ca: authority.cert,
    createServer: (options, handler) =>
      https.createServer({ ...options, ...identity, ...VERSIONS }, handler),
  };
}

const VERSIONS = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' } as const;
