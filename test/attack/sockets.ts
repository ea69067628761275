import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import type { Scope } from './attack.ts';
import type { Victim } from './victim.ts';

/** A connection that nobody reads, over TCP only or with TLS; it is ended with the attack at the latest. */
export async function unreadSocket(
  scope: Scope,
  victim: Victim,
  secure: boolean,
): Promise<net.Socket> {
  const { hostname: host, port } = new URL(secure ? (victim.secureUrl as string) : victim.url);
  const place = { host, port: Number(port) };
  const socket = secure ? tls.connect({ ...place, ca: victim.ca }) : net.connect(place);
  scope.teardown(() => socket.destroy());
  await once(socket, secure ? 'secureConnect' : 'connect');
  // The server may close it.
  socket.on('error', () => {});
  return socket.pause();
}

/** Opens sockets, some at a time: more than a listener's queue takes would wait for a second attempt. */
export async function inTurns<Value>(
  count: number,
  open: (index: number) => Promise<Value>,
): Promise<Value[]> {
  const opened: Value[] = [];
  while (opened.length < count) {
    const length = Math.min(50, count - opened.length);
    const first = opened.length;
    opened.push(...(await Promise.all(Array.from({ length }, (_, turn) => open(first + turn)))));
  }
  return opened;
}
