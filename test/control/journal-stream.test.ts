import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import t, { type Test } from 'tap';
import { journalStream } from '../../src/control/journal-stream.ts';
import { basic, call, serve, start, type Target, worldsWith } from '../helpers.ts';
import { add, emptyJournal } from '../traffic/journal-helpers.ts';

t.setTimeout(60_000);

/** An event of the stream. */
interface Event {
  id: string;
  /** Its name; empty for an entry. */
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read any answer
  data: any;
}

/** A client that reads the stream event by event. */
interface Client {
  response: http.IncomingMessage;
  next(): Promise<Event>;
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
  return { response, next: eventsOf(response) };
}

/** Reads events one by one. */
function eventsOf(source: Readable): Client['next'] {
  source.setEncoding('utf8').on('error', () => {});
  let chunks: AsyncIterator<string> | undefined;
  let text = '';
  return async () => {
    // From the first event on: iterating pauses the stream between them.
    chunks ??= source[Symbol.asyncIterator]() as AsyncIterator<string>;
    for (;;) {
      const [told = '', event] = /^(?::.*\n\n)*((?:\w+: .*\n)+)\n/.exec(text) ?? [];
      if (event !== undefined) {
        text = text.slice(told.length);
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(event)?.[1] ?? '';
        return { id: field('id'), event: field('event'), data: JSON.parse(field('data')) };
      }
      const { value, done } = await chunks.next();
      if (done) throw new Error('the stream has ended');
      text += value;
    }
  };
}

/** A server by hand, and how many listen to the journal of its main world. */
async function counted(t: Test) {
  const worlds = worldsWith(t);
  const { journal } = worlds.main;
  const original = journal.watch.bind(journal);
  const count = { listeners: 0 };
  journal.watch = (watcher) => {
    const stop = original(watcher);
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

/** The URL of a path of the API, with the key. */
function urlOf({ apiUrl, application }: Target, path: string): string {
  return `${apiUrl}${path}?key=${application.key}`;
}

/** Lets sockets be read and closed until it is so. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

t.test('requests are sent as they happen, as server-sent events', async (t) => {
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
    const { id, data } = await client.next();
    t.equal(id, String(2 * index + 4), 'what came before is not told');
    t.strictSame(data, server.listJournal()[index + 1]);
    t.equal(data.uid, uid);
  }
});

t.test('a slow request is sent when it arrives and when it ends', async (t) => {
  const server = await start(t);
  server.addRule({ operation: 'getUser', then: { action: 'stall' } });
  const client = await listen(t, server);
  const leave = new AbortController();
  const stalled = fetch(urlOf(server, '/users/1'), {
    headers: { authorization: basic('demo:demo') },
    signal: leave.signal,
  });
  t.match(await client.next(), { id: '1', data: { id: 1, state: 'running', rule: 'rule-1' } });
  leave.abort();
  await t.rejects(stalled);
  t.match(await client.next(), { id: '2', data: { id: 1, state: 'aborted' } });
});

t.test('a client that reconnects first gets the missed events', async (t) => {
  const server = await start(t);
  for (const uid of [1, 2, 3]) await call(server, `/users/${uid}`);
  const client = await listen(t, server, { last: '2' });
  await call(server, '/users/4');
  t.match(await client.next(), { id: '4', data: { uid: 2 } });
  t.match(await client.next(), { id: '6', data: { uid: 3 } });
  t.match(await client.next(), { id: '8', data: { uid: 4 } });
});

t.test('a reset and a clearing are sent, also to a client that missed them', async (t) => {
  const server = await start(t);
  const client = await listen(t, server);
  await call(server, '/users/1');
  t.match(await client.next(), { id: '2', event: '' });
  server.reset();
  t.strictSame(await client.next(), { id: '3', event: 'reset', data: { change: 3 } });
  await call(server, '/users/2');
  t.match(await client.next(), { id: '5', data: { id: 1, change: 5, uid: 2 } });
  server.clearJournal();
  t.match(await client.next(), { id: '6', event: 'clear' });
  await call(server, '/users/3');
  const late = await listen(t, server, { last: '5' });
  t.match(await late.next(), { id: '6', event: 'clear' });
  t.match(await late.next(), { id: '8', data: { uid: 3 } });
});

t.test('a last id that is none is as good as no id', async (t) => {
  const server = await start(t);
  await call(server, '/users/1');
  const client = await listen(t, server, { last: 'un' });
  await call(server, '/users/2');
  t.match(await client.next(), { id: '4', data: { uid: 2 } });
});

t.test('a last id of an earlier server is as good as the first', async (t) => {
  const server = await start(t);
  await call(server, '/users/1');
  const client = await listen(t, server, { last: '1000' });
  t.match(await client.next(), { id: '2', data: { uid: 1 } });
});

t.test('a client that has missed many events gets all of them', async (t) => {
  const server = await start(t);
  const headers = { 'x-filling': 'x'.repeat(12_000) };
  for (let round = 0; round < 150; round++) await call(server, '/users/1', { headers });
  const client = await listen(t, server, { last: '0' });
  for (let id = 1; id <= 150; id++) t.equal((await client.next()).data.id, id);
});

t.test('a sandbox has a stream of its own, which ends with it', async (t) => {
  const server = await start(t);
  const sandbox = server.sandbox();
  const main = await listen(t, server);
  const own = await listen(t, server, { query: `?sandbox=${sandbox.id}` });
  await call(server, '/users/1');
  await call(sandbox, '/users/2');
  await call(server, '/users/3');
  t.match(await own.next(), { data: { id: 1, uid: 2 } });
  t.match(await main.next(), { data: { id: 1, uid: 1 } });
  t.match(await main.next(), { data: { id: 2, uid: 3 } });
  await sandbox.close();
  t.match(await own.next(), { event: 'end', data: { reason: /dropped, or has expired/ } });
  await t.rejects(own.next(), { message: 'the stream has ended' });
});

t.test('a client that goes away is forgotten', async (t) => {
  const { server, count } = await counted(t);
  const clients = [await listen(t, server), await listen(t, server)];
  t.equal(count.listeners, 1, 'the journal is watched once for all');
  const closed = new Promise((resolve) => clients[0]?.response.once('close', resolve));
  clients[0]?.response.destroy();
  await closed;
  await call(server, '/users/1');
  t.match(await clients[1]?.next(), { id: '2' });
  clients[1]?.response.destroy();
  await until(() => count.listeners < 1);
  t.equal((await call(server, '/users/1')).status, 200);
  t.match(await (await listen(t, server, { last: '2' })).next(), { id: '4' }, 'and may come back');
});

t.test('nothing is kept for a client that does not read, and it misses nothing', async (t) => {
  const journal = emptyJournal();
  const stream = journalStream(journal, { headers: {} } as FastifyRequest);
  const next = eventsOf(stream);
  const rawHeaders = ['x-filling', 'x'.repeat(1000)];
  for (let round = 0; round < 20; round++) {
    for (let count = 0; count < 100; count++) add(journal, { rawHeaders });
    await new Promise((resolve) => setImmediate(resolve));
  }
  t.ok(stream.readableLength < 500_000, `${stream.readableLength} characters are waiting`);
  for (let id = 1; id <= 2000; id++) {
    const { data } = await next();
    if (data.id !== id) return t.equal(data.id, id);
  }
  stream.destroy();
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
  const closed = new Promise((resolve) => client.response.once('close', resolve));
  client.response.resume();
  await server.close();
  await closed;
  t.equal(count.listeners, 0);
});

t.test('comments keep the connection alive', async (t) => {
  const stream = journalStream(emptyJournal(), { headers: {} } as FastifyRequest, 1);
  let text = '';
  for await (const chunk of stream) {
    text += chunk;
    if (text.endsWith(': still here\n\n: still here\n\n')) break;
  }
  t.match(text, /^: the journal of faire-simple-mock\n\n/);
});
