import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { readRest } from './unread-body.ts';

/** The TCP connection below a connection, which may be over TLS. */
export type TcpOf = (socket: Socket) => Socket;

/**
 * Closes a connection in an orderly way (FIN), after these bytes, if any. The body of a client that is still sending it is
 * read meanwhile: the system resets a connection that is closed with unread bytes.
 */
export function closeConnection(
  request: IncomingMessage,
  response: ServerResponse,
  last?: Buffer,
): void {
  inTurn(response, (socket) => {
    if (last) socket.write(last);
    socket.end();
    if (request.complete) socket.destroySoon();
    else readRest(request, () => socket.destroySoon());
  });
}

/** Resets a connection (RST): its client gets an error. */
export function resetConnection(response: ServerResponse, tcpOf: TcpOf): void {
  inTurn(response, (socket) => tcpOf(socket).resetAndDestroy());
}

/** Calls back once a response has its connection: it has none while earlier ones of the connection are sent. */
function inTurn(response: ServerResponse, action: (socket: Socket) => void): void {
  if (response.socket) action(response.socket);
  else response.once('socket', action);
}
