import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { REAL_URL } from '../contract/operations.ts';

/** The names and addresses of every server certificate. */
const USUAL: readonly string[] = [
  'localhost',
  '127.0.0.1',
  '::1',
  'host.docker.internal',
  new URL(REAL_URL).hostname,
];

/** Addresses of a server that listens on every address: no client sends requests to them. */
const EVERY_ADDRESS: readonly string[] = ['0.0.0.0', '::'];

/** The usual names and further ones, each once, in their canonical form. */
export function certificateNames(further: readonly string[]): string[] {
  return [...new Set([...USUAL, ...further].map(canonical))].filter(
    (name) => !EVERY_ADDRESS.includes(name),
  );
}

/** A name in ASCII and without a dot at the end, or an address in its shortest form, without brackets and zone. */
function canonical(name: string): string {
  const address = name.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  if (isIP(address) === 6) return new URL(`http://[${address}]`).hostname.slice(1, -1);
  return isIP(address) === 4 ? address : domainToASCII(name).replace(/\.$/, '');
}

/** The bytes of an IP address in its canonical form. */
export function addressBytes(address: string): Uint8Array<ArrayBuffer> {
  if (isIP(address) === 4) return Uint8Array.from(address.split('.').map(Number));
  const [before = [], after = []] = address
    .split('::')
    .map((part) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))));
  const zeros = new Array<number>(8 - before.length - after.length).fill(0);
  return Uint8Array.from([...before, ...zeros, ...after].flatMap((two) => [two >> 8, two & 0xff]));
}
