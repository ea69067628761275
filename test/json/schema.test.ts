import t from 'tap';
import { checkKeywords, type Schema } from '../../src/json/schema.ts';

const REFUSED: [string, object, string][] = [
  ['a keyword', { maximun: 1 }, 'Unknown keyword "maximun" at #.'],
  ['a format', { type: 'string', format: 'uri' }, 'Unknown format "uri" at #.'],
  ['an alternative', { anyOf: [{}, { oneOf: [] }] }, 'Unknown keyword "oneOf" at #/anyOf/1.'],
  ['an item', { items: { uniqueItems: true } }, 'Unknown keyword "uniqueItems" at #/items.'],
  ['a member', { properties: { a: { $ref: '#' } } }, 'Unknown keyword "$ref" at #/properties/a.'],
  [
    'another member',
    { additionalProperties: { not: {} } },
    'Unknown keyword "not" at #/additionalProperties.',
  ],
];
for (const [what, schema, message] of REFUSED) {
  t.test(`${what} that is not known is refused, with its place`, async (t) => {
    t.throws(() => checkKeywords(schema as Schema), { name: 'TypeError', message });
  });
}

t.test('names of members are no keywords', async (t) => {
  const schema: Schema = { type: 'object', properties: { $ref: {} }, additionalProperties: false };
  checkKeywords(schema);
  t.doesNotThrow(() => checkKeywords(schema), 'nor the second time');
});
