import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import { createSecureContext } from 'node:tls';
import { StartError } from '../start-error.ts';
import type { Identity } from './authority.ts';

/** The files of a certificate, with its chain, and of its private key, in PEM. */
export interface OwnFiles {
  readonly cert: string;
  readonly key: string;
}

/**
 * Reads a certificate and its private key. Throws a `StartError` if they cannot be used; a notice says if the
 * certificate is not valid now.
 */
export function ownIdentity(
  files: OwnFiles,
  now: Date,
): { readonly identity: Identity; readonly notices: readonly string[] } {
  const cert = read('certificate', files.cert);
  const key = read('private key', files.key);
  const certificate = parseCertificate(files.cert, cert);
  if (!certificate.checkPrivateKey(parseKey(files.key, key))) {
    throw unusable(
      'private key',
      files.key,
      `it is not the key of the first certificate in ${files.cert}`,
    );
  }
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    const { reason } = error as { reason?: string };
    throw unusable('certificate', files.cert, `OpenSSL refuses it (${reason})`);
  }
  const { validFrom, validTo, validFromDate, validToDate } = certificate;
  const isValid = validFromDate <= now && now <= validToDate;
  const notice = `the certificate ${files.cert} is valid from ${validFrom} until ${validTo}: clients will refuse it`;
  return { identity: { cert, key }, notices: isValid ? [] : [notice] };
}

type Kind = 'certificate' | 'private key';

function unusable(kind: Kind, file: string, reason: string): StartError {
  return new StartError(`Cannot use the ${kind} ${file}: ${reason}.`);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a folder',
};

function read(kind: Kind, file: string): string {
  try {
    return fs.readFileSync(file, 'latin1');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw unusable(kind, file, REASONS[`${code}`] ?? `${code}`);
  }
}

function parseCertificate(file: string, text: string): X509Certificate {
  try {
    // The class reads DER as well, TLS does not.
    if (text.includes('-----BEGIN ')) return new X509Certificate(text);
  } catch {}
  throw unusable('certificate', file, 'it is no certificate in PEM (-----BEGIN CERTIFICATE-----)');
}

function parseKey(file: string, text: string): KeyObject {
  if (text.includes('ENCRYPTED')) {
    throw unusable(
      'private key',
      file,
      `it is encrypted: decrypt it, for example by openssl pkey -in ${file} -out plain.pem`,
    );
  }
  try {
    return createPrivateKey(text);
  } catch {
    throw unusable(
      'private key',
      file,
      'it is no private key in PEM (-----BEGIN PRIVATE KEY-----)',
    );
  }
}
