import { X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { StartError } from '../start-error.ts';
import {
  type Authority,
  createAuthority,
  daysAfter,
  type Identity,
  issue,
  renewAuthority,
  restoreAuthority,
} from './authority.ts';
import { create, protect, read, replace } from './folder-files.ts';
import { certificateIn, pairIn, textOf } from './pair.ts';

/** The key and the certificate of the authority: a folder with this file is ours. */
const AUTHORITY = 'ca-key.pem';

/** The certificate of the authority alone, for clients. */
const CA = 'ca.pem';

/** The key and the certificate of the server. */
const SERVER = 'server.pem';

/** Files that a new folder may have, and those that a killed start leaves. */
const UNRELATED = /^(\.git(ignore|keep)|lost\+found|\..*\.tmp)$/;

/** Days before their end when certificates are renewed. */
const RENEWAL = 30;

/** The reason why a folder cannot be used. */
class Refusal extends Error {}

/** The authority of a folder, and a server's certificate. */
export interface Kept {
  readonly authority: Authority;
  readonly identity: Identity;
  /** The file of the authority's certificate. */
  readonly caFile: string;
  /** Remarks for the person who starts the server. */
  readonly notices: readonly string[];
}

/**
 * Reads the authority of a folder and a server's certificate with these names; makes what is missing, and renews what
 * ends soon. Several processes can do this at once. Throws a `StartError` for a folder that is not ours, and for one
 * that cannot be read or written.
 */
export async function keptIn(folder: string, names: readonly string[], now: Date): Promise<Kept> {
  try {
    fs.mkdirSync(folder, { recursive: true });
    const caFile = path.join(folder, CA);
    const notices: string[] = [];
    let authority = await authorityIn(folder, now);
    const certificate = new X509Certificate(authority.cert);
    if (!isCurrent(certificate, now)) {
      authority = await renewAuthority(authority, now);
      replace(path.join(folder, AUTHORITY), textOf(authority), 0o600);
      notices.push(
        `${caFile} was renewed: give it to your clients, which trust the former one until ${certificate.validTo}`,
      );
    }
    publish(caFile, authority.cert);
    const identity = await identityIn(folder, authority, names, now);
    return { authority, identity, caFile, notices };
  } catch (error) {
    throw folderError(folder, error);
  }
}

/** The authority of a folder. In a new folder, it is made by the first process that asks for it. */
async function authorityIn(folder: string, now: Date): Promise<Authority> {
  const file = path.join(folder, AUTHORITY);
  const names = fs.readdirSync(folder).filter((name) => !UNRELATED.test(name));
  if (!names.includes(AUTHORITY)) {
    if (names[0] !== undefined) {
      throw new Refusal(
        `it has ${names[0]}, but no ${AUTHORITY}: give a folder that is new or empty`,
      );
    }
    create(file, textOf(await createAuthority(now)));
  }
  protect(file);
  const pair = pairIn(fs.readFileSync(file, 'utf8'));
  const authority = pair && restoreAuthority(pair);
  if (authority === undefined) {
    throw new Refusal(
      `its ${AUTHORITY} is damaged or not of faire-simple-mock: give a folder that is new or empty`,
    );
  }
  return authority;
}

/** Writes the certificate of the authority for clients, if it is missing or a former one. */
function publish(file: string, cert: string): void {
  const published = read(file);
  if (published === cert) return;
  if (published !== undefined && !hasKeyOf(certificateIn(published), new X509Certificate(cert))) {
    throw new Refusal(
      `its ${CA} is damaged or of another authority than its ${AUTHORITY}: delete it, and the next start writes it`,
    );
  }
  replace(file, cert, 0o644);
}

function hasKeyOf(one: X509Certificate | undefined, other: X509Certificate): boolean {
  return one?.publicKey.equals(other.publicKey) ?? false;
}

/** The server's certificate of a folder, if it has these names and does not end soon; else a new one. */
async function identityIn(
  folder: string,
  authority: Authority,
  names: readonly string[],
  now: Date,
): Promise<Identity> {
  const file = path.join(folder, SERVER);
  const text = read(file);
  if (text !== undefined) {
    protect(file);
    const pair = pairIn(text);
    const certificate = pair && new X509Certificate(pair.cert);
    if (!certificate?.verify(new X509Certificate(authority.cert).publicKey)) {
      throw new Refusal(
        `its ${SERVER} is damaged or of another authority than its ${AUTHORITY}: delete it, and the next start writes it`,
      );
    }
    if (isCurrent(certificate, now) && names.every((name) => hasName(certificate, name))) {
      return pair as Identity;
    }
  }
  const identity = await issue(authority, names, now);
  replace(file, textOf(identity), 0o600);
  return identity;
}

function isCurrent({ validFromDate, validToDate }: X509Certificate, now: Date): boolean {
  return validFromDate <= now && validToDate >= daysAfter(now, RENEWAL);
}

function hasName(certificate: X509Certificate, name: string): boolean {
  const found = isIP(name) > 0 ? certificate.checkIP(name) : certificate.checkHost(name);
  return found !== undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'it is a file: give a folder',
  ENOTDIR: 'it lies below a file: give a folder',
  EISDIR: 'a folder in it has the name of a file',
  EACCES: 'it, or a file in it, may not be read or written',
  EPERM: 'it may not be changed, or its disk has no hard links',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
};

function folderError(folder: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = error instanceof Refusal ? message : code && (REASONS[code] ?? code);
  if (reason === undefined) return error;
  return new StartError(`Cannot keep certificates in ${folder}: ${reason}.`);
}
