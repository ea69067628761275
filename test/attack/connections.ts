import assert from 'node:assert/strict';
import type net from 'node:net';
import { basic } from '../helpers.ts';
import { type Attack, shown } from './attack.ts';
import { DEMO } from './demo.ts';
import { inTurns, unreadSocket } from './sockets.ts';
import { Client, noProc, Victim } from './victim.ts';

/** Most kilobytes for a connection that only takes room; TLS has the most. */
const EACH = 120;

/** Requests of another client meanwhile. */
const OTHERS = 300;

const AUTHORIZATION = { authorization: basic(`${DEMO.login}:${DEMO.password}`) };

const HEAD = `POST /api/users/1/statut?key=${DEMO.key} HTTP/1.1\r\nHost: localhost\r\n`;

/** Sends a body byte by byte. */
function drip(socket: net.Socket): void {
  socket.write(
    `${HEAD}Authorization: ${AUTHORIZATION.authorization}\r\nContent-Type: application/json\r\nContent-Length: 10000\r\n\r\n`,
  );
  const timer = setInterval(() => socket.write(' '), 200);
  socket.on('close', () => clearInterval(timer));
}

/** Connections that send nothing, half a head, or a body byte by byte. */
const KINDS: readonly ((socket: net.Socket) => unknown)[] = [
  () => {},
  (socket) => socket.write(HEAD),
  drip,
];

/** Connections that do nothing, or little, while other clients are served. */
export const connections: Attack = {
  name: 'connections',
  unit: 'connections',
  short: 2000,
  long: 8000,
  skip: noProc,
  async run(scope, size) {
    const victim = await Victim.start(scope, [], { tls: true });
    const client = new Client(scope, victim, 4);
    const serve = async () => {
      for (let sent = 0; sent < OTHERS; sent++) {
        const origin = sent % 2 === 0 ? victim.url : victim.secureUrl;
        const url = `${origin}/api/users/${1 + (sent % 5)}?key=${DEMO.key}`;
        assert.equal((await client.send(url, { headers: AUTHORIZATION })).status, 200);
      }
    };
    await serve();
    const before = { memory: victim.memory(), handles: victim.handles() };
    const sockets = await inTurns(size, async (index) => {
      // Some never begin the handshake of TLS.
      const secure = index % 2 === 1;
      const socket = await unreadSocket(scope, victim, secure);
      KINDS[index % KINDS.length]?.(socket);
      return socket;
    });
    await serve();
    victim.check();
    const held = victim.handles() - before.handles;
    const memory = victim.memory() - before.memory;
    assert.ok(memory * 1024 < size * EACH + 64 * 1024, `${memory} MB added`);
    for (const socket of sockets) socket.destroy();
    await victim.handlesAtMost(before.handles);
    await serve();
    victim.check();
    return [
      `${shown(size)} idle, half and slow connections over HTTP and HTTPS, ${shown(held)} handles`,
      `${shown(memory)} MB added`,
      `${shown(OTHERS)} of ${shown(OTHERS)} other requests served meanwhile`,
      '0 handles left',
    ].join('; ');
  },
};
