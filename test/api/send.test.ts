import { once } from 'node:events';
import http from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import Fastify from 'fastify';
import t, { type Test } from 'tap';
import { LongAnswer } from '../../src/api/long-answer.ts';
import { Trace } from '../../src/api/recorder.ts';
import { type Payload, send } from '../../src/api/send.ts';
import { Epoch } from '../../src/world/epoch.ts';
import type { World } from '../../src/world/world.ts';

const PIECE = 100 * 1024;

/** Pieces of which it is counted how many have been made, and whether the rest is still wanted. */
function countedPieces(count: number) {
  const made = { pieces: 0, over: false };
  const answer = new LongAnswer(() =>
    (function* () {
      try {
        while (made.pieces < count) yield Buffer.alloc(PIECE, String(made.pieces++ % 10));
      } finally {
        made.over = true;
      }
    })(),
  );
  return { made, answer };
}

/** A server that sends a payload, and a request to it of which only the beginning has been read. */
async function serve(t: Test, payload: Payload) {
  const app = Fastify();
  const trace = new Trace(undefined);
  trace.world = { life: new Epoch() } as World;
  app.get('/', (request, reply) => {
    request.trace = trace;
    send(request, reply.type('application/json').header('x-own', 'yes'), payload);
  });
  app.get('/other', (_request, reply) => reply.send('other'));
  const url = await app.listen({ port: 0 });
  t.teardown(() => app.close());
  const request = http.get(url, { agent: false });
  request.on('error', () => {});
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  return { url, trace, response };
}

/** Waits until nothing moves any more. */
async function rest(made: { pieces: number }): Promise<number> {
  for (let before = -1; before !== made.pieces; await sleep(100)) before = made.pieces;
  return made.pieces;
}

t.test('every piece arrives, in order, with status and headers', async (t) => {
  const { answer, made } = countedPieces(40);
  const { response } = await serve(t, answer);
  t.match(response, {
    statusCode: 200,
    headers: { 'content-type': /^application\/json/, 'x-own': 'yes' },
  });
  const whole = await buffer(response);
  const expected = Array.from({ length: 40 }, (_, at) => Buffer.alloc(PIECE, String(at % 10)));
  t.ok(whole.equals(Buffer.concat(expected)));
  t.strictSame(made, { pieces: 40, over: true });
});

t.test('an answer of small pieces alone ends, too', async (t) => {
  const { response } = await serve(t, new LongAnswer(() => [Buffer.from('['), Buffer.from(']')]));
  t.equal((await buffer(response)).toString(), '[]');
});

t.test('no more is made than the client takes, and others are served meanwhile', async (t) => {
  const { answer, made } = countedPieces(1000);
  const { url, response } = await serve(t, answer);
  const waiting = await rest(made);
  t.ok(waiting < 500, `${waiting} pieces fill what lies between`);
  t.equal(await (await fetch(`${url}/other`)).text(), 'other');
  t.equal((await buffer(response)).length, 1000 * PIECE, 'and it goes on where it was');
});

t.test('others have their turn between two pieces', async (t) => {
  const { answer, made } = countedPieces(300);
  const seen = new Set<number>();
  let looking = true;
  const look = () => {
    seen.add(made.pieces);
    if (looking) setImmediate(look);
  };
  look();
  const { response } = await serve(t, answer);
  await buffer(response);
  looking = false;
  t.ok(seen.size > 100, `${seen.size} of 300 pieces were seen to come`);
});

t.test('for a client that goes away nothing more is made', async (t) => {
  const { answer, made } = countedPieces(1000);
  const { response, trace } = await serve(t, answer);
  response.destroy();
  const before = await rest(made);
  t.ok(before < 500);
  t.ok(made.over, 'and what was read is closed');
  t.equal(trace.error, undefined, 'which is no fault');
});

t.test('a fault on the way cuts off the answer, and is noted', async (t) => {
  const fault = new Error('the page cannot be read');
  const { response, trace } = await serve(
    t,
    new LongAnswer(() =>
      (function* () {
        yield Buffer.alloc(PIECE, 'x');
        throw fault;
      })(),
    ),
  );
  await t.rejects(buffer(response), { code: 'ECONNRESET' });
  t.equal(trace.error, fault);
});

t.test('a text, and nothing, are sent at once', async (t) => {
  t.equal((await buffer((await serve(t, '{}')).response)).toString(), '{}');
  t.equal((await buffer((await serve(t, undefined)).response)).toString(), '');
});
