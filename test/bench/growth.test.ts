import t from 'tap';
import { growthTable, plotOf, SIZES } from '../../bench/growth.ts';

const GROWTH = SIZES.map((partners) => ({
  partners,
  made: partners / 100,
  size: partners / 2000,
  list: partners / 1500,
  half: partners / 6000,
  user: 1,
  start: 300,
  memory: 90,
}));

t.test('the plot shows every size in every series, within its frame', async (t) => {
  const plot = plotOf(GROWTH);
  t.notMatch(plot, /NaN|Infinity|undefined/);
  const points = [...plot.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)];
  t.equal(points.length, 4 * SIZES.length);
  for (const [, left, top] of points) {
    t.ok(Number(left) >= 70 && Number(left) <= 560 && Number(top) >= 50 && Number(top) <= 370);
  }
  for (const name of ['listUsers', 'getUser', 'start', '1,000,000', '0.01 ms', '1 s']) {
    t.match(plot, name);
  }
  const names = [...plot.matchAll(/x="572.0" y="([\d.]+)"/g)].map(([, top]) => Number(top));
  names.sort((one, other) => one - other);
  t.ok(names.every((top, at) => at === 0 || top - Number(names[at - 1]) >= 15.9));
});

t.test('the table has a row for each size', async (t) => {
  const rows = growthTable(GROWTH).split('\n');
  t.equal(rows.length, 2 + SIZES.length);
  t.equal(
    rows.at(-1),
    '| 1,000,000 | 10.0 s | 500 MB | 300 ms | 1.00 ms | 167 ms | 667 ms | 90.0 MB |',
  );
});
