import { KeyObject, randomBytes, webcrypto } from 'node:crypto';
import { KEYS, makeCertificate } from './certificate.ts';

/** A private key and its certificate, in PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

/** A certificate authority. */
export interface Authority {
  /** Its common name. */
  readonly name: string;
  /** In PEM. */
  readonly cert: string;
  readonly keys: webcrypto.CryptoKeyPair;
  readonly until: Date;
}

/** The days of a certificate's validity: many clients refuse those of servers with more than 398. */
const DAYS = { authority: 3650, server: 397 };

const DAY = 24 * 60 * 60 * 1000;

function daysAfter(date: Date, days: number): Date {
  return new Date(date.getTime() + days * DAY);
}

/** The beginning of a certificate's validity: a day ago, as the clocks of clients may be slow. */
function beginning(now: Date): Date {
  return daysAfter(now, -1);
}

/** Makes a certificate authority. */
export async function createAuthority(now: Date): Promise<Authority> {
  const keys = await generateKeys();
  const name = `faire-simple-mock authority ${randomBytes(4).toString('hex')}`;
  const from = beginning(now);
  const until = daysAfter(from, DAYS.authority);
  const { publicKey } = keys;
  const parts = { subject: name, issuer: name, publicKey, issuerKeys: keys, from, until };
  return { name, cert: await makeCertificate(parts), keys, until };
}

/** Makes the key and the certificate of a server. */
export async function issue(
  authority: Authority,
  names: readonly string[],
  now: Date,
): Promise<Identity> {
  const { publicKey, privateKey } = await generateKeys();
  const from = beginning(now);
  const latest = daysAfter(from, DAYS.server);
  const cert = await makeCertificate({
    subject: names[0] as string,
    issuer: authority.name,
    publicKey,
    issuerKeys: authority.keys,
    from,
    until: latest < authority.until ? latest : authority.until,
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
