import { createHash, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { BitString, Integer, OctetString, Utf8String } from 'asn1js';
import {
  AltName,
  AttributeTypeAndValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  CryptoEngine,
  Extension,
  ExtKeyUsage,
  GeneralName,
  id_AuthorityKeyIdentifier,
  id_BasicConstraints,
  id_ExtKeyUsage,
  id_KeyUsage,
  id_SubjectAltName,
  id_SubjectKeyIdentifier,
  RelativeDistinguishedNames,
  Time,
} from 'pkijs';
import { addressBytes } from './names.ts';

/** The contents of a certificate. */
export interface CertificateParts {
  /** The common names of its holder and of its issuer. */
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: webcrypto.CryptoKey;
  /** The keys of the issuer; an authority's certificate is signed by its own. */
  readonly issuerKeys: webcrypto.CryptoKeyPair;
  readonly from: Date;
  readonly until: Date;
  /** The DNS names and IP addresses of a server, in their canonical form; without them, an authority's certificate. */
  readonly names?: readonly string[];
}

// Some test environments replace the global crypto, which is the default.
const engine = new CryptoEngine({ name: 'node', crypto: webcrypto as typeof crypto });

/** The algorithm of all keys: supported by every client, and fast to generate. */
export const KEYS = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** Makes a certificate (RFC 5280), signed by its issuer; in PEM. */
export async function makeCertificate(parts: CertificateParts): Promise<string> {
  const { subject, issuer, publicKey, issuerKeys, from, until, names } = parts;
  const certificate = new Certificate();
  // X.509 version 3.
  certificate.version = 2;
  certificate.serialNumber = new Integer({ valueHex: serialNumber() });
  certificate.subject = nameOf(subject);
  certificate.issuer = nameOf(issuer);
  certificate.notBefore = timeOf(from);
  certificate.notAfter = timeOf(until);
  await certificate.subjectPublicKeyInfo.importKey(publicKey, engine);
  const own = await identifier(publicKey);
  const issuers = await identifier(issuerKeys.publicKey);
  certificate.extensions = [
    ...(names === undefined ? authorityExtensions() : serverExtensions(names)),
    extension(id_SubjectKeyIdentifier, own),
    extension(id_AuthorityKeyIdentifier, new AuthorityKeyIdentifier({ keyIdentifier: issuers })),
  ];
  await certificate.sign(issuerKeys.privateKey, 'SHA-256', engine);
  return new X509Certificate(Buffer.from(certificate.toSchema(true).toBER())).toString();
}

function authorityExtensions(): Extension[] {
  return [
    extension(id_BasicConstraints, new BasicConstraints({ cA: true, pathLenConstraint: 0 }), true),
    // keyCertSign and cRLSign.
    extension(id_KeyUsage, bits(0b0000_0110, 1), true),
  ];
}

function serverExtensions(names: readonly string[]): Extension[] {
  const altNames = names.map((name) =>
    isIP(name) > 0
      ? new GeneralName({ type: 7, value: new OctetString({ valueHex: addressBytes(name) }) })
      : new GeneralName({ type: 2, value: name }),
  );
  return [
    extension(id_BasicConstraints, new BasicConstraints({ cA: false }), true),
    // digitalSignature.
    extension(id_KeyUsage, bits(0b1000_0000, 7), true),
    extension(id_ExtKeyUsage, new ExtKeyUsage({ keyPurposes: [SERVER_AUTH] })),
    extension(id_SubjectAltName, new AltName({ altNames })),
  ];
}

/** id-kp-serverAuth. */
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';

/** A value in ASN.1, or an object of PKI.js that has one. */
type Encodable = { toBER(): ArrayBuffer } | { toSchema(): { toBER(): ArrayBuffer } };

function extension(extnID: string, value: Encodable, critical = false): Extension {
  const encoded = 'toSchema' in value ? value.toSchema() : value;
  return new Extension({ extnID, critical, extnValue: encoded.toBER() });
}

function bits(byte: number, unusedBits: number): BitString {
  return new BitString({ valueHex: Uint8Array.of(byte), unusedBits });
}

/** 16 random bytes: positive, and without a zero at the beginning. */
function serialNumber(): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(randomBytes(16));
  bytes[0] = ((bytes[0] as number) & 0x7f) | 0x40;
  return bytes;
}

/** id-at-commonName. */
function nameOf(commonName: string): RelativeDistinguishedNames {
  const value = new Utf8String({ value: commonName });
  const typesAndValues = [new AttributeTypeAndValue({ type: '2.5.4.3', value })];
  return new RelativeDistinguishedNames({ typesAndValues });
}

/** RFC 5280 §4.1.2.5: without fractions of a second; UTCTime until 2049, then GeneralizedTime. */
function timeOf(date: Date): Time {
  const value = new Date(Math.floor(date.getTime() / 1000) * 1000);
  return new Time({ type: value.getUTCFullYear() < 2050 ? 0 : 1, value });
}

/** The identifier of a key: the first 160 bits of its SHA-256 (RFC 7093 §2). */
async function identifier(publicKey: webcrypto.CryptoKey): Promise<OctetString> {
  const point = Buffer.from(await webcrypto.subtle.exportKey('raw', publicKey));
  const digest = createHash('sha256').update(point).digest();
  return new OctetString({ valueHex: Uint8Array.from(digest.subarray(0, 20)) });
}
