import t from 'tap';
import { Calendar, dayOf, instantOf } from '../../src/generate/calendar.ts';
import { Random } from '../../src/generate/random.ts';

const END = '2016-12-20T08:55:13Z';
const COUNT = 20_000;

/** So many instants of a calendar, in order. */
function instants(calendar: Calendar, count = COUNT): string[] {
  return Array.from({ length: count }, (_, index) => instantOf(calendar.at((index + 0.5) / count)));
}

/** How many instants begin with, or hold at a place, each text. */
function counted(texts: readonly string[], start: number, end: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const part = text.slice(start, end);
    counts.set(part, (counts.get(part) ?? 0) + 1);
  }
  return counts;
}

const all = instants(new Calendar(END, []));

t.test('instants are written as those of a Date are, in UTC', async (t) => {
  for (const instant of [0, 86_399, 1_379_289_600, 1_482_224_113, 4_102_444_799, -1 * 86_400]) {
    t.equal(instantOf(instant), `${new Date(instant * 1000).toISOString().slice(0, -5)}Z`);
    t.equal(dayOf(instant), new Date(instant * 1000).toISOString().slice(0, 10));
  }
});

t.test('they go from the launch to the end, in order', async (t) => {
  t.match(all[0], /^2013-09-16T/);
  t.match(all.at(-1), /^2016-12-(19|20)T/);
  t.ok(all.every((instant, index) => instant <= (all[index + 1] ?? END)));
});

t.test('nothing comes after the end, wherever it lies in its day', async (t) => {
  for (const end of [
    '2013-09-16T00:00:00Z',
    '2013-09-16T12:00:00Z',
    '2013-09-17T00:00:01Z',
    '2014-06-30T23:59:59Z',
  ]) {
    const calendar = new Calendar(end, []);
    t.equal(instantOf(calendar.end), end);
    const some = instants(calendar, 500);
    t.ok(some.every((instant) => instant >= '2013-09-16T00:00:00Z' && instant <= end));
    t.ok(instantOf(calendar.at(0)) >= '2013-09-16T00:00:00Z');
  }
});

t.test('fixtures of no date, or of one before the launch, end with 2016', async (t) => {
  for (const end of ['', '2013-09-15T23:59:59Z', '0001-01-01T00:00:00Z']) {
    t.equal(instantOf(new Calendar(end, []).end), '2016-12-31T22:59:59Z');
  }
});

t.test('most come in the first half-years; summers, week-ends and nights are quiet', async (t) => {
  const years = counted(all, 0, 7);
  const month = (name: string) => years.get(name) as number;
  t.ok(month('2013-10') > 2 * month('2014-10'));
  t.ok(month('2014-10') > month('2015-10'));
  for (const year of [2014, 2015, 2016]) t.ok(month(`${year}-08`) < month(`${year}-09`) / 2);
  const hours = counted(all, 11, 13);
  t.equal(hours.size, 24);
  t.ok((hours.get('02') as number) * 10 < (hours.get('20') as number));
  const weekdays = [0, 0, 0, 0, 0, 0, 0];
  for (const instant of all) (weekdays[new Date(instant).getUTCDay()] as number)++;
  t.ok((weekdays[6] as number) * 1.5 < (weekdays[2] as number));
});

t.test('surges of activity are visible, most in their first days', async (t) => {
  const [date_debut, date_fin] = ['2015-03-02', '2015-09-30'];
  const drawn = instants(new Calendar(END, [{ date_debut, date_fin }]));
  const within = (list: readonly string[], from: string, to: string) =>
    list.filter((instant) => instant >= from && instant < to).length;
  const rise = (from: string, to: string) => within(drawn, from, to) / within(all, from, to);
  t.ok(rise('2015-03-02', '2015-03-09') > 1.6);
  t.ok(rise('2015-03-02', '2015-03-09') > rise('2015-04-02', '2015-05-09'));
  t.ok(rise('2015-04-02', '2015-05-09') > rise('2014-02-01', '2015-03-01'));
  t.ok(rise('2015-10-01', '2016-12-01') < 1);
  const open = instants(new Calendar(END, [{ date_debut, date_fin: null }]));
  t.ok(within(open, '2015-10-01', '2017-01-01') > within(drawn, '2015-10-01', '2017-01-01'));
  const elsewhere = [
    { date_debut: '2044-11-12', date_fin: '2045-05-31' },
    { date_debut: '2001-01-01', date_fin: '2002-01-01' },
  ];
  t.equal(
    String(instants(new Calendar(END, elsewhere))),
    String(all),
    'but not what is long past, or to come',
  );
  const begun = instants(new Calendar(END, [{ date_debut: '2010-01-01', date_fin: '2013-10-01' }]));
  t.not(String(begun), String(all));
  t.ok(begun.every((instant) => instant >= '2013-09-16' && instant <= END));
});

t.test('later is on a later day, not after the end, or not at all', async (t) => {
  const calendar = new Calendar(END, []);
  const random = new Random(1, 1);
  const after = Date.parse('2016-12-10T23:59:59Z') / 1000;
  const days = new Set<string>();
  const near = new Set<string>();
  for (let draw = 0; draw < 2000; draw++) {
    days.add(dayOf(calendar.later(after, random) as number));
    near.add(dayOf(calendar.later(after, random, 2) as number));
  }
  t.strictSame([...near].sort(), ['2016-12-11', '2016-12-12']);
  t.strictSame(
    [...days].sort(),
    Array.from({ length: 9 }, (_, index) => `2016-12-${11 + index}`),
  );
  t.equal(calendar.later(Date.parse('2016-12-19T00:00:00Z') / 1000, random), undefined);
  t.equal(calendar.later(calendar.end, random), undefined);
  t.equal(calendar.later(calendar.end + 1_000_000, random), undefined);
});
