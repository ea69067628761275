import t from 'tap';
import {
  dayInParis,
  semestre,
  semestreNumber,
  semestreNumberOf,
  toInstant,
} from '../../src/contract/instants.ts';
import { systemClock } from '../../src/world/clock.ts';

t.test("the system's clock gives the present", async (t) => {
  const before = Date.now();
  const now = systemClock.now().getTime();
  t.ok(before <= now && now <= Date.now());
});

t.test('an instant is written in UTC, cut to the second', async (t) => {
  t.equal(toInstant(new Date('2016-03-14T09:26:53.999Z')), '2016-03-14T09:26:53Z');
  t.equal(toInstant(new Date('2016-03-14T00:26:53+01:00')), '2016-03-13T23:26:53Z');
});

t.test('the day is that of Paris, one hour ahead of UTC in winter and two in summer', async (t) => {
  const days: [string, string][] = [
    ['2016-01-31T22:59:59Z', '2016-01-31'],
    ['2016-01-31T23:00:00Z', '2016-02-01'],
    ['2016-07-31T21:59:59Z', '2016-07-31'],
    ['2016-07-31T22:00:00Z', '2016-08-01'],
    ['2016-02-28T23:00:00Z', '2016-02-29'],
    ['2015-12-31T23:00:00Z', '2016-01-01'],
    // The last nights before, and the first after, the clocks change.
    ['2016-03-26T22:59:59Z', '2016-03-26'],
    ['2016-03-27T21:59:59Z', '2016-03-27'],
    ['2016-03-27T22:00:00Z', '2016-03-28'],
    ['2016-10-29T22:00:00Z', '2016-10-30'],
    ['2016-10-30T22:59:59Z', '2016-10-30'],
  ];
  for (const [instant, day] of days) t.equal(dayInParis(new Date(instant)), day, instant);
});

t.test('a half-year begins and ends at midnight in Paris', async (t) => {
  for (const year of [2013, 2014, 2015, 2016, 2017]) {
    t.strictSame(semestre(`${year}-S1`), {
      semestre: `${year}-S1`,
      debut: `${year - 1}-12-31T23:00:00Z`,
      fin: `${year}-06-30T22:00:00Z`,
    });
    t.strictSame(semestre(`${year}-S2`), {
      semestre: `${year}-S2`,
      debut: `${year}-06-30T22:00:00Z`,
      fin: `${year}-12-31T23:00:00Z`,
    });
  }
});

t.test(
  'before legal time and at both ends of the calendar, bounds are still instants',
  async (t) => {
    const bounds: [string, string, string][] = [
      // Local mean time, 9 minutes and 21 seconds ahead, until 1911; then that of Greenwich.
      ['1900-S1', '1899-12-31T23:50:39Z', '1900-06-30T23:50:39Z'],
      ['1911-S1', '1910-12-31T23:50:39Z', '1911-07-01T00:00:00Z'],
      // The year 0 in Paris begins in the year -1 in UTC, which cannot be written.
      ['0000-S1', '0000-01-01T00:00:00Z', '0000-06-30T23:50:39Z'],
      ['9999-S2', '9999-06-30T22:00:00Z', '9999-12-31T23:00:00Z'],
    ];
    for (const [name, debut, fin] of bounds) {
      t.strictSame(semestre(name), { semestre: name, debut, fin });
    }
  },
);

/** The number of an instant's half-year, from the calendar of Paris as Intl writes it in full. */
function bruteForce(instant: Date): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/Paris',
    year: 'numeric',
    month: 'numeric',
  }).formatToParts(instant);
  const part = (wanted: string) => Number(parts.find(({ type }) => type === wanted)?.value);
  return part('year') * 2 + (part('month') >= 7 ? 1 : 0);
}

t.test('an instant belongs to the half-year of its day in Paris', async (t) => {
  const hour = 3_600_000;
  const steps = [-24 * hour, -3 * hour, -2 * hour, -1 * hour, 0, hour, 24 * hour];
  for (let year = 1909; year <= 2030; year++) {
    for (const month of [0, 6]) {
      for (const step of steps) {
        for (const second of [-1000, 0, 1000]) {
          const date = new Date(Date.UTC(year, month, 1) + step + second);
          const expected = bruteForce(date);
          if (semestreNumber(toInstant(date)) !== expected) t.fail(toInstant(date));
        }
      }
    }
  }
  t.equal(semestreNumber('2016-06-30T21:59:59Z'), 4032);
  t.equal(semestreNumber('2016-06-30T22:00:00Z'), 4033);
});

t.test('numbers follow each other, and agree with bounds and names', async (t) => {
  for (const name of ['0000-S1', '0000-S2', '1900-S1', '2013-S2', '2014-S1', '9999-S2']) {
    const { debut, fin } = semestre(name);
    const number = semestreNumberOf(name);
    t.equal(semestreNumber(debut), number, `${name} begins with ${debut}`);
    t.equal(semestreNumber(fin), number + 1, `${name} ends before ${fin}`);
    t.equal(number, Number(name.slice(0, 4)) * 2 + (name.endsWith('S2') ? 1 : 0));
  }
});
