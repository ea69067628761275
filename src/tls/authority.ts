import {
  createPrivateKey,
  createPublicKey,
  KeyObject,
  randomBytes,
  webcrypto,
  X509Certificate,
} from 'node:crypto';
import { KEYS, makeCertificate } from './certificate.ts';

/** A private key and its certificate, in PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

/** A certificate authority. */
export interface Authority extends Identity {
  readonly keys: webcrypto.CryptoKeyPair;
}

/** The days of validity of a server's certificate: many clients refuse more than 398. */
export const SERVER_DAYS = 397;

/** The days of validity of an authority's certificate. */
const AUTHORITY_DAYS = 3650;

const DAY = 24 * 60 * 60 * 1000;

/** The instant that is days after another. */
export function daysAfter(date: Date, days: number): Date {
  return new Date(date.getTime() + days * DAY);
}

/** The beginning of a certificate's validity: a day ago, as the clocks of clients may be slow. */
function beginning(now: Date): Date {
  return daysAfter(now, -1);
}

/** The beginning of the name of each authority; a part of its own follows. */
const NAME = 'faire-simple-mock authority ';

/** Makes a certificate authority. */
export async function createAuthority(now: Date): Promise<Authority> {
  return certify(await generateKeys(), `${NAME}${randomBytes(4).toString('hex')}`, now);
}

/** Renews the certificate of an authority: clients that trust the former one trust what either has signed. */
export async function renewAuthority({ keys, cert }: Authority, now: Date): Promise<Authority> {
  return certify(keys, nameIn(cert), now);
}

async function certify(keys: webcrypto.CryptoKeyPair, name: string, now: Date): Promise<Authority> {
  const from = beginning(now);
  const cert = await makeCertificate({
    subject: name,
    issuer: name,
    publicKey: keys.publicKey,
    issuerKeys: keys,
    from,
    until: daysAfter(from, AUTHORITY_DAYS),
  });
  return { keys, key: pemOf(keys.privateKey), cert };
}

/** The authority of a key and its certificate; undefined if `createAuthority` has not made them. */
export function restoreAuthority({ key, cert }: Identity): Authority | undefined {
  if (!nameIn(cert).startsWith(NAME)) return undefined;
  const privateKey = createPrivateKey(key);
  const keys = {
    privateKey: privateKey.toCryptoKey(KEYS, true, ['sign']),
    publicKey: createPublicKey(privateKey).toCryptoKey(KEYS, true, ['verify']),
  };
  return { keys, key, cert };
}

function nameIn(cert: string): string {
  return new X509Certificate(cert).subject.replace(/^CN=/, '');
}

/** Makes the key and the certificate of a server, for names in their canonical form. */
export async function issue(
  authority: Authority,
  names: readonly string[],
  now: Date,
): Promise<Identity> {
  const { publicKey, privateKey } = await generateKeys();
  const from = beginning(now);
  const { validToDate } = new X509Certificate(authority.cert);
  const latest = daysAfter(from, SERVER_DAYS);
  const cert = await makeCertificate({
    subject: names[0] as string,
    issuer: nameIn(authority.cert),
    publicKey,
    issuerKeys: authority.keys,
    from,
    until: latest < validToDate ? latest : validToDate,
    names,
  });
  return { key: pemOf(privateKey), cert };
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(KEYS, true, ['sign', 'verify']);
}

function pemOf(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }) as string;
}
