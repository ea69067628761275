import t from 'tap';
import {
  type Duration,
  durationForms,
  isDurationWithin,
  millisecondsOf,
} from '../../src/json/durations.ts';
import { violations } from '../../src/json/violations.ts';

const isAdmitted = (value: unknown) => violations({ anyOf: durationForms() }, value).length === 0;

t.test('a number is milliseconds, a text is ISO 8601', async (t) => {
  for (const [duration, milliseconds] of [
    [1500, 1500],
    [-0.5, -0.5],
    ['PT0S', 0],
    ['PT5S', 5000],
    ['PT1.005S', 1005],
    ['PT0,25S', 250],
    ['PT90M', 5_400_000],
    ['P1D', 86_400_000],
    ['P2W', 1_209_600_000],
    ['P1W1DT1H1M1S', 694_861_000],
    ['-PT1H', -3_600_000],
    ['+PT1H', 3_600_000],
  ] as [Duration, number][]) {
    t.ok(isAdmitted(duration), `${duration}`);
    t.equal(millisecondsOf(duration), milliseconds, `${duration}`);
  }
});

t.test('years, months and other texts are no durations', async (t) => {
  for (const text of [
    ...['', 'P', 'PT', 'P1DT', '-P', '5', '5s', 'PT5', 'P5S', 'PT1D', 'pt5s', 'P1H', ' PT5S'],
    ...['P1Y', 'P1M', 'P1M1D', 'P0Y', 'PT1.5H', 'PT1S1M', 'P1D1W', 'PT.5S', 'P-1D', 'PT5S\n'],
    `PT${'9'.repeat(400)}S`,
  ]) {
    t.notOk(isAdmitted(text), JSON.stringify(text));
  }
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, null, true, {}, []]) {
    t.notOk(isAdmitted(value), String(value));
  }
});

t.test('bounds are milliseconds, included', async (t) => {
  const bounds = { minimum: 50, maximum: 60_000 };
  for (const duration of [50, 60_000, 'PT0.05S', 'PT1M']) t.ok(isDurationWithin(duration, bounds));
  for (const duration of [49, 60_001, 'PT0.049S', 'PT61S', '-PT1S']) {
    t.notOk(isDurationWithin(duration, bounds));
  }
  t.ok(isDurationWithin(-1e9, {}));
});
