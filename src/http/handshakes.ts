import type { Socket } from 'node:net';

/**
 * The TCP connections on which TLS is being negotiated. Node shows no other way from a connection over TLS to the one
 * below it than their common endpoints.
 */
export class Handshakes {
  readonly #sockets = new Map<string, Socket>();

  begin(socket: Socket): void {
    const endpoints = endpointsOf(socket);
    this.#sockets.set(endpoints, socket);
    socket.once('close', () => this.#sockets.delete(endpoints));
  }

  /** The TCP connection below one over TLS; undefined if it is closed already. */
  below(secure: Socket): Socket | undefined {
    return this.#sockets.get(endpointsOf(secure));
  }
}

function endpointsOf({ remoteAddress, remotePort, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localPort}`;
}
