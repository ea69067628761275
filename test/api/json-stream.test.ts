import t from 'tap';
import { jsonArray, jsonStream } from '../../src/api/json-stream.ts';

const text = async (stream: AsyncIterable<Buffer>) => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};
const pages = (...texts: string[]) => texts.map((page) => Buffer.from(page));

t.test('pages become one array', async (t) => {
  for (const [given, expected] of [
    [[], '[]'],
    [['1'], '[1]'],
    [['1,2', '3'], '[1,2,3]'],
  ] as const) {
    t.equal(await text(jsonStream(jsonArray(pages(...given)))), expected);
  }
});

t.test('no more is read than the client takes', async (t) => {
  let read = 0;
  const stream = jsonStream(
    (function* () {
      for (;;) {
        read += 1;
        yield Buffer.alloc(1024);
      }
    })(),
  );
  const seen = await new Promise<Buffer>((resolve) =>
    stream.once('readable', () => resolve(stream.read())),
  );
  t.ok(seen.length > 0);
  const after = read;
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  // What one reading asks for ahead, and no more.
  t.ok(read <= after + 2 * 64, `${read} pieces`);
  stream.destroy();
});

t.test('nothing is read for a client that has gone away', async (t) => {
  let read = 0;
  const stream = jsonStream(
    (function* () {
      read += 1;
      yield Buffer.from('1');
    })(),
  );
  stream.read();
  stream.destroy();
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  t.equal(read, 0);
});

t.test('other work is done between two readings', async (t) => {
  let turns = 0;
  let going = true;
  const tick = () => {
    turns += 1;
    if (going) setImmediate(tick);
  };
  setImmediate(tick);
  const large = Array.from({ length: 20 }, () => Buffer.alloc(128 * 1024, 49));
  const { length } = await text(jsonStream(large));
  going = false;
  t.equal(length, 20 * 128 * 1024);
  t.ok(turns >= 20, `${turns} turns`);
});

t.test('a reading that fails ends the stream with its error', async (t) => {
  const fault = new Error('the disk');
  const stream = jsonStream(
    (function* () {
      yield Buffer.alloc(64 * 1024);
      throw fault;
    })(),
  );
  await t.rejects(text(stream), fault);
});
