import { once } from 'node:events';
import net from 'node:net';
import t, { type Test } from 'tap';
import { Listeners } from '../../src/http/listeners.ts';
import type { MockServer, RuleDefinition, StartOptions } from '../../src/index.ts';
import { call, connect, head, rawBytes, serve as serveApp, start, worldsWith } from '../helpers.ts';

type Then = NonNullable<RuleDefinition['then']>;

const TRANSPORTS: readonly [string, StartOptions][] = [
  ['HTTP', {}],
  ['HTTPS', { https: true }],
];

/** Sends a request, and returns what a client gets: bytes, and how the connection ends. */
async function ask(server: MockServer, request: string, more?: () => Buffer) {
  const socket = connect(server);
  const chunks: Buffer[] = [];
  let fault: string | undefined;
  let ended = false;
  socket
    .on('data', (chunk) => chunks.push(chunk))
    .on('end', () => {
      ended = true;
    })
    .on('error', (error: NodeJS.ErrnoException) => {
      fault = error.code;
    });
  socket.write(request);
  const closed = new Promise((resolve) => socket.on('close', resolve));
  if (more) {
    const send = () => {
      while (!ended && socket.writable && socket.write(more()));
    };
    socket.on('drain', send);
    send();
  }
  await closed;
  return { bytes: Buffer.concat(chunks).toString('latin1'), ended, fault };
}

async function serve(t: Test, options: StartOptions, then: Then): Promise<MockServer> {
  const server = await start(t, options);
  server.addRule({ then });
  return server;
}

for (const [protocol, options] of TRANSPORTS) {
  for (const path of ['/users/7', '/users']) {
    for (const method of ['GET', 'HEAD']) {
      t.test(`drop ends the connection of ${method} /api${path} over ${protocol}`, async (t) => {
        const server = await serve(t, options, { action: 'drop' });
        const answer = await ask(server, head(server, method, path));
        t.strictSame(answer, { bytes: '', ended: true, fault: undefined });
        t.match(await server.waitForRequest({ state: 'aborted' }), { status: 0, rule: 'rule-1' });
      });

      t.test(`reset resets the connection of ${method} /api${path} over ${protocol}`, async (t) => {
        const server = await serve(t, options, { action: 'reset' });
        const answer = await ask(server, head(server, method, path));
        t.strictSame(answer, { bytes: '', ended: false, fault: 'ECONNRESET' });
        t.match(await server.waitForRequest({ state: 'aborted' }), { status: 0, rule: 'rule-1' });
      });

      t.test(`garbage answers ${method} /api${path} over ${protocol}`, async (t) => {
        const server = await serve(t, options, { action: 'garbage' });
        const { bytes, ended, fault } = await ask(server, head(server, method, path));
        t.ok(bytes.length > 10);
        t.notMatch(bytes, /HTTP/);
        t.strictSame([ended, fault], [true, undefined]);
        t.match(await server.waitForRequest({ state: 'aborted' }), { status: 0, rule: 'rule-1' });
      });
    }
  }

  for (const action of ['drop', 'garbage'] as const) {
    t.test(`${action} ends the connection of a body under way over ${protocol}`, async (t) => {
      const server = await serve(t, options, { action });
      const body = Buffer.alloc(64 * 1024, ' ');
      const fields = ['Content-Type: application/json', `Content-Length: ${1e9}`];
      const request = head(server, 'POST', '/users/7/statut', ...fields);
      const { ended, fault } = await ask(server, request, () => body);
      t.strictSame([ended, fault], [true, undefined]);
      t.match(await server.waitForRequest({ state: 'aborted' }), { status: 0, rule: 'rule-1' });
    });
  }
}

t.test('a client of fetch sees an error under each', async (t) => {
  const server = await start(t);
  for (const action of ['drop', 'reset', 'garbage'] as const) {
    server.replaceRules([{ then: { action } }]);
    await t.rejects(call(server, '/users/7'), action);
  }
});

for (const action of ['drop', 'reset', 'garbage'] as const) {
  t.test(`${action} comes after the earlier answers of its connection`, async (t) => {
    const server = await start(t);
    server.addRule({ operation: 'getUser', then: { action } });
    server.addRule({ operation: 'listThematiques', delay: { fixed: 50 } });
    const first = head(server, 'GET', '/thematiques').replace(/Connection: close\r\n/, '');
    const answer = await rawBytes(server, first + head(server, 'GET', '/users/7'));
    const [before, after] = answer.toString('latin1').split(']\r\n0\r\n\r\n');
    t.match(before, /^HTTP\/1\.1 200 /);
    t.equal(after === '', action !== 'garbage');
    t.notMatch(after, /HTTP/);
  });
}

t.test('a client that does not close its side loses its connection all the same', async (t) => {
  const server = await serve(t, {}, { action: 'drop' });
  const socket = net.connect({
    port: Number(new URL(server.url).port),
    host: '127.0.0.1',
    allowHalfOpen: true,
  });
  t.teardown(() => socket.destroy());
  socket.resume().write(head(server, 'GET', '/users/7'));
  await once(socket, 'end');
  await server.waitForRequest({ state: 'aborted' });
  t.pass();
});

for (const then of [
  { action: 'drop' },
  { action: 'reset' },
  { action: 'garbage' },
  { action: 'cut' },
] as const) {
  t.test(
    `${then.action}: the request has ended in the journal when its client can know`,
    async (t) => {
      const worlds = worldsWith(t);
      worlds.main.replaceRules([{ then }]);
      const states: unknown[] = [];
      const listeners = new Listeners(0);
      const create = listeners.create.bind(listeners);
      listeners.create = (handler) =>
        create(handler).on('connection', (socket) => {
          for (const name of ['end', 'resetAndDestroy'] as const) {
            const close = socket[name].bind(socket) as (...args: unknown[]) => net.Socket;
            socket[name] = (...args: unknown[]) => {
              states.push(worlds.main.journal.list()[0]?.state);
              return close(...args);
            };
          }
        });
      const server = await serveApp(t, worlds, { listeners });
      await t.rejects(call(server, '/users/7'));
      t.ok(states.length > 0);
      t.equal(states[0], 'aborted');
      t.equal(worlds.main.journal.list().length, 1);
    },
  );
}
