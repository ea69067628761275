import t from 'tap';
import { jsonArray, LongAnswer } from '../../src/api/long-answer.ts';
import { CAPTURED } from '../../src/traffic/shown.ts';

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

const CHUNK = 64 * 1024;

for (const [chunks, array] of [
  [[], '[]'],
  [['{"a":1}'], '[{"a":1}]'],
  [['1,2', '3', '4,5'], '[1,2,3,4,5]'],
] as const) {
  t.test(`${chunks.length} chunks make ${array}`, async (t) => {
    const pieces = [...jsonArray(chunks.map((chunk) => Buffer.from(chunk)))];
    t.equal(Buffer.concat(pieces).toString(), array);
  });
}

t.test('an array reads a chunk only after the one before it was consumed', async (t) => {
  const { asked, pieces } = countedPieces(3, 1);
  const array = jsonArray(pieces);
  array.next();
  array.next();
  t.equal(asked.pieces, 1, 'after the bracket and the first chunk');
  array.next();
  t.equal(asked.pieces, 2);
});

const KIB = 1024;
const partsOf = (sizes: readonly number[]) => sizes.map((size) => Buffer.alloc(size, 'x'));

for (const [what, pieces, chunks] of [
  ['none makes none', [], []],
  ['small ones are joined', [1, 200, 3000], [3201]],
  ['the first chunk is no bracket alone', [1, 30 * KIB], [30 * KIB + 1]],
  ['later large ones are as they are', [20 * KIB, 1, 40 * KIB, 1], [20 * KIB, 1, 40 * KIB, 1]],
  [
    'later small ones are joined up to 64 KiB',
    [16 * KIB, ...Array<number>(9).fill(8 * KIB), 100],
    [16 * KIB, 64 * KIB, 8 * KIB + 100],
  ],
] as const) {
  t.test(`of the pieces of an answer, ${what}`, async (t) => {
    const made = [...new LongAnswer(() => partsOf(pieces)).chunks];
    t.strictSame(
      made.map(({ length }) => length),
      chunks,
    );
  });
}

t.test('an answer keeps its beginning and its length', async (t) => {
  const letters = ['a', 'b', '', 'é', 'c'.repeat(3 * CHUNK), 'd'];
  const answer = new LongAnswer(() => letters.map((letter) => Buffer.from(letter)));
  t.strictSame(answer.captured, { bytes: Buffer.alloc(0), length: 0 });
  const whole = Buffer.concat([...answer.chunks]);
  t.equal(whole.toString(), letters.join(''));
  t.strictSame(answer.captured, {
    bytes: Buffer.from(whole.subarray(0, CAPTURED)),
    length: whole.length,
  });
  const short = new LongAnswer(() => [Buffer.from('['), Buffer.from(']')]);
  t.equal(Buffer.concat([...short.chunks]).toString(), short.captured.bytes.toString());
});
