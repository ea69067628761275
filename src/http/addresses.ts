import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { StartError } from '../start-error.ts';
import type { Listeners } from './listeners.ts';

/** Where to listen. */
interface Places {
  readonly host: string;
  readonly port: number;
  /** With HTTPS, the port for plain HTTP, if there is one. */
  readonly https: { readonly httpPort: number | undefined } | undefined;
}

/** The addresses of a server for clients on this machine. */
export interface Addresses {
  readonly url: string;
  /** That for plain HTTP beside HTTPS. */
  readonly httpUrl: string | undefined;
}

/** Listens; throws a `StartError` for an address or a port that cannot be used. */
export async function listen(
  listeners: Listeners,
  app: FastifyInstance,
  { host, port, https }: Places,
): Promise<Addresses> {
  if (port !== 0 && port === https?.httpPort) {
    throw new StartError(
      `Port ${port} cannot be that of HTTPS and that of plain HTTP: give another one with --http-port (0 takes a free one).`,
    );
  }
  try {
    const { main, plain } = await listeners.listen(app, host, port, https?.httpPort);
    return {
      url: urlOf(https ? 'https' : 'http', main),
      httpUrl: plain && urlOf('http', plain),
    };
  } catch (error) {
    const { code, port: failed } = error as NodeJS.ErrnoException & { port?: number };
    const option = failed === https?.httpPort ? '--http-port' : '--port';
    const reasons: Record<string, string> = {
      EADDRINUSE: `port ${failed} is taken: stop the program that has it, or give another one with ${option} (0 takes a free one)`,
      EACCES: `no permission for port ${failed}: ports below 1024 need a privilege; give another one with ${option}`,
      EADDRNOTAVAIL:
        'this machine has no such address: give one of its own with --host, or 127.0.0.1',
      ENOTFOUND:
        'no machine has that name: give an address of this machine with --host, or 127.0.0.1',
      EAI_AGAIN:
        'that name cannot be looked up: give an address of this machine with --host, or 127.0.0.1',
    };
    const reason = reasons[`${code}`];
    if (reason === undefined) throw error;
    throw new StartError(`Cannot listen on ${host}: ${reason}.`);
  }
}

/** The server's address for clients on this machine: the loopback one where the server listens on all addresses. */
function urlOf(scheme: 'http' | 'https', { address, family, port }: AddressInfo): string {
  if (address === '0.0.0.0') return `${scheme}://127.0.0.1:${port}`;
  if (address === '::') return `${scheme}://[::1]:${port}`;
  return family === 'IPv6' ? `${scheme}://[${address}]:${port}` : `${scheme}://${address}:${port}`;
}
