import t from 'tap';
import { start } from '../helpers.ts';
import { ask } from './helpers.ts';

const NOW = '2016-03-14T09:26:53Z';

t.test('the clock object moves, stops and resets the clock', async (t) => {
  const server = await start(t, { now: '2014-01-01T00:00:00Z' });
  const sandbox = server.createSandbox({ now: '2015-01-01T00:00:00Z' });
  for (const [{ clock }, year] of [
    [server, '2014'],
    [sandbox, '2015'],
  ] as const) {
    t.match(clock.read(), { mode: 'shifted', now: RegExp(`^${year}-01-01T00:00`) });
    t.match(clock.set(NOW), { mode: 'shifted', now: /^2016-03-14T09:2/ });
    t.strictSame(clock.freeze(NOW), { mode: 'frozen', now: NOW });
    t.equal(clock.advance('P1D').now, '2016-03-15T09:26:53Z');
    t.equal(clock.advance(-60_000).now, '2016-03-15T09:25:53Z');
    t.equal(clock.advance('-PT1M').now, '2016-03-15T09:24:53Z');
    t.equal(clock.advance({ hours: 1, minutes: -1, seconds: 1 }).now, '2016-03-15T10:23:54Z');
    t.equal(clock.advance({ days: -1, milliseconds: 6000 }).now, '2016-03-14T10:24:00Z');
    t.equal(clock.set('2016-03-15T09:24:53Z').mode, 'frozen');
    t.match(clock.freeze(), { mode: 'frozen', now: '2016-03-15T09:24:53Z' });
    t.equal(clock.real().mode, 'real');
    t.match(clock.reset(), { mode: 'shifted', now: RegExp(`^${year}-01-01T00:00`) });
  }
});

t.test('the former methods do the same; seconds are still those', async (t) => {
  const server = await start(t);
  server.freezeClock(NOW);
  t.equal(server.advanceClock(60).now, '2016-03-14T09:27:53Z');
  t.equal(server.setClock(NOW).now, NOW);
  t.strictSame(server.readClock(), server.clock.read());
  t.equal(server.realClock().mode, 'real');
});

t.test('invalid times and durations are refused', async (t) => {
  const { clock } = await start(t);
  const expected = 'milliseconds, or an ISO 8601 text';
  for (const by of ['P1M', '1h', Number.NaN, undefined]) {
    t.throws(() => clock.advance(by as never), { kind: 'invalid', message: expected });
  }
  t.throws(() => clock.advance({ hour: 1 } as object), { message: /\/hour: found 1; expected no/ });
  t.throws(() => clock.advance({ hours: '1' } as object), { message: /\/hours: found "1"/ });
  t.throws(() => clock.advance(null as never), { message: /found null; expected an object/ });
  t.throws(() => clock.advance('P9999999W'), { message: /years 0000 to 9999/ });
  t.throws(() => clock.set('14/03/2016'), { message: /expected an instant/ });
  t.throws(() => clock.freeze(new Date() as never), { message: /expected an instant/ });
});

t.test('over HTTP, the clock moves by a duration; seconds are deprecated', async (t) => {
  const server = await start(t);
  server.clock.freeze(NOW);
  const advance = async (body: object) =>
    (await ask(server, 'POST', '/clock/advance', { body })).json;
  t.equal((await advance({ by: 'PT1H' })).now, '2016-03-14T10:26:53Z');
  t.equal((await advance({ by: 1000 })).now, '2016-03-14T10:26:54Z');
  t.equal((await advance({ by: { minutes: 1 } })).now, '2016-03-14T10:27:54Z');
  t.equal((await advance({ by: { minutes: -1 } })).now, '2016-03-14T10:26:54Z');
  t.equal((await advance({ seconds: -1 })).now, '2016-03-14T10:26:53Z');
  for (const body of [{}, { by: 1000, seconds: 1 }]) {
    const detail = `found ${JSON.stringify(body)}; expected exactly one of by, seconds (deprecated)`;
    t.match(await advance(body), { code: 'invalid_request', errors: [{ pointer: '', detail }] });
  }
  t.match(await advance({ by: 'P1Y' }), { errors: [{ pointer: '/by', detail: /no years/ }] });
  t.equal(server.clock.read().now, '2016-03-14T10:26:53Z');
});
