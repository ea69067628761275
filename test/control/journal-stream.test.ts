import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import type { FastifyRequest } from 'fastify';
import t, { type Test } from 'tap';
import { journalStream } from '../../src/control/journal-stream.ts';
import type { JournalEntry } from '../../src/index.ts';
import type { Journal } from '../../src/traffic/journal.ts';
import { call, serve, start, type Target, worldsWith } from '../helpers.ts';

t.setTimeout(60_000);

/** A client that reads the stream event by event. */
interface Client {
  response: http.IncomingMessage;
  next(): Promise<{ id: string; entry: JournalEntry }>;
}

async function listen(
  t: Test,
  { url }: { url: string },
  { query = '', last }: { query?: string; last?: string } = {},
): Promise<Client> {
  const headers = last === undefined ? {} : { 'last-event-id': last };
  const request = http.get(`${url}/_mock/journal/stream${query}`, { headers, agent: false });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  t.teardown(() => response.destroy());
  response.setEncoding('utf8').on('error', () => {});
  let chunks: AsyncIterator<string> | undefined;
  let text = '';
  const next: Client['next'] = async () => {
    // From the first event on: iterating pauses the stream between them.
    chunks ??= response[Symbol.asyncIterator]() as AsyncIterator<string>;
    for (;;) {
      const [told = '', id, data] = /^(?::.*\n\n)*id: (.*)\ndata: (.*)\n\n/.exec(text) ?? [];
      if (id !== undefined && data !== undefined) {
        text = text.slice(told.length);
        return { id, entry: JSON.parse(data) };
      }
      const { value, done } = await chunks.next();
      if (done) throw new Error('the stream has ended');
      text += value;
    }
  };
  return { response, next };
}

/** A server by hand, and how many listen to the journal of its main world. */
async function counted(t: Test) {
  const worlds = worldsWith(t);
  const { journal } = worlds.main;
  const original = journal.listen.bind(journal);
  const count = { listeners: 0 };
  journal.listen = (listener) => {
    const stop = original(listener);
    count.listeners++;
    return () => {
      stop();
      count.listeners--;
    };
  };
  const server = await serve(t, worlds, {
    control: { token: undefined, bodyLimit: 1024 * 1024 },
  });
  return { server, count };
}

/** Lets sockets be read and closed until it is so. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

t.test('requests are told as they happen, as server-sent events', async (t) => {
  const server = await start(t);
  await call(server, '/users/3');
  const client = await listen(t, server);
  t.equal(client.response.statusCode, 200);
  t.match(client.response.headers, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
  });
  for (const [index, uid] of [1, 999999, 2].entries()) {
    await call(server, `/users/${uid}`);
    const { id, entry } = await client.next();
    t.equal(id, String(index + 2), 'what came before is not told');
    t.strictSame(entry, server.listJournal()[index + 1]);
    t.equal(entry.uid, uid);
  }
});

t.test('a client that comes back is first told what it has missed', async (t) => {
  const server = await start(t);
  for (const uid of [1, 2, 3]) await call(server, `/users/${uid}`);
  const client = await listen(t, server, { last: '1' });
  await call(server, '/users/4');
  const told = [await client.next(), await client.next(), await client.next()];
  t.strictSame(
    told.map(({ id, entry }) => [id, entry.uid]),
    [
      ['2', 2],
      ['3', 3],
      ['4', 4],
    ],
  );
});

t.test('a last id that is none is as good as no id', async (t) => {
  const server = await start(t);
  await call(server, '/users/1');
  const client = await listen(t, server, { last: 'un' });
  await call(server, '/users/2');
  t.match(await client.next(), { id: '2', entry: { uid: 2 } });
});

t.test('a client that has missed all that a journal can hold is told all of it', async (t) => {
  const server = await start(t);
  const headers = { 'x-filling': 'x'.repeat(12_000) };
  for (let round = 0; round < 150; round++) await call(server, '/users/1', { headers });
  const client = await listen(t, server, { last: '0' });
  for (let id = 1; id <= 150; id++) t.equal((await client.next()).id, String(id));
});

t.test('a sandbox has a stream of its own', async (t) => {
  const server = await start(t);
  const sandbox = server.sandbox();
  const main = await listen(t, server);
  const own = await listen(t, server, { query: `?sandbox=${sandbox.id}` });
  await call(server, '/users/1');
  await call(sandbox, '/users/2');
  await call(server, '/users/3');
  t.match(await own.next(), { id: '1', entry: { uid: 2 } });
  t.match(await main.next(), { id: '1', entry: { uid: 1 } });
  t.match(await main.next(), { id: '2', entry: { uid: 3 } });
});

t.test('a client that goes away is forgotten', async (t) => {
  const { server, count } = await counted(t);
  const clients = [await listen(t, server), await listen(t, server)];
  t.equal(count.listeners, 2);
  clients[0]?.response.destroy();
  await until(() => count.listeners < 2);
  await call(server, '/users/1');
  t.match(await clients[1]?.next(), { id: '1' });
  clients[1]?.response.destroy();
  await until(() => count.listeners < 1);
  t.equal((await call(server, '/users/1')).status, 200);
});

t.test('a client that stops reading is left; one that reads goes on', async (t) => {
  const { server, count } = await counted(t);
  const reader = await listen(t, server);
  const socket = await neverReading(t, server);
  await until(() => count.listeners === 2);
  const headers = { 'x-filling': 'x'.repeat(12_000) };
  let sent = 0;
  // What the sockets of both ends hold comes first; beyond 64 MiB, the server would be keeping it.
  for (let id = 1; count.listeners === 2 && sent < 64 * 1024 * 1024; id++) {
    await call(server, '/users/1', { headers });
    sent += 12_000;
    t.equal((await reader.next()).id, String(id));
  }
  t.equal(count.listeners, 1);
  socket.resume();
  await once(socket, 'close');
  await call(server, '/users/7');
  t.match(await reader.next(), { entry: { uid: 7 } }, 'the other is told on');
});

/** A connection that asks for the stream and does not read the answer. */
async function neverReading(t: Test, { url }: Target): Promise<net.Socket> {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  t.teardown(() => socket.destroy());
  socket.pause();
  socket.on('error', () => {});
  socket.write('GET /_mock/journal/stream HTTP/1.1\r\nHost: localhost\r\n\r\n');
  return socket;
}

t.test('a server that closes does not wait for those who listen', async (t) => {
  const { server, count } = await counted(t);
  const client = await listen(t, server);
  await neverReading(t, server);
  await until(() => count.listeners === 2);
  const closed = new Promise((resolve) => client.response.once('close', resolve));
  client.response.resume();
  await server.close();
  await closed;
  t.equal(count.listeners, 0);
});

t.test('a comment now and then keeps the connection alive', async (t) => {
  const journal = { listen: () => () => {}, entries: () => [] } as unknown as Journal;
  const stream = journalStream(journal, { headers: {} } as FastifyRequest, 1);
  t.match(String(stream.read()), /^: the journal.*\n\n$/);
  await once(stream, 'readable');
  t.match(String(stream.read()), /^(: still here\n\n)+$/);
  stream.destroy();
  await once(stream, 'close');
});
