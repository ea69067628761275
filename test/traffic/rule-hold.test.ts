import { getEventListeners } from 'node:events';
import t from 'tap';
import { Rules } from '../../src/traffic/rules.ts';
import type { Action } from '../../src/traffic/types.ts';
import { request } from './rule-helpers.ts';

const HOLD: Action = { action: 'hold' };

/** Lets requests be held, one after the other; tells those that pass and those that fail, in order. */
function holding(rules: Rules) {
  const ends: string[] = [];
  return {
    ends,
    hold(name: string, signal = new AbortController().signal) {
      const { hold } = rules.decide(request(), () => 0) ?? {};
      return hold?.(signal)().then(
        () => ends.push(`${name} passes`),
        (reason) => ends.push(`${name} ${reason}`),
      );
    },
  };
}

t.test('held requests are released by number, the oldest first', async (t) => {
  const rules = new Rules([{ id: 'a', then: HOLD }]);
  const { ends, hold } = holding(rules);
  const all = ['1', '2', '3', '4'].map((name) => hold(name));
  t.match(rules.list(), [{ acted: 4, held: 4 }]);
  t.equal(rules.release('a', 1), 1);
  t.match(rules.list(), [{ held: 3 }]);
  t.equal(rules.release('a', 2), 2);
  await Promise.all(all.slice(0, 3));
  t.strictSame(ends, ['1 passes', '2 passes', '3 passes']);
  t.equal(rules.release('a', 5), 1);
  t.equal(rules.release('a'), 0);
  const more = [hold('5'), hold('6')];
  t.equal(rules.release('a'), 2);
  await Promise.all([...all, ...more]);
  t.equal(ends.length, 6);
});

t.test('only the action hold has something to hold', async (t) => {
  const rules = new Rules([
    { id: 'a', times: 1, then: { action: 'drop' } },
    { id: 'b', delay: 1 },
  ]);
  t.notOk('hold' in (rules.decide(request(), () => 0) ?? {}));
  t.notOk('hold' in (rules.decide(request(), () => 0) ?? {}));
  t.equal(rules.release('a'), 0);
  t.equal(rules.release('none'), 0);
});

t.test('a request whose signal is aborted is forgotten', async (t) => {
  const rules = new Rules([{ id: 'a', then: HOLD }]);
  const { ends, hold } = holding(rules);
  const gone = new AbortController();
  const first = hold('1', gone.signal);
  const second = hold('2');
  gone.abort('leaves');
  await first;
  t.match(rules.list(), [{ held: 1 }]);
  t.equal(rules.release('a'), 1);
  await second;
  await hold('3', gone.signal);
  t.strictSame(ends, ['1 leaves', '2 passes', '3 leaves']);
});

t.test('a release leaves no listener behind', async (t) => {
  const rules = new Rules([{ id: 'a', then: HOLD }]);
  const { hold } = holding(rules);
  const { signal } = new AbortController();
  const held = hold('1', signal);
  t.equal(getEventListeners(signal, 'abort').length, 1);
  rules.release('a');
  await held;
  t.equal(getEventListeners(signal, 'abort').length, 0);
});

t.test('a release and an abortion in one turn count as an abortion', async (t) => {
  const rules = new Rules([{ id: 'a', then: HOLD }]);
  const { ends, hold } = holding(rules);
  const gone = new AbortController();
  const held = hold('1', gone.signal);
  rules.end();
  gone.abort('ends');
  await held;
  t.strictSame(ends, ['1 ends']);
});

t.test(
  'the requests of a rule that is deleted or replaced pass, also those that do not wait yet',
  async (t) => {
    for (const change of [
      (rules: Rules) => rules.remove('a'),
      (rules: Rules) => rules.put(rules.fix({ id: 'a', then: HOLD })),
      (rules: Rules) => rules.end(),
    ]) {
      const rules = new Rules([{ id: 'a', then: HOLD }]);
      const { ends, hold } = holding(rules);
      const held = hold('1');
      const { hold: enter } = rules.decide(request(), () => 0) ?? {};
      const wait = enter?.(new AbortController().signal);
      change(rules);
      await held;
      await wait?.();
      t.strictSame(ends, ['1 passes']);
    }
  },
);

t.test('a request on its way to its wait can be released, but is not held yet', async (t) => {
  const rules = new Rules([{ id: 'a', then: HOLD }]);
  const enter = () => rules.decide(request(), () => 0)?.hold;
  const gone = new AbortController();
  const waits = [1, 2].map(() => enter()?.(new AbortController().signal));
  const left = enter()?.(gone.signal);
  t.match(rules.list(), [{ acted: 3, held: 0 }]);
  gone.abort('leaves');
  t.equal(rules.release('a', 1), 1);
  await waits[0]?.();
  const second = waits[1]?.();
  t.match(rules.list(), [{ held: 1 }]);
  t.equal(rules.release('a'), 1, 'not the one that has left');
  await second;
  await t.rejects(async () => left?.(), 'it left before its wait');
});
