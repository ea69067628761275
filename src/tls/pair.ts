import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Identity } from './authority.ts';

const KEY = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\r?\n/;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\r?\n/;

/** A private key and its certificate as one text. */
export function textOf({ key, cert }: Identity): string {
  return key + cert;
}

/** The private key and the certificate in a text; undefined if they are missing, damaged or of different pairs. */
export function pairIn(text: string): Identity | undefined {
  const [key] = KEY.exec(text) ?? [];
  const [cert] = CERTIFICATE.exec(text) ?? [];
  if (key === undefined || cert === undefined) return undefined;
  const certificate = certificateIn(cert);
  try {
    return certificate?.checkPrivateKey(createPrivateKey(key)) ? { key, cert } : undefined;
  } catch {
    return undefined;
  }
}

/** The certificate in a text; undefined if there is none, or a damaged one. */
export function certificateIn(text: string): X509Certificate | undefined {
  try {
    return new X509Certificate(text);
  } catch {
    return undefined;
  }
}
