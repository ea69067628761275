import t from 'tap';
import { Rules } from '../../src/traffic/rules.ts';
import type { RuleDefinition } from '../../src/traffic/types.ts';
import { type Given, PASS, request } from './rule-helpers.ts';

const NOW = Date.parse('2016-03-14T09:26:53Z');

const NO_DELAYS = { before: 0, after: 0, between: 0 };

/** Rules that act by answering as usual, unless they have a delay. */
function rulesOf(...definitions: RuleDefinition[]): Rules {
  return new Rules(
    definitions.map((each) => (each.delay === undefined ? { then: PASS, ...each } : each)),
  );
}

/** The rules that act on a request. */
function acting(rules: Rules, given?: Given): readonly string[] | undefined {
  return rules.decide(request(given), () => NOW)?.rules;
}

/** Which of so many requests a rule acts on, from 1. */
function actsOn(rules: Rules, count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1).filter(() =>
    rules.decide(request(), () => NOW),
  );
}

const idsOf = (rules: Rules) => rules.list().map(({ id }) => id);

const MATCHES: [RuleDefinition, Given, boolean][] = [
  [{}, {}, true],
  [{ operation: 'getUser' }, {}, true],
  [{ operation: 'listUsers' }, {}, false],
  [{ match: { uid: 1 } }, {}, true],
  [{ match: { uid: 2 } }, {}, false],
  [{ match: { uid: 1 } }, { subjects: { uid: null } }, false],
  [{ match: { query: { statut: '1' } } }, { query: { statut: '1', key: 'a' } }, true],
  [{ match: { query: { statut: '1' } } }, { query: { statut: ['0', '1'] } }, true],
  [{ match: { query: { statut: '1', key: 'b' } } }, { query: { statut: '1', key: 'a' } }, false],
  [{ match: { headers: { 'X-Test': 'yes' } } }, { headers: { 'x-test': 'yes' } }, true],
  [{ match: { headers: { 'x-test': 'yes' } } }, { headers: { 'x-test': 'no' } }, false],
  [{ match: { headers: { 'x-test': 'yes' } } }, {}, false],
  [{ match: { body: { action: 1 } } }, { json: { action: 1, more: 2 } }, true],
  [{ match: { body: { action: 1 } } }, { json: { action: 0 } }, false],
  [{ match: { body: null } }, { json: null }, true],
  [{ match: { body: null } }, {}, false],
  [{ operation: 'getUser', match: { uid: 1, body: 'a' } }, { json: 'a' }, true],
];
for (const [definition, members, applies] of MATCHES) {
  const what = `${JSON.stringify(definition)} ${applies ? 'applies' : 'does not apply'}`;
  t.test(`${what} to ${JSON.stringify(members)}`, async (t) => {
    const rules = rulesOf({ ...definition, id: 'one', seed: 1 });
    const decision = { rules: ['one'], delays: NO_DELAYS, action: PASS };
    t.strictSame(
      rules.decide(request(members), () => NOW),
      applies ? decision : undefined,
    );
    t.match(rules.list(), [{ matched: applies ? 1 : 0, acted: applies ? 1 : 0 }]);
  });
}

t.test('a body is parsed only when a rule needs it', async (t) => {
  const unread = request({ body: () => t.fail('it was read') });
  rulesOf({}, { operation: 'listUsers', match: { body: 1 } }).decide(unread, () => NOW);
  t.pass();
});

const PERIODS: [RuleDefinition, number[]][] = [
  [{ after: 2 }, [3, 4, 5, 6]],
  [{ times: 2 }, [1, 2]],
  [{ after: 1, times: 3 }, [2, 3, 4]],
  [{ probability: 0 }, []],
  [{ probability: 1 }, [1, 2, 3, 4, 5, 6]],
  [{ probability: 1, times: 1 }, [1]],
];
for (const [definition, expected] of PERIODS) {
  t.test(`${JSON.stringify(definition)} acts on ${expected} of six requests`, async (t) => {
    const rules = rulesOf(definition);
    t.strictSame(actsOn(rules, 6), expected);
    t.match(rules.list(), [{ matched: 6, acted: expected.length }]);
  });
}

t.test('chance acts on about its share, the same requests for the same seed', async (t) => {
  const acted = actsOn(rulesOf({ probability: 0.3, seed: 7 }), 2000);
  t.ok(acted.length > 500 && acted.length < 700, `${acted.length} of 2000`);
  t.strictSame(actsOn(rulesOf({ probability: 0.3, seed: 7 }), 2000), acted);
  t.strictNotSame(actsOn(rulesOf({ probability: 0.3, seed: 8 }), 2000), acted);
});

t.test('a missing seed is generated and reported, so that it can be given again', async (t) => {
  const rules = new Rules();
  const { seed } = rules.put(rules.fix({ probability: 0.5 }));
  t.ok(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32);
  t.match(rules.list(), [{ seed }]);
  t.match(rules.definitions(), [{ seed }]);
  t.strictSame(actsOn(rulesOf({ probability: 0.5, seed }), 50), actsOn(rules, 50));
});

const DELAYS: [RuleDefinition['delay'], from: number, to: number][] = [
  [{ fixed: 30 }, 30, 30],
  [{ uniform: [10, 20] }, 10, 20],
  [{ lognormal: { median: 100, sigma: 0 } }, 100, 100],
  [{ lognormal: { median: 100, sigma: 1 } }, 0, 600_000],
  [{ lognormal: { median: 500_000, sigma: 5 } }, 0, 600_000],
];
for (const [delay, from, to] of DELAYS) {
  t.test(`the delay ${JSON.stringify(delay)} is within its bounds`, async (t) => {
    const rules = rulesOf({ delay: delay as object, seed: 1 } as RuleDefinition);
    const delays = Array.from(
      { length: 200 },
      () => rules.decide(request(), () => NOW)?.delays.before ?? -1,
    );
    t.ok(
      delays.every((each) => each >= from && each <= to),
      `${Math.min(...delays)} to ${Math.max(...delays)}`,
    );
    t.equal(new Set(delays).size > 1, from !== to, 'and differs where it may');
  });
}

t.test('half of the lognormal delays are below their median', async (t) => {
  const rules = rulesOf({ delay: { lognormal: { median: 100, sigma: 1 } }, seed: 3 });
  const delays = Array.from(
    { length: 1000 },
    () => rules.decide(request(), () => NOW)?.delays.before ?? 0,
  );
  const below = delays.filter((delay) => delay < 100).length;
  t.ok(below > 430 && below < 570, `${below} of 1000`);
});

t.test('the first rule that applies and acts decides', async (t) => {
  const rules = rulesOf(
    { id: 'first', times: 1 },
    { id: 'second', match: { uid: 2 } },
    { id: 'third' },
  );
  const decided = [1, 2, 3].flatMap(() => acting(rules));
  t.strictSame(decided, ['first', 'third', 'third']);
  t.strictSame(
    rules.list().map(({ matched, acted }) => [matched, acted]),
    [
      [3, 1],
      [0, 0],
      [2, 2],
    ],
  );
});

t.test('missing ids are generated, and never twice', async (t) => {
  const rules = rulesOf({}, { id: 'rule-1', times: 1 }, { id: 'rule-4' }, {});
  t.strictSame(idsOf(rules), ['rule-2', 'rule-1', 'rule-4', 'rule-3']);
  t.equal(rules.put(rules.fix({})).id, 'rule-5');
  t.strictSame(idsOf(rulesOf({})), ['rule-1'], 'and are counted anew for new rules');
});

t.test('a rule with the id of another takes its place and counts anew', async (t) => {
  const rules = rulesOf({ id: 'a' }, { id: 'b' });
  rules.decide(request(), () => NOW);
  rules.put({ id: 'a', times: 3, seed: 1 });
  t.match(rules.list(), [{ id: 'a', times: 3, seed: 1, matched: 0, acted: 0 }, { id: 'b' }]);
});

t.test('a rule is removed by its id', async (t) => {
  const rules = rulesOf({ id: 'a' }, { id: 'b', match: { uid: 1 } });
  t.ok(rules.has('a'));
  rules.remove('a');
  t.notOk(rules.has('a'));
  t.strictSame(idsOf(rules), ['b']);
  t.strictSame(acting(rules), ['b']);
  rules.remove('b');
  t.equal(
    rules.decide(request(), () => NOW),
    undefined,
  );
});

t.test('rules are tried in order, for any operation and subject', async (t) => {
  const once = (id: string, more: RuleDefinition = {}): RuleDefinition => ({
    id,
    times: 1,
    ...more,
  });
  const rules = rulesOf(
    once('a', { match: { uid: 1 } }),
    once('b'),
    once('c', { operation: 'getUser', match: { uid: 1 } }),
    once('d', { operation: 'listUsers' }),
    once('e', { operation: 'getUser' }),
    once('f', { match: { uid: 2 } }),
    once('g', { match: { uid: 1 } }),
  );
  const decided = (given: Given) => acting(rules, given)?.join();
  // In the place of the first, it is asked first, whatever it is for now.
  rules.put({ id: 'a', times: 1, seed: 1, operation: 'getUser', then: PASS });
  t.strictSame(
    ['a', 'b', 'c', 'e', 'g', undefined].map(() => decided({})),
    ['a', 'b', 'c', 'e', 'g', undefined],
  );
  t.equal(decided({ subjects: { uid: 2 } }), 'f');
  t.equal(decided({ operation: 'listUsers', subjects: { uid: null } }), 'd');
  t.strictSame(idsOf(rules).join(''), 'abcdefg');
});

/** The rate limit's decisions on requests at these milliseconds: null admits, a string is the Retry-After. */
function limited(then: { requests: number; seconds: number }, at: readonly number[]) {
  const rules = rulesOf({ then: { action: 'rate-limit', ...then } });
  return at.map((ms) => {
    const action = rules.decide(request(), () => NOW + ms)?.action;
    if (action === undefined) return null;
    return action.action === 'answer' && action.status === 429 && action.headers?.['retry-after'];
  });
}

const LIMITS: [string, { requests: number; seconds: number }, number[], (string | null)[]][] = [
  [
    'beyond so many, told when',
    { requests: 2, seconds: 10 },
    [0, 3000, 4000, 9999],
    [null, null, '6', '1'],
  ],
  [
    'again once the window has moved',
    { requests: 2, seconds: 10 },
    [0, 3000, 10_000, 10_001],
    [null, null, null, '3'],
  ],
  [
    'refused ones do not count',
    { requests: 1, seconds: 2 },
    [0, 1000, 1999, 2000, 2001],
    [null, '1', '1', null, '2'],
  ],
  ['at least a second', { requests: 1, seconds: 0.1 }, [0, 50, 100], [null, '1', null]],
  ['a clock set back opens it', { requests: 1, seconds: 10 }, [0, -5000, -4000], [null, null, '9']],
  [
    'a clock set back forgets the later ones only',
    { requests: 2, seconds: 10 },
    [0, 3000, 1000, 1001, 4000, 10_001],
    [null, null, null, '9', '6', null],
  ],
];
for (const [what, then, at, expected] of LIMITS) {
  t.test(`a rate limit: ${what}`, async (t) => t.strictSame(limited(then, at), expected));
}

t.test('requests that a rate limit admits are matched against the rules after it', async (t) => {
  const then = { action: 'rate-limit', requests: 1, seconds: 10 } as const;
  const rules = rulesOf({ id: 'limit', then }, { id: 'behind' });
  const decided = [1, 2].flatMap(() => acting(rules));
  t.strictSame(decided, ['behind', 'limit']);
});
