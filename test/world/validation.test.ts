import t from 'tap';
import Type, { type TSchema } from 'typebox';
import { Instant, Verification } from '../../src/control/schemas.ts';
import { RuleDefinition } from '../../src/traffic/rules.ts';
import { checkAgainst, describe, misfits, show, toPointer } from '../../src/world/validation.ts';
import { WorldError } from '../../src/world/world-error.ts';

/** What is wrong with a value, a line for each place. */
function faultsOf(schema: TSchema, value: unknown, base?: string): string[] {
  try {
    checkAgainst(schema, value, 'the test', base);
  } catch (error) {
    if (!(error instanceof WorldError)) throw error;
    return error.faults.map(({ pointer, detail }) => `${pointer}: ${detail}`);
  }
  return [];
}

const DESCRIPTIONS: [TSchema, string][] = [
  [Type.Unsafe({ enum: ['a', null] }), 'one of "a", null'],
  [Type.Literal('pass'), '"pass"'],
  [Type.String({ format: 'date' }), 'a day such as "2016-03-14"'],
  [Type.Unsafe({ type: ['string', 'null'], format: 'date' }), 'a day such as "2016-03-14" or null'],
  [Instant, 'an instant in UTC, to the second, such as "2016-03-14T09:26:53Z"'],
  [Type.Union([Type.Boolean({ description: 'a switch' }), Type.String()]), 'a switch, or a text'],
  [Type.Union([Type.String()], { description: 'this or that' }), 'this or that'],
  [Type.Integer(), 'an integer'],
  [Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), 'an integer ≥ 1 and < 2^53'],
  [Type.Number({ minimum: 0, maximum: 60 }), 'a number ≥ 0 and ≤ 60'],
  [Type.Unsafe({ type: ['integer', 'null'], minimum: 1 }), 'an integer ≥ 1 or null'],
  [Type.Array(Type.String()), 'an array, each item a text'],
  [Type.Tuple([Type.String()]), 'an array'],
  [Type.Unsafe({ type: 'array' }), 'an array'],
  [Type.String(), 'a text'],
  [Type.String({ description: 'Anything.' }), 'a text'],
  [Type.String({ pattern: '^a$', description: 'A word.' }), 'a word'],
  [Type.Object({ a: Type.String(), b: Type.String() }), 'an object with a, b'],
  [Type.Object({}), 'an object'],
  [Type.Unsafe({ type: 'object' }), 'an object'],
  [Type.Unknown({ description: 'Whatever there is.' }), 'Whatever there is.'],
  [Type.Boolean(), 'another value'],
];
for (const [schema, words] of DESCRIPTIONS) {
  t.test(`${JSON.stringify(schema)} is described as ${words}`, async (t) => {
    t.equal(describe(schema), words);
  });
}

const Nested = Type.Object(
  {
    list: Type.Array(Type.Object({ a: Type.Integer() }, { additionalProperties: false })),
    pair: Type.Optional(Type.Tuple([Type.String(), Type.Integer()])),
    texts: Type.Optional(Type.Record(Type.String(), Type.String())),
    'a/b~c': Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);

const FAULTS: [schema: TSchema, value: unknown, faults: string[]][] = [
  [Nested, { list: [] }, []],
  [Nested, null, [': found null; expected an object with list, pair, texts, a/b~c']],
  [Nested, {}, ['/list: found nothing; expected an array, each item an object with a']],
  [Nested, { list: [{ a: 1 }, { a: '1' }] }, ['/list/1/a: found "1"; expected an integer']],
  [Nested, { list: [{}] }, ['/list/0/a: found nothing; expected an integer']],
  [
    Nested,
    { list: [{ a: 1, b: 2, c: 3 }] },
    [
      '/list/0/b: found 2; expected no member of this name; there are a',
      '/list/0/c: found 3; expected no member of this name; there are a',
    ],
  ],
  [Nested, { list: [], pair: ['a', 'b'] }, ['/pair/1: found "b"; expected an integer']],
  [Nested, { list: [], texts: { any: 1 } }, ['/texts/any: found 1; expected a text']],
  [Nested, { list: [], 'a/b~c': 1 }, ['/a~1b~0c: found 1; expected a text']],
  [
    Nested,
    { list: [1, 2], pair: 1, texts: [], 'a/b~c': null, more: 0 },
    [
      '/more: found 0; expected no member of this name; there are list, pair, texts, a/b~c',
      '/list/0: found 1; expected an object with a',
      '/list/1: found 2; expected an object with a',
      '/pair: found 1; expected an array',
      '/texts: found []; expected an object',
      '/a~1b~0c: found null; expected a text',
    ],
  ],
  [
    Type.Object({}, { additionalProperties: false }),
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
  [RuleDefinition, { match: { query: { a: 1 } } }, ['/match/query/a: found 1; expected a text']],
  [
    RuleDefinition,
    { then: { action: 'answer', status: 99, extra: 1 } },
    [
      '/then/extra: found 1; expected no member of this name; there are action, status, headers, body',
      '/then/status: found 99; expected an integer ≥ 200 and ≤ 599',
    ],
  ],
];
for (const [schema, value, faults] of FAULTS) {
  t.test(`${JSON.stringify(value)} has ${faults.length} faults: ${faults[0]}`, async (t) => {
    t.strictSame(faultsOf(schema, value).sort(), faults.sort());
  });
}

for (const then of [null, 1, { action: 'explode' }, {}]) {
  t.test(`of the form ${JSON.stringify(then)}, which is none, all forms are named`, async (t) => {
    const [fault, ...others] = faultsOf(RuleDefinition, { then });
    t.match(fault, /^\/then: found .*; expected `pass`: .*`rate-limit`/);
    t.strictSame(others, []);
  });
}

t.test('a value that holds is returned as it is', async (t) => {
  const value = { list: [{ a: 1 }] };
  t.equal(checkAgainst(Nested, value, 'the test'), value);
  t.strictSame(misfits(Nested, value), []);
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

t.test('more than eight faults are all told', async (t) => {
  const list = Array.from({ length: 30 }, () => ({ a: 'b' }));
  t.equal(faultsOf(Nested, { list }).length, 30);
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
