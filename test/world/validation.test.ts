import { runInNewContext } from 'node:vm';
import t from 'tap';
import { Instant, Verification } from '../../src/control/schemas.ts';
import { parseExactly } from '../../src/json/exact.ts';
import type { Schema } from '../../src/json/schema.ts';
import { RuleDefinition } from '../../src/traffic/schemas.ts';
import {
  atPlace,
  checkAgainst,
  describe,
  placedViolations,
  show,
  toPointer,
} from '../../src/world/validation.ts';
import { WorldError } from '../../src/world/world-error.ts';

/** The violations of a value, a line for each place. */
function violationsOf(schema: Schema, value: unknown, base?: string): string[] {
  try {
    checkAgainst(schema, value, 'the test', base);
  } catch (error) {
    if (!(error instanceof WorldError)) throw error;
    return error.violations.map(({ pointer, detail }) => `${pointer}: ${detail}`);
  }
  return [];
}

const DESCRIPTIONS: [Schema, string][] = [
  [{ enum: ['a', null] }, 'one of "a", null'],
  [{ type: 'string', const: 'pass' }, '"pass"'],
  [{ type: 'string', format: 'date' }, 'a day such as "2016-03-14"'],
  [{ type: ['string', 'null'], format: 'date' }, 'a day such as "2016-03-14" or null'],
  [Instant, 'an instant in UTC, to the second, such as "2016-03-14T09:26:53Z"'],
  [
    { anyOf: [{ type: 'boolean', description: 'a switch' }, { type: 'string' }] },
    'a switch, or a string',
  ],
  [{ anyOf: [{ type: 'string' }], description: 'this or that' }, 'this or that'],
  [{ type: 'integer' }, 'an integer'],
  [{ type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER }, 'an integer ≥ 1 and < 2^53'],
  [{ type: 'number', minimum: 0, maximum: 60 }, 'a number ≥ 0 and ≤ 60'],
  [{ type: ['integer', 'null'], minimum: 1 }, 'an integer ≥ 1 or null'],
  [{ type: 'array', items: { type: 'string' } }, 'an array, each item a string'],
  [{ type: 'array', minItems: 1 }, 'an array of at least 1'],
  [
    { type: 'array', items: { type: 'string' }, minItems: 2, maxItems: 2 },
    'an array of 2, each item a string',
  ],
  [{ type: 'array' }, 'an array'],
  [{ type: 'string' }, 'a string'],
  [{ type: 'string', description: 'Anything.' }, 'a string'],
  [{ type: 'string', pattern: '^a$', description: 'A word.' }, 'a word'],
  [{ type: 'object', properties: { a: {}, b: {} } }, 'an object with a, b'],
  [{ type: 'object', properties: {} }, 'an object'],
  [{ type: 'object' }, 'an object'],
  [{ description: 'Whatever there is.' }, 'Whatever there is.'],
  [{ type: 'boolean' }, 'another value'],
];
for (const [schema, words] of DESCRIPTIONS) {
  t.test(`${JSON.stringify(schema)} is described as ${words}`, async (t) => {
    t.equal(describe(schema), words);
  });
}

const Nested: Schema = {
  type: 'object',
  required: ['list'],
  properties: {
    list: {
      type: 'array',
      items: {
        type: 'object',
        required: ['a'],
        properties: { a: { type: 'integer' } },
        additionalProperties: false,
      },
    },
    pair: { type: 'array', minItems: 2 },
    texts: { type: 'object', additionalProperties: { type: 'string' } },
    'a/b~c': { type: 'string' },
  },
  additionalProperties: false,
};

const FAULTS: [schema: Schema, value: unknown, violations: string[]][] = [
  [Nested, { list: [] }, []],
  [Nested, null, [': found null; expected an object with list, pair, texts, a/b~c']],
  [Nested, {}, ['/list: missing; expected an array, each item an object with a']],
  [Nested, { list: [{ a: 1 }, { a: '1' }] }, ['/list/1/a: found "1"; expected an integer']],
  [Nested, { list: [{}] }, ['/list/0/a: missing; expected an integer']],
  [
    Nested,
    { list: [{ a: 1, b: 2, c: 3 }] },
    [
      '/list/0/b: found 2; expected no member of this name; members: a',
      '/list/0/c: found 3; expected no member of this name; members: a',
    ],
  ],
  [Nested, { list: [], texts: { any: 1 } }, ['/texts/any: found 1; expected a string']],
  [Nested, { list: [], 'a/b~c': 1 }, ['/a~1b~0c: found 1; expected a string']],
  [
    Nested,
    { list: [1, 2], pair: 1, texts: [], 'a/b~c': null, more: 0 },
    [
      '/more: found 0; expected no member of this name; members: list, pair, texts, a/b~c',
      '/list/0: found 1; expected an object with a',
      '/list/1: found 2; expected an object with a',
      '/pair: found 1; expected an array of at least 2',
      '/texts: found []; expected an object',
      '/a~1b~0c: found null; expected a string',
    ],
  ],
  [
    { type: 'object', additionalProperties: false },
    { constructor: 1 },
    ['/constructor: found 1; expected no member of this name; members: none'],
  ],
  [Verification, { times: { atLeast: -1 } }, ['/times/atLeast: found -1; expected an integer ≥ 0']],
  [RuleDefinition, { match: { query: 1 } }, ['/match/query: found 1; expected an object']],
  [
    RuleDefinition,
    { then: { action: 'answer', status: 99, extra: 1 } },
    [
      '/then/extra: found 1; expected no member of this name; members: action, status, headers, body, perform',
      '/then/status: found 99; expected an integer ≥ 200 and ≤ 599',
    ],
  ],
];
for (const [schema, value, violations] of FAULTS) {
  t.test(
    `${JSON.stringify(value)} has ${violations.length} violations: ${violations[0]}`,
    async (t) => {
      t.strictSame(violationsOf(schema, value).sort(), violations.sort());
    },
  );
}

const ACTIONS =
  '"pass", "answer", "refuse", "drop", "reset", "garbage", "stall", "hold", "cut", "broken-json", "content-type", "patch", "drip", "rate-limit"';
const MEANT: [rule: object, violation: string][] = [
  [{ then: null }, `/then: found null; expected an object with action, one of ${ACTIONS}`],
  [{ then: 'drop' }, `/then: found "drop"; expected an object with action, one of ${ACTIONS}`],
  [{ then: {} }, `/then/action: missing; expected one of ${ACTIONS}`],
  [{ then: { action: 'explode' } }, `/then/action: found "explode"; expected one of ${ACTIONS}`],
  [
    { then: { action: 'anwser', status: 503 } },
    `/then/action: found "anwser"; expected one of ${ACTIONS} (did you mean "answer"?)`,
  ],
  [
    { then: { status: 503 } },
    `/then/action: missing; expected one of ${ACTIONS} (did you mean "answer"?)`,
  ],
  [
    { then: { action: 503, requests: 1, seconds: 1 } },
    `/then/action: found 503; expected one of ${ACTIONS} (did you mean "rate-limit"?)`,
  ],
  [{ then: { action: 'drip' } }, '/then/bytesPerSecond: missing; expected an integer ≥ 1'],
  [
    { delay: { fixed: -1 } },
    '/delay/fixed: found -1; expected a constant delay: milliseconds, or an ISO 8601 text such as "PT5S" (weeks, days, hours, minutes, seconds; no years or months), at most ten minutes',
  ],
  [
    { delay: { lognormal: { median: 1 } } },
    '/delay/lognormal/sigma: missing; expected a number ≥ 0',
  ],
];
for (const [rule, violation] of MEANT) {
  t.test(
    `for ${JSON.stringify(rule)}, the message has the missing member or a suggestion`,
    async (t) => {
      t.strictSame(violationsOf(RuleDefinition, rule), [violation]);
    },
  );
}

for (const delay of [null, -1, 'P1M', [], {}, { fix: 1 }]) {
  t.test(
    `of the delay ${JSON.stringify(delay)}, which has no form, all are described`,
    async (t) => {
      const [fault, ...others] = violationsOf(RuleDefinition, { delay });
      t.match(fault, /^\/delay: found .*; expected milliseconds, or .*, or one of fixed, uniform /);
      t.strictSame(others, []);
    },
  );
}

const circular: Record<string, unknown> = {};
circular.self = circular;
const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
const NO_JSON: [value: unknown, pointer: string, found: string][] = [
  [() => {}, '', 'found a function; expected a JSON value'],
  [{ a: [1, undefined] }, '/a/1', 'missing; expected a JSON value'],
  [[Number.NaN], '/0', 'found NaN; expected a JSON value'],
  [[1n], '/0', 'found a bigint; expected a JSON value'],
  [{ a: Symbol('x') }, '/a', 'found a symbol; expected a JSON value'],
  [{ at: new Date() }, '/at', 'found an object of a class; expected a JSON value'],
  [circular, '/self'.repeat(100), 'found {"self":{"self":'],
  [
    deep(101),
    '/0'.repeat(100),
    'found [1]; expected no more than 100 levels of arrays and objects',
  ],
];
for (const [value, pointer, found] of NO_JSON) {
  t.test(`${found}, which JSON lacks, is reported with its place`, async (t) => {
    const [fault, ...others] = violationsOf({}, value);
    t.ok(fault?.startsWith(`${pointer}: ${found}`), `${fault}`);
    t.strictSame(others, []);
  });
}

t.test('every JSON value is admitted where any value is', async (t) => {
  const values = [
    deep(100),
    { a: undefined, b: null, c: ['x', true, 1.5] },
    parseExactly('[12345678901234567890]'),
    Object.assign(Object.create(null), { a: 1 }),
    runInNewContext('({ a: [1] })'),
  ];
  for (const value of values) t.strictSame(violationsOf({}, value), []);
});

t.test('a valid value is returned unchanged', async (t) => {
  const value = { list: [{ a: 1 }] };
  t.equal(checkAgainst(Nested, value, 'the test'), value);
  t.strictSame(placedViolations(Nested, value), []);
});

t.test('a refusal says what was given, and where in it, from its base', async (t) => {
  t.throws(() => checkAgainst(Nested, { list: [1] }, 'the list', '/base/0'), {
    name: 'WorldError',
    kind: 'invalid',
    summary: 'Invalid value for the list.',
    message: 'Invalid value for the list.\n  /base/0/list/0: found 1; expected an object with a',
  });
  t.throws(() => checkAgainst(Instant, 1, 'the time'), { message: /\n {2}it: found 1; expected/ });
});

t.test(
  'a hundred violations are all reported; of more, the first hundred, and that there are more',
  async (t) => {
    const refusal = (count: number) => {
      try {
        checkAgainst(
          Nested,
          { list: Array.from({ length: count }, () => ({ a: 'b' })) },
          'the test',
        );
      } catch (error) {
        return error as WorldError;
      }
      throw new Error('it was admitted');
    };
    const all = refusal(100);
    t.match(all, { more: false, violations: { length: 100 } });
    t.match(all.message, /\/list\/99\/a: found "b"; expected an integer$/);
    const first = refusal(101);
    t.match(first, { more: true, violations: { length: 100 } });
    t.match(first.message, /\/list\/99\/a: found "b"; expected an integer\n {2}… and more$/);
  },
);

t.test('values are shown as JSON, cut where they are long', async (t) => {
  t.equal(show(undefined), 'nothing');
  t.equal(show('a"b'), '"a\\"b"');
  t.equal(show('x'.repeat(100)), `"${'x'.repeat(59)}…`);
  t.equal(show({ a: [1, { 'b"': null }], c: true }), '{"a":[1,{"b\\"":null}],"c":true}');
  t.equal(show([[], {}, 'é', undefined]), '[[],{},"é",nothing]');
  t.equal(show(parseExactly('[12345678901234567890]')), '[12345678901234567890]');
  t.match(show({ [`${'n'.repeat(1e6)}`]: 1 }), /^\{"n{58}…$/);
  const unread = {
    get a(): never {
      throw new Error('it was read');
    },
  };
  t.match(show(['x'.repeat(1e6), unread]), /^\["x{58}…$/);
  t.match(show(Array.from({ length: 100_000 }, (_, index) => index)), /^\[0,1,2.{54}…$/);
});

t.test('a pointer escapes what RFC 6901 escapes', async (t) => {
  t.equal(toPointer([]), '');
  t.equal(toPointer(['a/b', 0, '~']), '/a~1b/0/~0');
});

t.test('the place of a part is added to violations only', async (t) => {
  const violations = [{ pointer: '/b', detail: 'found 1; expected 2' }];
  t.throws(
    () =>
      atPlace('/a', () => {
        throw new WorldError('invalid', 'Invalid.', violations);
      }),
    { name: 'WorldError', violations: [{ pointer: '/a/b', detail: 'found 1; expected 2' }] },
  );
  t.throws(
    () =>
      atPlace('/a', () => {
        throw new RangeError('another error');
      }),
    { name: 'RangeError', message: 'another error' },
  );
});
