import t from 'tap';
import { checkDuration, durationSchema, violationsOfDuration } from '../../src/world/durations.ts';

const schema = durationSchema('; at least 50 ms', { minimum: 50, maximum: 60_000 });
const EXPECTED =
  'milliseconds, or an ISO 8601 text such as "PT5S" (weeks, days, hours, minutes, seconds; no years or months); at least 50 ms';

t.test('a duration is read in milliseconds', async (t) => {
  t.equal(checkDuration(schema, 5000, 'the wait'), 5000);
  t.equal(checkDuration(schema, 'PT5S', 'the wait'), 5000);
  t.equal(checkDuration(durationSchema(''), '-P1D', 'the step'), -86_400_000);
});

t.test(
  'other values are refused with the admitted spellings, texts beyond the bounds too',
  async (t) => {
    for (const value of [49, 'PT0.049S', 'P1M', 'P1Y', 'PT2M', true, null]) {
      t.strictSame(violationsOfDuration(schema, value, ['timeout']), [
        { location: ['timeout'], found: JSON.stringify(value), expected: EXPECTED },
      ]);
    }
    t.throws(() => checkDuration(schema, 'P1M', 'the wait', '/timeout'), {
      kind: 'invalid',
      message: `Invalid value for the wait.\n  /timeout: found "P1M"; expected ${EXPECTED}`,
    });
  },
);
