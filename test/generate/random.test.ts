import t from 'tap';
import { Random } from '../../src/generate/random.ts';
import { place, running, Weighted } from '../../src/generate/weighted.ts';

const draws = (random: Random, count: number) => Array.from({ length: count }, () => random.next());

t.test('a seed and a stream give the same numbers, others give others', async (t) => {
  const first = draws(new Random(1, 1), 100);
  t.strictSame(draws(new Random(1, 1), 100), first);
  for (const [seed, stream] of [
    [2, 1],
    [1, 2],
    [0, 0],
    [2 ** 32 - 1, 1],
  ] as const) {
    const others = new Set(draws(new Random(seed, stream), 100));
    t.notOk(
      first.some((number) => others.has(number)),
      `${seed}, ${stream}`,
    );
  }
});

t.test('numbers are those of sfc32, whole and of 32 bits', async (t) => {
  // Worked out by hand from the published algorithm: the counter is the fourth word.
  let [a, b, c, counter] = [5n, 7n, 0x9e3779b9n, 1n];
  const word = (value: bigint) => value & 0xffffffffn;
  const expected: number[] = [];
  for (let round = 0; round < 16 + 50; round++) {
    const next = word(a + b + counter);
    counter = word(counter + 1n);
    a = b ^ (b >> 9n);
    b = word(c + (c << 3n));
    c = word((word(c << 21n) | (c >> 11n)) + next);
    if (round >= 16) expected.push(Number(next));
  }
  t.strictSame(draws(new Random(5, 7), 50), expected);
});

t.test('every value below a number comes, and none beyond', async (t) => {
  const random = new Random(1, 1);
  const values = Array.from({ length: 2000 }, () => random.below(7));
  t.strictSame([...new Set(values)].sort(), [0, 1, 2, 3, 4, 5, 6]);
  const fractions = Array.from({ length: 2000 }, () => random.fraction());
  t.ok(fractions.every((fraction) => fraction >= 0 && fraction < 1));
  t.ok(Math.min(...fractions) < 0.01 && Math.max(...fractions) > 0.99);
  t.equal(
    Array.from({ length: 100 }, () => random.chance(100)).every((yes) => yes),
    true,
  );
  t.equal(
    Array.from({ length: 100 }, () => random.chance(0)).some((yes) => yes),
    false,
  );
});

t.test('values with more weight are drawn more often, those without weight never', async (t) => {
  const random = new Random(1, 1);
  const weighted = new Weighted([
    [3, 'a'],
    [0, 'b'],
    [1, 'c'],
  ]);
  const drawn = Array.from({ length: 4000 }, () => weighted.pick(random));
  const count = (value: string) => drawn.filter((each) => each === value).length;
  t.equal(count('b'), 0);
  t.ok(count('a') > 2800 && count('a') < 3200, `${count('a')} of about 3000`);
});

t.test('a position falls on the weight within whose sums it lies', async (t) => {
  const ends = running([2, 3, 5]);
  t.strictSame([...ends], [2, 5, 10]);
  t.strictSame(
    [0, 1.9, 2, 4.9, 5, 9.9, 10].map((position) => place(ends, position)),
    [0, 0, 1, 1, 2, 2, 2],
  );
});
