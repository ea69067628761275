import t from 'tap';
import type { RefusalCode } from '../../src/contract/refusals.ts';
import { type RuleDefinition, WorldError } from '../../src/index.ts';
import { admitRules } from '../../src/world/rule-checks.ts';
import { ask } from '../control/helpers.ts';
import { problemsOf } from '../fixture-helpers.ts';
import { call, start } from '../helpers.ts';

const answer = (headers: Record<string, string>): RuleDefinition => ({
  then: { action: 'answer', status: 200, headers },
});
/** The error of a refused action. */
function refusal(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

const OTHER_NAME = 'another name: the server sets this field';

const WRONG: [rule: RuleDefinition, pointer: string, found: string, expected: string][] = [
  [
    { operation: 'listUsers', match: { uid: 5 }, delay: 1 },
    '/match/uid',
    '5',
    'nothing: listUsers has no uid',
  ],
  [
    { operation: 'getUser', match: { body: { a: 1 } }, delay: 1 },
    '/match/body',
    '{"a":1}',
    'nothing: getUser takes no body',
  ],
  [{ id: 'empty' }, '', '{"id":"empty"}', 'delay, then or both'],
  [{ delay: { uniform: ['PT20M', 5] } }, '/delay/uniform/0', '"PT20M"', 'milliseconds, or an ISO'],
  [{ delay: 'PT601S' }, '/delay', '"PT601S"', 'milliseconds, or an ISO'],
  [{ delay: '-PT1S' }, '/delay', '"-PT1S"', 'milliseconds, or an ISO'],
  [{ delay: 'P1M' }, '/delay', '"P1M"', 'milliseconds, or an ISO'],
  [{ delay: { fixed: 'P1D', when: 'after' } }, '/delay/fixed', '"P1D"', 'milliseconds, or an ISO'],
  [
    { delay: { lognormal: { median: 'PT1H', sigma: 1 } } },
    '/delay/lognormal/median',
    '"PT1H"',
    'milliseconds, or an ISO',
  ],
  [
    { delay: { fixed: 5, when: 'never' as 'after' } },
    '/delay/when',
    '"never"',
    'one of "before", "after", "between"',
  ],
  [{ then: [] }, '/then', '[]', 'an array'],
  [
    { operation: 'getUser', then: { action: 'drop', perform: true } },
    '/then/perform',
    'true',
    'nothing: getUser changes nothing',
  ],
  [
    { operation: 'getUser', then: [{ action: 'pass' }, { action: 'hold', perform: true }] },
    '/then/1/perform',
    'true',
    'nothing: getUser changes nothing',
  ],
  [
    { then: [{ action: 'pass' }, { action: 'answer', status: 204, body: 1 }] },
    '/then/1/body',
    '1',
    'nothing: an answer 204 has no body',
  ],
  [
    { then: [{ action: 'pass' }, { action: 'explode' as 'pass' }] },
    '/then/1/action',
    '"explode"',
    'one of "pass", ',
  ],
  [
    { match: { query: { a: { equals: 1, contains: 2 } } }, delay: 1 },
    '/match/query/a',
    '{"equals":1,"contains":2}',
    'an operator, which has exactly one member',
  ],
  [
    { operation: 'setUserStatut', match: { body: { action: { startsWith: 5 } } }, delay: 1 },
    '/match/body/action/startsWith',
    '5',
    'a string',
  ],
  [
    { match: { semestre: '2016-S3' }, delay: 1 },
    '/match/semestre',
    '"2016-S3"',
    'the semestre in the path, such as "2016-S1", or an',
  ],
  [{ delay: { uniform: ['PT1S', 5] } }, '/delay/uniform', '["PT1S",5]', 'the smaller bound first'],
  [{ delay: { uniform: [500, 5] } }, '/delay/uniform', '[500,5]', 'the smaller bound first'],
  [answer({ 'a b': 'c' }), '/then/headers/a b', '"a b": "c"', 'a name of letters, digits and '],
  [answer({ '': 'c' }), '/then/headers/', '"": "c"', 'a name of letters, digits and '],
  [
    answer({ a: 'b\r\nc' }),
    '/then/headers/a',
    '"a": "b\\r\\nc"',
    'a value of one line, in Latin-1',
  ],
  [answer({ a: '€' }), '/then/headers/a', '"a": "€"', 'a value of one line, in Latin-1'],
  [answer({ 'Content-Length': '5' }), '/then/headers/Content-Length', '"Content-', OTHER_NAME],
  [answer({ 'transfer-encoding': 'x' }), '/then/headers/transfer-encoding', '"tr', OTHER_NAME],
  [answer({ Connection: 'close' }), '/then/headers/Connection', '"Connection"', OTHER_NAME],
  [
    { then: { action: 'content-type', type: 'a\nb' } },
    '/then/type',
    '"a\\nb"',
    'a value of one line',
  ],
  ...['é', ' ', 'text', 'text/', ';a=b'].map((type): (typeof WRONG)[0] => [
    { then: { action: 'content-type', type } },
    '/then/type',
    JSON.stringify(type),
    'a media type such as text/html',
  ]),
  [answer({ 'Content-Type': '' }), '/then/headers/Content-Type', '"Content-Type": ""', 'a media'],
  [
    { match: { headers: { 'a b': 'c' } }, delay: 1 },
    '/match/headers/a b',
    '"a b": "c"',
    'a name of letters, digits and ',
  ],
  [
    { match: { headers: { a: '€' } }, delay: 1 },
    '/match/headers/a',
    '"a": "€"',
    'a value of one line',
  ],
  [{ id: 'x'.repeat(201), delay: 1 }, '/id', '"xxx', 'a name of 1 to 200 characters'],
  [
    { then: { action: 'rate-limit', requests: 1, seconds: 1e308 } },
    '/then/seconds',
    '1e+308',
    'a number ≥ 0.1 and ≤ 31536000',
  ],
  [
    { then: { action: 'refuse', code: 'oops' as RefusalCode } },
    '/then/code',
    '"oops"',
    'one of "identification',
  ],
  ...[0, 1].map((fraction): (typeof WRONG)[0] => [
    { then: { action: 'cut', fraction } },
    '/then/fraction',
    String(fraction),
    'a number between 0 and 1, both excluded',
  ]),
  [
    { then: { action: 'cut', fraction: 0.5, bytes: 10 } },
    '/then/fraction',
    '0.5',
    'either fraction or bytes',
  ],
  [
    { then: { action: 'patch' } },
    '/then',
    '{"merge":{},"remove":[]}',
    'members in merge, or names',
  ],
  [
    { then: { action: 'patch', merge: { nom: null }, remove: ['a', 'nom'] } },
    '/then/remove/1',
    '"nom"',
    'another name: merge sets this member',
  ],
  [
    { then: { action: 'patch', remove: ['a'], where: { nom: { startsWith: 1 } } } },
    '/then/where/nom/startsWith',
    '1',
    'a string',
  ],
  ...[204, 205, 304].map((status): (typeof WRONG)[0] => [
    { then: { action: 'answer', status, body: { a: 1 } } },
    '/then/body',
    '{"a":1}',
    `nothing: an answer ${status} has no body`,
  ]),
];

t.test(
  'a rule that could not act is refused when it is given, whichever way it comes',
  async (t) => {
    const server = await start(t);
    const before = server.listRules();
    for (const [rule, pointer, found, expected] of WRONG) {
      const shown = JSON.stringify(rule);
      const detail = `found ${found}`;
      const { status, json } = await ask(server, 'POST', '/rules', { body: rule });
      t.equal(status, 400, shown);
      t.match(json.errors, [{ pointer, detail }]);
      t.match(json.errors[0].detail, `; expected ${expected}`);
      t.equal(json.errors.length, 1);
      t.match(
        refusal(() => server.addRule(rule)),
        { violations: [{ pointer, detail }] },
        shown,
      );
      t.match(
        refusal(() => server.replaceRules([{ delay: 1 }, rule])),
        {
          violations: [{ pointer: `/1${pointer}` }],
        },
      );
      t.match(
        refusal(() => server.importState({ rules: [rule] })),
        {
          violations: [{ pointer: `/rules/0${pointer}` }],
        },
      );
      t.match(problemsOf(t, { 'rules.json': [{ delay: 1 }, rule] }), [
        { pointer: `/1${pointer}`, found },
      ]);
    }
    t.strictSame(server.listRules(), before);
  },
);

t.test('actions that can act are admitted', async (t) => {
  const server = await start(t);
  for (const then of [
    { action: 'cut' },
    { action: 'cut', fraction: 0.01 },
    { action: 'cut', bytes: 0 },
    { action: 'patch', merge: { nom: null } },
    { action: 'patch', remove: ['nom'], where: { uid: 1 } },
  ] as const) {
    t.match(server.addRule({ then }), { then });
  }
});

t.test('an answer that can be sent is admitted, and sent', async (t) => {
  const server = await start(t);
  server.addRule({
    operation: 'getUser',
    match: { uid: 1 },
    delay: { uniform: [1, 1] },
    then: { action: 'answer', status: 204, headers: { 'X-E': 'é' } },
  });
  server.addRule({ operation: 'setUserStatut', match: { uid: 1, body: { action: 1 } }, delay: 1 });
  const { status, headers } = await call(server, '/users/1');
  t.strictSame([status, headers.get('x-e')], [204, 'é']);
});

t.test('a rule acts as it was when it was given', async (t) => {
  const server = await start(t);
  const given = { then: { action: 'answer' as const, status: 503, headers: { a: 'b' } } };
  server.replaceRules([]);
  server.addRule(given);
  given.then.status = 99;
  given.then.headers.a = 'c\nd';
  const [listed] = server.listRules();
  t.throws(() => Object.assign(listed?.then as object, { status: 99 }), TypeError);
  const { status, headers } = await call(server, '/users/1');
  t.strictSame([status, headers.get('a')], [503, 'b']);
});

t.test('of wrong headers, too, the first hundred are told', async (t) => {
  const headers = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`a ${at}`, 'b']));
  const error = refusal(() => admitRules([answer(headers)], 'the rules')) as WorldError;
  t.strictSame([error.violations.length, error.more], [100, true]);
});

t.test('of two rules with one id, the second is refused', async (t) => {
  const server = await start(t);
  const body = ['a', 'b', 'a'].map((id) => ({ id, delay: 1 }));
  const detail = 'found "a" again; expected a unique id';
  const { status, json } = await ask(server, 'PUT', '/rules', { body });
  t.equal(status, 400);
  t.match(json.errors, [{ pointer: '/2/id', detail }]);
  t.throws(() => server.replaceRules(body), WorldError);
  t.match(
    refusal(() => server.importState({ rules: body })),
    {
      violations: [{ pointer: '/rules/2/id' }],
    },
  );
});

t.test('of many wrong rules, a hundred violations are reported', async (t) => {
  const rules = Array.from({ length: 1000 }, () => answer({ te: 'x' }));
  t.match(
    refusal(() => admitRules(rules, 'the rules')),
    { more: true, violations: { length: 100 } },
  );
});
