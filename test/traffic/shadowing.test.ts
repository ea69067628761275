import t from 'tap';
import { Rules } from '../../src/traffic/rules.ts';
import type { RuleDefinition } from '../../src/traffic/types.ts';
import { PASS } from './rule-helpers.ts';

/** The rule that shadows the second one of a list, and of the two added one after the other. */
function shadowOf(earlier: RuleDefinition, later: RuleDefinition): (string | null | undefined)[] {
  const first = { id: 'first', ...earlier };
  const second = { id: 'second', then: PASS, ...later };
  const added = new Rules([first]);
  // A lower priority puts it behind the other.
  const behind = added.put(added.fix({ ...second, priority: -1 }));
  const listed = new Rules([first, second]).list();
  return [listed[1]?.shadowed, behind.shadowed];
}

const ALWAYS: RuleDefinition = { then: { action: 'drop' } };

const SHADOWED: [earlier: RuleDefinition, later: RuleDefinition][] = [
  [ALWAYS, {}],
  [ALWAYS, { operation: 'getUser', match: { uid: 1 }, times: 1, probability: 0.5 }],
  [{ ...ALWAYS, delay: 5, after: 0, probability: 1 }, { delay: 5 }],
  [{ then: [{ action: 'drop' }, PASS] }, {}],
  [{ ...ALWAYS, refused: true }, { refused: true }],
  [{ ...ALWAYS, operation: 'getUser' }, { operation: 'getUser' }],
  [{ ...ALWAYS, match: { uid: 1 } }, { match: { uid: 1 } }],
  [
    { ...ALWAYS, match: { uid: 1 } },
    { operation: 'getUser', match: { uid: 1, method: 'GET' } },
  ],
  [{ ...ALWAYS, match: { uid: { not: 1 } } }, { match: { uid: { not: 1 } } }],
  [{ ...ALWAYS, match: { uid: { startsWith: 1 } } }, { match: { uid: 12 } }],
  [{ ...ALWAYS, match: { path: { contains: 'users' } } }, { match: { path: '/users/1' } }],
  [{ ...ALWAYS, match: { query: { a: 1 } } }, { match: { query: { a: '1', b: 2 } } }],
  [{ ...ALWAYS, match: { query: { a: { absent: false } } } }, { match: { query: { a: 1 } } }],
  [{ ...ALWAYS, match: { headers: { 'X-A': 'b' } } }, { match: { headers: { 'x-a': 'b' } } }],
  [{ ...ALWAYS, match: { body: { a: 1 } } }, { match: { body: { a: 1, b: [2] } } }],
  [{ ...ALWAYS, match: { body: { a: { b: [2] } } } }, { match: { body: { a: { b: [2], c: 3 } } } }],
  [{ ...ALWAYS, match: { body: { not: 1 } } }, { match: { body: { not: 1 }, method: 'POST' } }],
];
for (const [earlier, later] of SHADOWED) {
  t.test(`${JSON.stringify(earlier)} shadows ${JSON.stringify(later)}`, async (t) => {
    t.strictSame(shadowOf(earlier, later), ['first', 'first']);
  });
}

const NOT_SHADOWED: [earlier: RuleDefinition, later: RuleDefinition][] = [
  [{ delay: 5 }, {}],
  [{ ...ALWAYS, times: 1 }, {}],
  [{ ...ALWAYS, after: 1 }, {}],
  [{ ...ALWAYS, probability: 0.99 }, {}],
  [{ then: [{ action: 'drop' }, { action: 'rate-limit', requests: 1, seconds: 1 }] }, {}],
  [ALWAYS, { refused: true }],
  [{ ...ALWAYS, operation: 'getUser' }, {}],
  [{ ...ALWAYS, operation: 'getUser' }, { operation: 'listUsers' }],
  [{ ...ALWAYS, match: { uid: 1 } }, {}],
  [{ ...ALWAYS, match: { uid: 1 } }, { match: { uid: 2 } }],
  [{ ...ALWAYS, match: { uid: 1 } }, { match: { uid: { startsWith: 1 } } }],
  [{ ...ALWAYS, match: { query: { a: 1, b: 1 } } }, { match: { query: { a: 1 } } }],
  // The value 1 may come together with the value 2.
  [{ ...ALWAYS, match: { query: { a: { not: 2 } } } }, { match: { query: { a: 1 } } }],
  [{ ...ALWAYS, match: { headers: { a: 'b' } } }, { match: { headers: { a: 'B' } } }],
  [{ ...ALWAYS, match: { body: { a: 1 } } }, { match: { body: { b: 1 } } }],
  [{ ...ALWAYS, match: { body: { a: 1 } } }, { match: { body: { contains: { a: 1 } } } }],
  [{ ...ALWAYS, match: { body: {} } }, { match: { body: [] } }],
  [{ ...ALWAYS, match: { body: { a: 1 } } }, {}],
];
for (const [earlier, later] of NOT_SHADOWED) {
  t.test(`${JSON.stringify(earlier)} does not shadow ${JSON.stringify(later)}`, async (t) => {
    t.strictSame(shadowOf(earlier, later), [null, null]);
  });
}

t.test('a list that changes tells its shadows anew', async (t) => {
  const rules = new Rules([
    { id: 'a', ...ALWAYS },
    { id: 'b', ...ALWAYS },
    { id: 'c', delay: 1 },
  ]);
  const shadows = () => rules.list().map(({ shadowed }) => shadowed);
  t.strictSame(shadows(), [null, 'a', 'a']);
  rules.remove('a');
  t.strictSame(shadows(), [null, 'b']);
  t.equal(rules.get('c')?.shadowed, 'b');
  t.equal(rules.get('a'), undefined);
  rules.put(rules.fix({ id: 'd', ...ALWAYS, match: { uid: 1 } }));
  t.strictSame(shadows(), [null, null, 'b'], 'a rule at the head is shadowed by none');
});

t.test(
  'of 30,000 rules that always act, each with its own requests, none is shadowed',
  async (t) => {
    const count = 30_000;
    const rules = new Rules(
      Array.from({ length: count }, (_, index): RuleDefinition => {
        const kinds = [
          { match: { uid: index + 1 } },
          { match: { query: { run: index } } },
          { match: { headers: { 'x-run': `${index}` }, query: { same: 1 } } },
          { match: { body: { run: index } } },
        ];
        return { ...ALWAYS, ...kinds[index % kinds.length], operation: 'setUserStatut' };
      }),
    );
    const last = rules.put(
      rules.fix({ ...ALWAYS, id: 'last', priority: -1, match: { query: { run: 1, more: 2 } } }),
    );
    t.equal(last.shadowed, null, 'it is for any operation');
    rules.put(
      rules.fix({ ...ALWAYS, id: 'end', priority: -2, match: { query: { run: 1, a: 1 } } }),
    );
    const listed = rules.list();
    t.equal(listed.filter(({ shadowed }) => shadowed !== null).length, 0);
    const hidden = rules.put(
      rules.fix({
        id: 'hidden',
        priority: -3,
        delay: 1,
        operation: 'setUserStatut',
        match: { query: { run: 1 } },
      }),
    );
    t.equal(hidden.shadowed, 'rule-2');
    t.match(rules.list().at(-1), { id: 'hidden', shadowed: 'rule-2' });
  },
);
