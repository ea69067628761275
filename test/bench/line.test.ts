import t from 'tap';
import { compared, met, ratio, round } from '../../bench/line.ts';

const LINE = { what: 'a start', target: '', figure: '' };

t.test('a line is met within its bounds, both included', async (t) => {
  for (const [value, verdict] of [
    [0.99, false],
    [1, true],
    [2, true],
    [2.01, false],
  ] as const) {
    t.equal(met({ ...LINE, value, atLeast: 1, atMost: 2 }), verdict, `${value} within 1 and 2`);
  }
  t.ok(met({ ...LINE, value: 0 }), 'no bound');
});

t.test('a ratio says what it is of, and which way', async (t) => {
  t.strictSame(ratio('getUser', { atLeast: 0.45 }, 'A', 0.6, '9 requests/s'), {
    what: 'getUser',
    target: '≥ 0.45 × A',
    figure: '9 requests/s',
    value: 0.6,
    atLeast: 0.45,
  });
  t.match(ratio('a start', { atMost: 1.25 }, 'B', 1.2, ''), { target: '≤ 1.25 × B', atMost: 1.25 });
});

t.test('two figures are compared round by round', async (t) => {
  const line = compared('getUser', { atLeast: 0.9 }, 'B', 'requests/s', [10, 45, 30], [20, 50, 40]);
  t.strictSame(line, {
    what: 'getUser',
    target: '≥ 0.9 × B',
    figure: '30.0 vs 40.0 requests/s',
    value: 0.75,
    atLeast: 0.9,
  });
});

t.test('a number is shown with three digits that mean something', async (t) => {
  for (const [value, shown] of [
    [1234.5, '1,235'],
    [999.6, '1,000'],
    [123.4, '123'],
    [12.34, '12.3'],
    [0.123, '0.12'],
  ] as const) {
    t.equal(round(value), shown);
  }
});
