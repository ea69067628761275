import https from 'node:https';
import type { Secured } from '../http/listeners.ts';
import { createAuthority, type Identity, issue } from './authority.ts';
import { keptIn } from './folder.ts';
import { certificateNames } from './names.ts';
import { type OwnFiles, ownIdentity } from './own.ts';

/** The source of the certificate, and its names. */
export interface SecureOptions {
  /** Names and addresses besides the usual ones. */
  readonly names: readonly string[];
  /** The folder of the authority; without it, the authority is forgotten. */
  readonly folder: string | undefined;
  /** A certificate from elsewhere, in place of one by an authority of ours. */
  readonly own: OwnFiles | undefined;
}

/** The servers of HTTPS, and the authority of their certificate. */
export interface Secure extends Pick<Secured, 'createServer'> {
  /** The certificate of the authority, in PEM; undefined for a certificate from elsewhere. */
  readonly ca: string | undefined;
  /** Its file, if it is kept in one. */
  readonly caFile: string | undefined;
  /** Remarks for the person who starts the server. */
  readonly notices: readonly string[];
}

/** Makes or reads the certificate of a server. Throws a `StartError` for files that cannot be used. */
export async function secure(options: SecureOptions, now: Date): Promise<Secure> {
  const { identity, ca, caFile, notices = [] } = await certificateFor(options, now);
  return {
    ca,
    caFile,
    notices,
    createServer: (options, handler) =>
      https.createServer({ ...options, ...identity, ...VERSIONS }, handler),
  };
}

const VERSIONS = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' } as const;

async function certificateFor(
  { names, folder, own }: SecureOptions,
  now: Date,
): Promise<{ identity: Identity; ca?: string; caFile?: string; notices?: readonly string[] }> {
  if (own !== undefined) return ownIdentity(own, now);
  const all = certificateNames(names);
  if (folder !== undefined) {
    const { authority, ...kept } = await keptIn(folder, all, now);
    return { ...kept, ca: authority.cert };
  }
  const authority = await createAuthority(now);
  return { identity: await issue(authority, all, now), ca: authority.cert };
}
