import { once } from 'node:events';
import net from 'node:net';
import { Writable } from 'node:stream';
import t from 'tap';
import type { ServerLogger } from '../../src/api/request-log.ts';
import { createLogger } from '../../src/cli/log.ts';
import { DEFAULT_FIXTURES, loadFixtures } from '../../src/fixtures/load.ts';
import { openInMemory } from '../../src/store/database.ts';
import { Store } from '../../src/store/store.ts';
import { systemClock } from '../../src/world/clock.ts';
import { Worlds } from '../../src/world/worlds.ts';
import { serve, start, worldsWith } from '../helpers.ts';
import { ask, THEMATIQUE } from './helpers.ts';

const control = { token: undefined, bodyLimit: 1024 * 1024 };

t.test('a full storage is reported as such, and reads still work', async (t) => {
  const db = openInMemory();
  const store = new Store(db);
  store.seed(loadFixtures(DEFAULT_FIXTURES));
  t.teardown(() => store.close());
  const server = await serve(t, new Worlds(store, systemClock), { control });
  db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`);

  const body = { ...THEMATIQUE, nom: 'x'.repeat(500_000) };
  const { status, headers, json, text } = await ask(server, 'PUT', '/records/thematiques/4321', {
    body,
  });
  t.equal(status, 507);
  t.equal(headers.get('content-type'), 'application/problem+json; charset=utf-8');
  t.match(json, {
    code: 'storage_failed',
    detail: 'The database: the disk is full: free some space, or give a file on another disk.',
  });
  t.notMatch(text, /SQLITE|\.ts:|stack/);
  t.equal((await ask(server, 'GET', '/records/thematiques/4321')).status, 404);
  t.equal((await ask(server, 'GET', '/records/thematiques/1')).status, 200);
});

t.test('an internal error is answered as one, and logged with its cause', async (t) => {
  const worlds = worldsWith(t, {
    reset() {
      throw new TypeError('a secret of ours');
    },
  });
  const logged: unknown[] = [];
  const logger = { error: (what: unknown) => logged.push(what) } as unknown as ServerLogger;
  const server = await serve(t, worlds, { control, logger });
  const { status, headers, json, text } = await ask(server, 'POST', '/reset');
  t.equal(status, 500);
  t.match(logged, [{ err: { message: 'a secret of ours' } }]);
  t.equal(headers.get('content-type'), 'application/problem+json; charset=utf-8');
  t.match(json, { code: 'internal_error', detail: 'The control plane failed.' });
  t.notMatch(text, /secret|\.ts:|stack/);
  t.equal((await ask(server, 'GET', '/clock')).status, 200, 'it goes on');
});

t.test('a client that leaves while it sends a body is not logged as an error', async (t) => {
  const logged: string[] = [];
  const output = new Writable({
    write(chunk, _encoding, done) {
      logged.push(String(chunk));
      done();
    },
  });
  const logger = createLogger('warn', 'json', output);
  const server = await serve(t, worldsWith(t), { control, logger });
  // The first request loads the control plane, and its body would not be read yet.
  await ask(server, 'GET', '/clock');
  const { hostname, port } = new URL(server.url);
  const socket = net.connect(Number(port), hostname);
  const fields = 'Host: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n';
  socket.write(`PUT /_mock/state HTTP/1.1\r\n${fields}Expect: 100-continue\r\n\r\n{`);
  await once(socket, 'data');
  socket.resetAndDestroy();
  // By the time of its answer, the server has seen the other connection end.
  await ask(server, 'GET', '/clock');
  t.same(logged, []);
});

t.test('in-process, a length that is not the body’s is refused', async (t) => {
  const server = await start(t);
  const { statusCode, body } = await server.inject({
    method: 'PUT',
    url: '/_mock/state',
    headers: { 'content-type': 'application/json', 'content-length': '5' },
    payload: '{"users": []}',
  });
  t.equal(statusCode, 400);
  t.match(JSON.parse(body).detail, 'Content-Length');
});
