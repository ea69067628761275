import { once } from 'node:events';
import net from 'node:net';
import t, { type Test } from 'tap';
import type { MockServer } from '../../src/index.ts';
import { ask } from '../control/helpers.ts';
import { call, head, start } from '../helpers.ts';

const UIDS = [7, 9, 12, 14] as const;

/** POSTs of partners under the first rule, which holds each before the next one is sent. */
async function held(t: Test, server: MockServer) {
  const sockets: net.Socket[] = [];
  for (const uid of UIDS) {
    const socket = net.connect(Number(new URL(server.url).port), '127.0.0.1');
    t.teardown(() => socket.destroy());
    socket.setEncoding('latin1').on('error', () => {});
    const body = ['Content-Type: application/json', 'Content-Length: 12'];
    const request = head(server, 'POST', `/users/${uid}/statut`, ...body);
    socket.write(`${request}{"action":1}`);
    sockets.push(socket);
    while (server.listRules()[0]?.held !== sockets.length) await call(server, '/thematiques');
  }
  return sockets as [net.Socket, net.Socket, net.Socket, net.Socket];
}

for (const perform of [false, true]) {
  t.test(`a release answers the oldest first, perform: ${perform}`, async (t) => {
    const server = await start(t);
    for (const uid of UIDS) server.patchRecord('users', uid, { merge: { statut: 0 } });
    const { id } = server.addRule({
      operation: 'setUserStatut',
      then: { action: 'hold', perform },
    });
    const [first, second, third, fourth] = await held(t, server);
    t.match(server.listJournal({ state: 'running' }), Array(4).fill({ status: 0, rules: [id] }));
    const statuts = () => UIDS.map((uid) => server.getRecord('users', uid).statut);
    t.strictSame(statuts(), Array(4).fill(perform ? 1 : 0));

    second.destroy();
    await server.waitForRequest({ uid: UIDS[1], state: 'aborted' });
    t.match(server.listRules()[0], { held: 3 }, 'a client that left is forgotten');
    const body = { count: 1 };
    const { json } = await ask(server, 'POST', `/rules/${id}/release`, { body });
    t.strictSame(json, { released: 1 });
    t.match(await once(first, 'data'), [/^HTTP\/1\.1 200 /]);
    t.match(server.listJournal({ state: 'running' }), [{ uid: UIDS[2] }, { uid: UIDS[3] }]);
    t.strictSame(server.releaseRule(id), { released: 2 });
    t.match(await once(third, 'data'), [/^HTTP\/1\.1 200 /]);
    t.match(await once(fourth, 'data'), [/^HTTP\/1\.1 200 /]);
    t.strictSame(server.releaseRule(id), { released: 0 });
    t.strictSame(statuts(), [1, perform ? 1 : 0, 1, 1]);
    t.match(server.verify({ operation: 'setUserStatut', status: 200, times: 3 }), {
      matched: Array(3).fill({ state: 'answered' }),
    });
  });
}

t.test(
  'a sandbox that is reset or closed ends what it holds, a replaced rule lets it pass',
  async (t) => {
    const server = await start(t);
    const sandbox = server.createSandbox();
    const hold = () => {
      sandbox.addRule({ id: 'h', operation: 'getUser', then: { action: 'hold' } });
      return call(sandbox, '/users/7');
    };
    const isHeld = async () => {
      while (sandbox.listRules()[0]?.held !== 1) await call(server, '/thematiques');
    };
    let asked = hold();
    await isHeld();
    sandbox.addRule({ id: 'h', operation: 'getUser', then: { action: 'drop' } });
    t.equal((await asked).status, 200, 'by the rule of its arrival');
    for (const end of [() => sandbox.reset(), () => sandbox.close()]) {
      asked = hold();
      const ended = t.rejects(asked);
      await isHeld();
      await end();
      await ended;
    }
  },
);
