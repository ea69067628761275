import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { Rules } from '../../src/traffic/rules.ts';
import type { Action, RuleDefinition } from '../../src/traffic/types.ts';
import { PASS, request } from './rule-helpers.ts';

const NOW = Date.parse('2016-03-14T09:26:53Z');

const pass = (id: string, priority?: number): RuleDefinition => ({
  id,
  then: PASS,
  ...(priority !== undefined && { priority }),
});

const idsOf = (rules: Rules) => rules.list().map(({ id }) => id);

/** Adds a rule as a world does. */
function add(rules: Rules, definition: RuleDefinition): void {
  const fixed = rules.fix(definition);
  const foretold = rules.definitionsWith(fixed);
  rules.put(fixed);
  assert.deepEqual(rules.definitions(), foretold, 'the saved order is the one in force');
}

const decide = (rules: Rules, given?: Parameters<typeof request>[0]) =>
  rules.decide(request(given), () => NOW);

t.test('a list keeps its order, and each added rule is asked first', async (t) => {
  const rules = new Rules([pass('a'), pass('b')]);
  add(rules, pass('c'));
  add(rules, pass('d'));
  t.strictSame(idsOf(rules), ['d', 'c', 'a', 'b']);
  t.strictSame(decide(rules)?.rules, ['d']);
});

t.test('a rule with the id of another keeps its place, unless its priority changes', async (t) => {
  const rules = new Rules([pass('a'), pass('b'), pass('c')]);
  add(rules, { ...pass('b'), times: 1 });
  t.strictSame(idsOf(rules), ['a', 'b', 'c']);
  add(rules, pass('c', 0));
  t.strictSame(idsOf(rules), ['a', 'b', 'c'], 'the default priority is 0');
  add(rules, pass('b', 1));
  t.strictSame(idsOf(rules), ['b', 'a', 'c']);
  add(rules, pass('b', 0));
  t.strictSame(idsOf(rules), ['b', 'a', 'c'], 'at the head of its new priority');
  add(rules, pass('d'));
  add(rules, pass('b', 0));
  t.strictSame(idsOf(rules), ['d', 'b', 'a', 'c']);
});

t.test('a higher priority is asked first, negative ones last', async (t) => {
  const rules = new Rules([pass('a'), pass('b', 5), pass('c', -0.5)]);
  add(rules, pass('d', -0.5));
  add(rules, pass('e', 5));
  add(rules, pass('f'));
  t.strictSame(idsOf(rules), ['e', 'b', 'f', 'a', 'd', 'c']);
  rules.remove('b');
  t.strictSame(idsOf(rules), ['e', 'f', 'a', 'd', 'c']);
  t.strictSame(idsOf(new Rules(rules.definitions())), idsOf(rules), 'and a list keeps it');
});

t.test('whatever is added and removed, the order asked is the order listed', async (t) => {
  const id = fc.constantFrom('a', 'b', 'c', 'd');
  const rule = fc.record({
    id,
    priority: fc.constantFrom(0, 1, -1),
    operation: fc.constantFrom('getUser', 'listUsers', undefined),
    match: fc.constantFrom({ uid: 1 }, { uid: 2 }, { uid: { not: 3 } }, undefined),
  });
  const step = fc.oneof(rule, id);
  const property = fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
    const rules = new Rules();
    for (const step of steps) {
      if (typeof step !== 'string') add(rules, { ...step, delay: 1 } as RuleDefinition);
      else if (rules.has(step)) rules.remove(step);
    }
    const expected = rules
      .list()
      .filter(({ operation = 'getUser', match }) => operation === 'getUser' && match?.uid !== 2)
      .map((each) => each.id);
    const { rules: asked = [] } = decide(rules) ?? {};
    return asked.join() === expected.join();
  });
  t.doesNotThrow(() => fc.assert(property));
});

t.test('rules that only delay add up, and let the search go on', async (t) => {
  const rules = new Rules([
    { id: 'a', delay: 100 },
    { id: 'b', delay: { fixed: 'PT0.2S', when: 'after' } },
    { id: 'c', delay: { fixed: 30, when: 'between' } },
    { id: 'd', match: { uid: 2 }, delay: 5 },
    { id: 'e', delay: 'PT1S', times: 1, then: { action: 'drop' } },
    { id: 'f', delay: 50 },
  ]);
  t.strictSame(decide(rules), {
    rules: ['a', 'b', 'c', 'e'],
    delays: { before: 1100, after: 200, between: 30 },
    action: { action: 'drop' },
  });
  t.strictSame(decide(rules), {
    rules: ['a', 'b', 'c', 'f'],
    delays: { before: 150, after: 200, between: 30 },
    action: PASS,
  });
});

t.test('delays are ten minutes at most, at each place', async (t) => {
  const rules = new Rules([
    { delay: 400_000 },
    { delay: { fixed: 'PT5M', when: 'after' } },
    { delay: { uniform: ['PT5M', 300_000] } },
  ]);
  t.strictSame(decide(rules)?.delays, { before: 600_000, after: 300_000, between: 0 });
});

t.test('actions in a list act in turn, and the last one stays', async (t) => {
  const answer = (status: number): Action => ({ action: 'answer', status });
  const rules = new Rules([
    { id: 'a', after: 1, times: 4, then: [answer(503), answer(500), PASS] },
    { id: 'b', then: { action: 'drop' } },
  ]);
  const acted = Array.from({ length: 6 }, () => decide(rules)).map((decision) => decision?.action);
  const drop = { action: 'drop' };
  t.strictSame(acted, [drop, answer(503), answer(500), PASS, PASS, drop]);
});

t.test('a rate limit in a list gives way to the next action once it has acted', async (t) => {
  const then: Action[] = [{ action: 'rate-limit', requests: 1, seconds: 10 }, { action: 'drop' }];
  const rules = new Rules([{ then }]);
  const acted = Array.from({ length: 4 }, () => decide(rules)?.action);
  t.match(acted, [undefined, { action: 'answer', status: 429 }, { action: 'drop' }, then[1]]);
});

t.test('only rules for refused requests are asked about these', async (t) => {
  const rules = new Rules([
    pass('a'),
    { id: 'b', refused: true, operation: 'getUser', then: PASS },
    { id: 'c', refused: true, delay: 1 },
  ]);
  t.strictSame(decide(rules)?.rules, ['a']);
  t.strictSame(decide(rules, { refused: true })?.rules, ['b']);
  t.strictSame(decide(rules, { refused: true, operation: null })?.rules, ['c']);
  t.match(
    rules.list().map(({ matched }) => matched),
    [1, 1, 1],
    'and the others do not count them',
  );
});

t.test('whether a rule is asked about refused requests is known without a search', async (t) => {
  const rules = new Rules([pass('a')]);
  t.notOk(rules.forRefused);
  for (const id of ['b', 'c', 'b']) add(rules, { ...pass(id), refused: true });
  rules.remove('b');
  t.ok(rules.forRefused);
  add(rules, { ...pass('c'), refused: false });
  t.notOk(rules.forRefused);
});

t.test('counters are saved and come back with the rules that have them', async (t) => {
  const limit = { action: 'rate-limit', requests: 2, seconds: 10 } as const;
  const definitions: RuleDefinition[] = [
    { id: 'chance', seed: 5, probability: 0.5, delay: { uniform: [0, 1000] } },
    { id: 'turn', seed: 6, after: 1, then: [{ action: 'drop' }, limit] },
    { id: '__proto__', seed: 7, operation: 'getUser', then: limit },
    { id: 'never', operation: 'listUsers', delay: 1 },
  ];
  const rules = new Rules(definitions);
  for (let count = 0; count < 5; count++) decide(rules);
  const saved = JSON.parse(JSON.stringify(rules.counters()));
  t.strictSame(
    saved.map(([id]: [string]) => id),
    ['chance', 'turn', '__proto__'],
  );
  const restored = new Rules(rules.definitions(), saved);
  t.strictSame(restored.list(), rules.list());
  const next = (each: Rules) => Array.from({ length: 9 }, () => decide(each));
  t.strictSame(next(restored), next(rules));
  t.strictNotSame(next(new Rules(rules.definitions())), next(rules), 'new ones begin anew');
});
