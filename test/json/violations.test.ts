import t from 'tap';
import { Application } from '../../src/contract/applications.ts';
import { SCHEMAS } from '../../src/contract/resources.ts';
import * as sandboxes from '../../src/control/sandbox-schemas.ts';
import * as control from '../../src/control/schemas.ts';
import type { Schema } from '../../src/json/schema.ts';
import { violations } from '../../src/json/violations.ts';
import { RuleDefinition } from '../../src/traffic/schemas.ts';
import { compile } from '../schema-helpers.ts';

const OURS: Record<string, Schema> = {
  ...SCHEMAS,
  ...Object.fromEntries(
    Object.entries({ ...control, ...sandboxes }).map(([name, schema]): [string, Schema] => [
      `control ${name}`,
      schema,
    ]),
  ),
  Application,
  RuleDefinition,
};

/** Values of every sort, many of which are near the bounds of what some schema admits. */
const VALUES: readonly unknown[] = [
  ...[null, true, false, undefined, {}, [], [1], [1, 2], ['a', 1], [[]], { a: 1 }],
  ...[0, 1, 2, -1, 0.05, 0.1, 0.5, 1.5, 59, 60, 61, 199, 200, 599, 600, 600_000, 600_001],
  ...[2_000_000, 2_000_001, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53, Number.POSITIVE_INFINITY],
  ...['', 'a', 'é', '😀', 'a:b', 'a\u0007', 'x'.repeat(100), 'x'.repeat(101), 'users', 'getUser'],
  ...[
    'Mme',
    'M.',
    'particulier',
    'en_cours',
    'publiee',
    'prototypage',
    'documenté',
    'named',
    'pass',
  ],
  ...['2016-02-29', '2015-02-29', '1900-02-29', '2000-02-29', '0000-01-01', '0004-02-29'],
  ...['2016-04-31', '2016-13-01', '2016-00-01', '2016-01-00', '2016-1-1', ' 2016-01-01'],
  ...[
    '2016-03-14T09:26:53Z',
    '2016-03-14t09:26:53z',
    '2016-03-14T24:00:00Z',
    '2016-03-14T09:60:00Z',
  ],
  ...['2016-12-31T23:59:60Z', '2016-12-31T23:58:60Z', '2016-02-30T00:00:00Z', '2016-03-14T09:26Z'],
  ...['2016-03-14T09:26:53.1Z', '2016-03-14T09:26:53+01:00', '2016-03-14T09:26:53', '2016-S1'],
  ...['2016-S3', '2016-03-14T09:26:53Z\n', 'fixed', 'rate-limit', 'drip'],
];

/** A value that a schema admits, with all its members. */
function valid(schema: Schema): unknown {
  if (schema.anyOf) return valid(schema.anyOf[0] ?? {});
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.format === 'date') return '2016-03-14';
  if (schema.format === 'date-time') return '2016-03-14T09:26:53Z';
  const { pattern } = schema;
  if (pattern) return ['a', '/', 'PT1H', '2016-S1'].find((text) => RegExp(pattern, 'u').test(text));
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, member]) => [name, valid(member)]),
      );
    case 'array':
      return Array.from({ length: schema.minItems ?? 1 }, () => valid(schema.items ?? {}));
    case 'integer':
    case 'number':
      return schema.minimum ?? 0;
    case 'boolean':
      return true;
    default:
      return 'a';
  }
}

/** Copies of a value in which one place is another value, is missing, or has a member more. */
function* variants(value: unknown): Generator<unknown> {
  yield* VALUES;
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    yield [...value, ...value];
    for (const variant of variants(value[0])) yield [variant, ...value.slice(1)];
    return;
  }
  for (const more of ['more', 'constructor', 'toString']) yield { ...value, [more]: 1 };
  for (const [name, member] of Object.entries(value)) {
    const { [name]: _, ...others } = value as Record<string, unknown>;
    yield others;
    for (const variant of variants(member)) yield { ...value, [name]: variant };
  }
}

for (const [name, schema] of Object.entries(OURS)) {
  t.test(`${name} admits what Ajv admits of it, and no more`, async (t) => {
    const isValid = compile(schema);
    const sample = valid(schema);
    t.ok(isValid(sample), 'what is varied is admitted');
    t.strictSame(violations(schema, sample), []);
    let admitted = 0;
    let refused = 0;
    const different: unknown[] = [];
    for (const value of variants(sample)) {
      const held = violations(schema, value).length === 0;
      if (held) admitted++;
      else refused++;
      if (held !== isValid(value)) different.push(value);
    }
    t.strictSame(different, []);
    t.ok(admitted > 0 && refused > 0, `${admitted} values are admitted, ${refused} are not`);
  });
}

t.test('one violation for each place, with what is admitted there', async (t) => {
  const a: Schema = { type: 'integer', minimum: 1 };
  const b: Schema = { type: 'string' };
  const record: Schema = { type: 'object', required: ['a'], properties: { a } };
  const schema: Schema = {
    type: 'object',
    required: ['list', 'any'],
    properties: { list: { type: 'array', items: record }, b },
    additionalProperties: false,
  };
  t.strictSame(violations(schema, { list: [{ a: 1 }, {}, { a: 0 }], b: 1, c: 2 }), [
    { kind: 'missing', location: ['any'], schema: {}, value: undefined },
    { kind: 'unknown', location: ['c'], schema, value: 2 },
    { kind: 'missing', location: ['list', 1, 'a'], schema: a, value: undefined },
    { kind: 'wrong', location: ['list', 2, 'a'], schema: a, value: 0 },
    { kind: 'wrong', location: ['b'], schema: b, value: 1 },
  ]);
});

t.test('a number that JavaScript cannot hold is none', async (t) => {
  const { rawJSON } = JSON as unknown as { rawJSON(text: string): object };
  for (const type of ['integer', 'object'] as const) {
    t.equal(violations({ type }, rawJSON('1e400'))[0]?.kind, 'wrong', type);
  }
});

t.test('members that have no schema of their own follow that of the others', async (t) => {
  const schema: Schema = {
    type: 'object',
    properties: { a: { type: 'integer' } },
    additionalProperties: { type: 'string' },
  };
  const places = violations(schema, { a: 1, b: 2, c: 'c' }).map((each) => each.location);
  t.strictSame(places, [['b']]);
});

t.test('a schema with a keyword that is not known here is refused', async (t) => {
  const schema = { type: 'array', items: { type: 'integer', multipleOf: 2 } };
  t.throws(() => violations(schema as Schema, []), { name: 'TypeError', message: /multipleOf/ });
});

t.test('the looking ends after a hundred and one violations, or earlier', async (t) => {
  const list: Schema = { type: 'array', items: { type: 'integer' } };
  t.equal(violations(list, Array(100).fill('a')).length, 100);
  t.equal(violations(list, Array(1_000_000).fill('a')).length, 101);
  t.equal(violations(list, Array(1_000_000).fill('a'), 1).length, 1);
  const members = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`m${index}`, 1]));
  const closed: Schema = { type: 'object', additionalProperties: false };
  t.equal(violations(closed, members).length, 101);
  t.equal(violations({ ...closed, required: Object.keys(members) }, {}).length, 101);
  const texts: Schema = { type: 'object', additionalProperties: { type: 'string' } };
  t.equal(violations(texts, members).length, 101);
});
