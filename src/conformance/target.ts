import { promises as dns, type LookupAddress } from 'node:dns';
import { BlockList } from 'node:net';
import { StartError } from '../start-error.ts';

/** The exit status if the server cannot be reached. */
export const UNREACHABLE = 3;

/** The exit status if a changed status could not be put back. */
export const NOT_RESTORED = 4;

/** The exit status for wrong usage. */
export const USAGE = 2;

/** The server to be checked. */
export interface Target {
  /** Without a slash at its end. */
  readonly base: string;
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  /** The value of Host: the host, and the port if it is not the usual one. */
  readonly authority: string;
  /** Of the base URL, without a slash at its end. */
  readonly path: string;
  /** The addresses of its name, asked for once: a later answer of DNS cannot lead elsewhere. */
  readonly addresses: readonly LookupAddress[];
  /** Whether all its addresses are of this machine. */
  readonly loopback: boolean;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Reads a base URL and looks up its name. Throws a `StartError` if it is none, or if nothing has that name. */
export async function targetOf(text: string): Promise<Target> {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new StartError(
      `"${printable(text)}" is no base URL: give one such as https://www.faire-simple.gouv.fr/api.`,
      USAGE,
    );
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new StartError(
      'The base URL has a login, a query or a fragment: give the credentials by FAIRE_SIMPLE_LOGIN, FAIRE_SIMPLE_PASSWORD and FAIRE_SIMPLE_KEY, or by --credentials.',
      USAGE,
    );
  }
  const secure = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const path = url.pathname.replace(/\/+$/, '');
  const addresses = await addressesOf(host);
  return {
    base: `${url.origin}${path}`,
    secure,
    host,
    port: Number(url.port || (secure ? 443 : 80)),
    authority: url.host,
    path,
    addresses,
    loopback: addresses.every(({ address, family }) =>
      LOOPBACK.check(address, family === 6 ? 'ipv6' : 'ipv4'),
    ),
  };
}

async function addressesOf(host: string): Promise<LookupAddress[]> {
  try {
    return await dns.lookup(host, { all: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(
      `Cannot reach ${host}: DNS does not know that name (${code}).`,
      UNREACHABLE,
    );
  }
}

/** A given text for a message: without its query and its credentials, on one line. */
function printable(text: string): string {
  const [place = ''] = text.replaceAll(/[^\x20-\x7e]/g, '?').split(/[?#]/);
  return place.replace(/\/\/[^/]*@/, '//').slice(0, 100);
}
