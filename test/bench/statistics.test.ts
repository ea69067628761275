import t from 'tap';
import { median, pairedRatio, quantile } from '../../bench/statistics.ts';

t.test('a quantile is one of the values, in any order', async (t) => {
  t.equal(median([9, 1, 5]), 5);
  t.equal(quantile([3, 1, 2, 4], 0.99), 4);
  t.equal(quantile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 0.9), 10);
  t.equal(quantile([7], 1), 7);
});

t.test('a ratio is that of the same round, with any disturbance', async (t) => {
  t.equal(pairedRatio([50, 5, 100], [100, 10, 200]), 0.5);
  t.equal(pairedRatio([1, 30, 3], [1, 10, 1]), 3);
});
