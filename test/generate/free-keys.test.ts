import t from 'tap';
import { freeKeys } from '../../src/generate/free-keys.ts';

t.test('free keys are those that are not used, from the smallest', async (t) => {
  for (const used of [
    [],
    [1, 2, 3],
    [2],
    [1, 3, 4, 9],
    [9, 4, 3, 1],
    [5, 6, 7],
    [1, 2, 48, 9422, 2 ** 53 - 1],
  ]) {
    const free = freeKeys(used);
    const expected: number[] = [];
    for (let key = 1; expected.length < 60; key++) if (!used.includes(key)) expected.push(key);
    t.strictSame(
      expected.map((_, position) => free(position)),
      expected,
      `${used}`,
    );
  }
});
