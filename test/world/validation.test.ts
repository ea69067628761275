import t from 'tap';
import { Instant, Verification } from '../../src/control/schemas.ts';
import type { Schema } from '../../src/json/schema.ts';
import { RuleDefinition } from '../../src/traffic/schemas.ts';
import {
  checkAgainst,
  describe,
  placedViolations,
  show,
  toPointer,
} from '../../src/world/validation.ts';
import { WorldError } from '../../src/world/world-error.ts';

/** What is wrong with a value, a line for each place. */
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
      '/list/0/b: found 2; expected no member of this name; there are a',
      '/list/0/c: found 3; expected no member of this name; there are a',
    ],
  ],
  [Nested, { list: [], texts: { any: 1 } }, ['/texts/any: found 1; expected a string']],
  [Nested, { list: [], 'a/b~c': 1 }, ['/a~1b~0c: found 1; expected a string']],
  [
    Nested,
    { list: [1, 2], pair: 1, texts: [], 'a/b~c': null, more: 0 },
    [
      '/more: found 0; expected no member of this name; there are list, pair, texts, a/b~c',
      '/list/0: found 1; expected an object with a',
      '/list/1: found 2; expected an object with a',
      '/pair: found 1; expected an array',
      '/texts: found []; expected an object',
      '/a~1b~0c: found null; expected a string',
    ],
  ],
  [
    { type: 'object', additionalProperties: false },
    { constructor: 1 },
    ['/constructor: found 1; expected no member of this name; there are none'],
  ],
  [
    Verification,
    { times: { atLeast: -1 } },
    [
      '/times: found {"atLeast":-1}; expected how often it came: a number, or {atLeast, atMost}; default: at least once',
    ],
  ],
  [RuleDefinition, { match: { query: { a: 1 } } }, ['/match/query/a: found 1; expected a string']],
  [
    RuleDefinition,
    { then: { action: 'answer', status: 99, extra: 1 } },
    [
      '/then/extra: found 1; expected no member of this name; there are action, status, headers, body',
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

for (const then of [null, 1, { action: 'explode' }, {}]) {
  t.test(`of the form ${JSON.stringify(then)}, which is none, all forms are named`, async (t) => {
    const [fault, ...others] = violationsOf(RuleDefinition, { then });
    t.match(fault, /^\/then: found .*; expected `pass`: .*`rate-limit`/);
    t.strictSame(others, []);
  });
}

t.test('a value that holds is returned as it is', async (t) => {
  const value = { list: [{ a: 1 }] };
  t.equal(checkAgainst(Nested, value, 'the test'), value);
  t.strictSame(placedViolations(Nested, value), []);
});

t.test('a refusal says what was given, and where in it, from its base', async (t) => {
  t.throws(() => checkAgainst(Nested, { list: [1] }, 'the list', '/base/0'), {
    name: 'WorldError',
    kind: 'invalid',
    summary: 'What was given for the list is not admitted.',
    message:
      'What was given for the list is not admitted.\n  /base/0/list/0: found 1; expected an object with a',
  });
  t.throws(() => checkAgainst(Instant, 1, 'the time'), { message: /\n {2}it: found 1; expected/ });
});

t.test('more than eight violations are all told', async (t) => {
  const list = Array.from({ length: 30 }, () => ({ a: 'b' }));
  t.equal(violationsOf(Nested, { list }).length, 30);
});

t.test('values are shown as JSON, cut where they are long', async (t) => {
  t.equal(show(undefined), 'nothing');
  t.equal(show('a"b'), '"a\\"b"');
  t.equal(show('x'.repeat(100)), `"${'x'.repeat(59)}…`);
});

t.test('a pointer escapes what RFC 6901 escapes', async (t) => {
  t.equal(toPointer([]), '');
  t.equal(toPointer(['a/b', 0, '~']), '/a~1b/0/~0');
});
