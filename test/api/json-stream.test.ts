import { text } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import t from 'tap';
import { JsonStream, jsonArray } from '../../src/api/json-stream.ts';

/** Pieces of a size, of which it is counted how many have been asked for. */
function countedPieces(count: number, bytes: number) {
  const asked = { pieces: 0 };
  function* pieces(): Generator<Buffer> {
    while (asked.pieces < count) {
      asked.pieces += 1;
      yield Buffer.alloc(bytes, 'x');
    }
  }
  return { asked, pieces: pieces() };
}

/** Lets whatever is under way come to rest. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 20; turns++) await turn();
}

const CHUNK = 64 * 1024;

for (const [pages, array] of [
  [[], '[]'],
  [['{"a":1}'], '[{"a":1}]'],
  [['1,2', '3', '4,5'], '[1,2,3,4,5]'],
] as const) {
  t.test(`${pages.length} pages make ${array}`, async (t) => {
    const pieces = [...jsonArray(pages.map((page) => Buffer.from(page)))];
    t.equal(Buffer.concat(pieces).toString(), array);
  });
}

t.test('an array asks for a page only when the one before it has been taken', async (t) => {
  const { asked, pieces } = countedPieces(3, 1);
  const array = jsonArray(pieces);
  array.next();
  array.next();
  t.equal(asked.pieces, 1, 'after the bracket and the first page');
  array.next();
  t.equal(asked.pieces, 2);
});

t.test('a stream gives every piece, in order, and ends', async (t) => {
  const letters = ['a', 'b', '', 'é', 'c'.repeat(3 * CHUNK), 'd'];
  t.equal(
    await text(new JsonStream(letters.map((letter) => Buffer.from(letter)))),
    letters.join(''),
  );
  t.equal(await text(new JsonStream([])), '', 'even when there is none');
});

t.test('small pieces leave joined, large ones as they are', async (t) => {
  const sizes = async (count: number, bytes: number) => {
    const lengths: number[] = [];
    for await (const chunk of new JsonStream(countedPieces(count, bytes).pieces)) {
      lengths.push(chunk.length);
    }
    return lengths;
  };
  t.strictSame(await sizes(128, CHUNK / 64), [CHUNK, CHUNK]);
  t.strictSame(await sizes(2, 2 * CHUNK), [2 * CHUNK, 2 * CHUNK]);
});

t.test(
  'nothing is asked for before somebody reads, nor once enough waits to be read',
  async (t) => {
    const { asked, pieces } = countedPieces(50, CHUNK);
    const stream = new JsonStream(pieces);
    await settle();
    t.equal(asked.pieces, 0, 'nobody reads');
    stream.read();
    await settle();
    const waiting = asked.pieces;
    t.ok(waiting >= 1 && waiting <= 3, 'a reader that stops gets what it asked for');
    await settle();
    t.equal(asked.pieces, waiting, 'and costs nothing more');
    stream.read();
    await settle();
    t.ok(asked.pieces > waiting, 'until it goes on');
    stream.destroy();
  },
);

t.test('others have their turn between two chunks', async (t) => {
  const turns: number[] = [];
  let turnsOfOthers = 0;
  let reading = true;
  const others = () => {
    turnsOfOthers += 1;
    if (reading) setImmediate(others);
  };
  setImmediate(others);
  for await (const _chunk of new JsonStream(countedPieces(10, CHUNK).pieces))
    turns.push(turnsOfOthers);
  reading = false;
  t.equal(turns.length, 10);
  t.equal(new Set(turns).size, 10, 'each chunk came in a turn of its own');
});

t.test('a client that goes away is not read for any more', async (t) => {
  const { asked, pieces } = countedPieces(50, CHUNK);
  const stream = new JsonStream(pieces);
  stream.read();
  await settle();
  const before = asked.pieces;
  // Room for more, so that a further read is under way when the client leaves.
  stream.read();
  stream.destroy();
  await settle();
  t.equal(asked.pieces, before);
});

t.test('an error while a page is read destroys the stream with it', async (t) => {
  const failure = new Error('the page cannot be read');
  const stream = new JsonStream(
    (function* () {
      yield Buffer.alloc(CHUNK, 'x');
      throw failure;
    })(),
  );
  const closed = new Promise((resolve) => stream.on('close', resolve));
  let read = 0;
  let error: unknown;
  stream.on('error', (reason) => {
    error = reason;
  });
  stream.on('data', (chunk) => {
    read += chunk.length;
  });
  await closed;
  t.equal(read, CHUNK, 'what came before it has been sent');
  t.equal(error, failure);
  t.notOk(stream.readableEnded, 'so that the client sees an answer cut off, not a complete one');
});
