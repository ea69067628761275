import { once } from 'node:events';
import net from 'node:net';
import Fastify from 'fastify';
import t from 'tap';
import { Trace } from '../../src/api/recorder.ts';
import { signalOf } from '../../src/api/ruling.ts';
import { simulate } from '../../src/api/simulation.ts';
import { DEFAULT_PATHS } from '../../src/contract/operations.ts';
import { Epoch } from '../../src/world/epoch.ts';
import { call, serve, worldsWith } from '../helpers.ts';

const FAULT = new Error('the chunk cannot be read');

/** Chunks of an array, and then a fault. */
function* failing(): Generator<Buffer> {
  for (let chunk = 0; chunk < 3; chunk++) yield Buffer.from(`"${'x'.repeat(100_000)}"`);
  throw FAULT;
}

t.test('a list that fails while it is counted is a 500', async (t) => {
  const worlds = worldsWith(t, { list: failing });
  const server = await serve(t, worlds);
  worlds.main.addRule({ then: { action: 'cut' } });
  t.match((await call(server, '/users')).json, { status: 500, code: 'erreur_interne' });
});

t.test('a list that fails between two chunks is cut off', async (t) => {
  const worlds = worldsWith(t, { list: failing });
  const server = await serve(t, worlds);
  for (const then of [undefined, { action: 'drip', bytesPerSecond: 1e9 }] as const) {
    worlds.main.replaceRules([{ delay: { fixed: 1, when: 'between' }, ...(then && { then }) }]);
    await t.rejects(call(server, '/users'));
  }
});

t.test('the work of a client that has left before a rule acts is not done', async (t) => {
  const app = Fastify();
  t.teardown(() => app.close());
  const acted = Promise.withResolvers<boolean>();
  app.get('/', async (request, reply) => {
    request.trace = Object.assign(new Trace(undefined), { epoch: new Epoch() });
    await once(reply.raw, 'close');
    const decision = {
      rules: ['rule-1'],
      delays: { before: 0, after: 0, between: 0 },
      action: { action: 'pass' },
    } as const;
    const means = {
      paths: DEFAULT_PATHS,
      tcpOf: (socket: net.Socket) => socket,
      closing: new AbortController().signal,
    };
    const signal = signalOf(request, reply, means.closing);
    const all = { ...means, signal, released: undefined };
    acted.resolve(simulate(decision, request, reply, all));
    return reply;
  });
  const socket = net.connect(Number(new URL(await app.listen({ port: 0 })).port), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n', () => socket.destroy());
  t.equal(await acted.promise, true);
});
