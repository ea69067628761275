import t from 'tap';
import { dayInParis } from '../../src/contract/instants.ts';
import { type ClockSetting, WorldClock } from '../../src/world/world-clock.ts';

/** A clock over a machine whose time the test moves. */
function clockOf(setting: ClockSetting = { mode: 'real' }) {
  const machine = { time: Date.parse('2016-03-14T09:26:53Z') };
  const clock = new WorldClock({ now: () => new Date(machine.time) }, setting);
  return { machine, clock };
}

t.test('a real clock shows the time of the machine', async (t) => {
  const { machine, clock } = clockOf();
  t.strictSame(clock.read(), { now: '2016-03-14T09:26:53Z', mode: 'real' });
  machine.time += 60_000;
  t.strictSame(clock.read(), { now: '2016-03-14T09:27:53Z', mode: 'real' });
});

t.test('a frozen clock stands still, by default at the present', async (t) => {
  const { machine, clock } = clockOf();
  clock.apply(clock.frozen());
  machine.time += 60_000;
  t.strictSame(clock.read(), { now: '2016-03-14T09:26:53Z', mode: 'frozen' });
  clock.apply(clock.frozen(new Date('2014-01-01T00:00:00Z')));
  t.strictSame(clock.read(), { now: '2014-01-01T00:00:00Z', mode: 'frozen' });
});

t.test('a clock that is moved runs on from there, a frozen one stays frozen', async (t) => {
  const { machine, clock } = clockOf();
  clock.apply(clock.movedTo(new Date('2014-01-01T00:00:00Z')));
  machine.time += 60_000;
  t.strictSame(clock.read(), { now: '2014-01-01T00:01:00Z', mode: 'shifted' });
  clock.apply(clock.advanced(3_600_000));
  t.strictSame(clock.read(), { now: '2014-01-01T01:01:00Z', mode: 'shifted' });
  clock.apply(clock.frozen());
  clock.apply(clock.advanced(-60_000));
  machine.time += 60_000;
  t.strictSame(clock.read(), { now: '2014-01-01T01:00:00Z', mode: 'frozen' });
  clock.apply(clock.movedTo(new Date('2015-01-01T00:00:00Z')));
  t.strictSame(clock.read(), { now: '2015-01-01T00:00:00Z', mode: 'frozen' });
});

t.test('asking for a setting changes nothing until it is applied', async (t) => {
  const { clock } = clockOf();
  clock.frozen();
  clock.movedTo(new Date(0));
  clock.advanced(1);
  t.strictSame(clock.setting, { mode: 'real' });
});

t.test('times that the API cannot write are refused', async (t) => {
  const { clock } = clockOf();
  const refused = { name: 'WorldError', kind: 'invalid', message: /years 0000 to 9999/ };
  const beyond = [new Date('-000001-12-31T23:59:59Z'), new Date('+010000-01-01T00:00:00Z')];
  for (const time of [...beyond, new Date(Number.NaN)]) {
    t.throws(() => clock.frozen(time), refused);
    t.throws(() => clock.movedTo(time), refused);
  }
  for (const step of [-1e15, 1e15, Number.POSITIVE_INFINITY, Number.NaN]) {
    t.throws(() => clock.advanced(step), refused, `${step} ms`);
  }
  for (const edge of ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z']) {
    clock.apply(clock.frozen(new Date(edge)));
    t.equal(clock.read().now, edge);
  }
});

t.test('a clock that runs stays within the years that the API can write', async (t) => {
  const { machine, clock } = clockOf();
  clock.apply(clock.movedTo(new Date('9999-12-31T23:59:59Z')));
  machine.time += 60_000;
  t.equal(clock.read().now, '9999-12-31T23:59:59Z');
  clock.apply(clock.movedTo(new Date('0000-01-01T00:00:00Z')));
  machine.time -= 60_000;
  t.equal(clock.read().now, '0000-01-01T00:00:00Z');
});

t.test('the day in Paris has four digits for its year in every year', async (t) => {
  const days = [
    ['0000-01-01T00:00:00Z', '0000-01-01'],
    ['0500-06-01T12:00:00Z', '0500-06-01'],
    ['9999-12-31T22:59:59Z', '9999-12-31'],
    ['9999-12-31T23:59:59Z', '9999-12-31'],
  ] as const;
  for (const [instant, day] of days) t.equal(dayInParis(new Date(instant)), day, instant);
});
