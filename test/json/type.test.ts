import t from 'tap';
import TypeBox from 'typebox';
import Type from '../../src/json/type.ts';

/** Schemas of every word, made by one or the other. */
function schemasOf(make: typeof Type): Record<string, object> {
  const described = { description: 'One.' };
  return {
    array: make.Array(make.String(), { minItems: 2, maxItems: 2 }),
    integer: make.Integer({ minimum: 1 }),
    literal: make.Literal('pass'),
    number: make.Literal(7, described),
    'a number in bounds': make.Number({ minimum: 0, maximum: 60 }),
    'an object without members': make.Object({}, { additionalProperties: false }),
    object: make.Object(
      { a: make.Integer(), b: make.Optional(make.String()), c: make.Number() },
      { additionalProperties: false, ...described },
    ),
    'an object of which nothing is required': make.Object({ a: make.Optional(make.String()) }),
    optional: make.Optional(make.String(described)),
    record: make.Record(make.String(), make.String()),
    string: make.String({ format: 'date', ...described }),
    union: make.Union([make.String(), make.Integer()], described),
    unknown: make.Unknown(described),
    unsafe: make.Unsafe({ type: ['string', 'null'] }),
  };
}

const theirs = schemasOf(TypeBox as unknown as typeof Type);
for (const [what, schema] of Object.entries(schemasOf(Type))) {
  t.test(`${what} is as TypeBox makes it`, async (t) => {
    t.equal(JSON.stringify(schema), JSON.stringify(theirs[what]));
  });
}

t.test('what may be missing may be so with another description', async (t) => {
  const member = { ...Type.Optional(Type.String()), description: 'More.' };
  t.notOk('required' in Type.Object({ member }));
});
