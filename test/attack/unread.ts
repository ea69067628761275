import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { basic } from '../helpers.ts';
import { type Attack, shown } from './attack.ts';
import { DEMO } from './demo.ts';
import { inTurns, unreadSocket } from './sockets.ts';
import { Client, noProc, Victim } from './victim.ts';

/** Most kilobytes for a list that nobody reads: a chunk on its way, and the next one. */
const EACH = 600;

/** Requests of another client between two looks at the memory, and the milliseconds after them. */
const OTHERS = 200;
const PAUSE = 500;

const AUTHORIZATION = basic(`${DEMO.login}:${DEMO.password}`);

/** Lists of 45 MB that are asked for and never read. */
export const unread: Attack = {
  name: 'unread',
  unit: 'lists',
  short: 500,
  long: 1000,
  skip: noProc,
  async run(scope, size) {
    const victim = await Victim.start(scope, ['--generate', '100000'], { tls: true });
    const client = new Client(scope, victim, 4);
    const headers = { authorization: AUTHORIZATION };
    const serve = async () => {
      for (let sent = 0; sent < OTHERS; sent++) {
        const origin = sent % 2 === 0 ? victim.url : victim.secureUrl;
        const { status } = await client.send(`${origin}/api/users/1?key=${DEMO.key}`, { headers });
        assert.equal(status, 200);
      }
    };
    // A list that is read: code loaded with it is not counted.
    const whole = await client.send(`${victim.url}/api/users?key=${DEMO.key}`, { headers });
    const bytes = Buffer.byteLength(whole.text);
    await serve();
    const before = { memory: victim.memory(), handles: victim.handles() };
    const sockets = await inTurns(size, async (index) => {
      const socket = await unreadSocket(scope, victim, index % 2 === 1);
      // The chunks of a whole list are made once and kept, those of a part of it for each client.
      const part = index % 4 < 2 ? '' : 'statut=1&';
      socket.write(
        `GET /api/users?${part}key=${DEMO.key} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${AUTHORIZATION}\r\n\r\n`,
      );
      return socket;
    });
    // Until the server rests: then it has made all chunks that it makes without a reader.
    let [memory, meanwhile] = [0, 0];
    for (let resting = false; !resting; ) {
      await serve();
      meanwhile += OTHERS;
      victim.check();
      const begin = victim.processorTime();
      await sleep(PAUSE);
      resting = victim.processorTime() - begin < PAUSE / 10;
      memory = Math.max(memory, victim.memory() - before.memory);
      assert.ok(memory * 1024 < size * EACH + 64 * 1024, `${memory} MB added`);
    }
    for (const socket of sockets) socket.destroy();
    await victim.handlesAtMost(before.handles);
    await serve();
    return [
      `${shown(size)} lists of ${shown(bytes / 1e6)} MB that nobody reads, over HTTP and HTTPS`,
      `${shown(memory)} MB added`,
      `${shown(meanwhile)} of ${shown(meanwhile)} other requests served meanwhile`,
      '0 handles left',
    ].join('; ');
  },
};
