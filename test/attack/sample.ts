import type { OpenApiDocument, Schema } from './documents.ts';
import type { Random } from './random.ts';

/** Texts with a meaning somewhere in the documents; each schema gets those that it admits. */
const MEANINGFUL: readonly string[] = [
  ...['2016-S1', '2013-S2', '9999-S2', '2016-03-14', '0001-01-01', '9999-12-31'],
  ...[
    '2016-03-14T09:26:53Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '2016-02-30T00:00:00Z',
  ],
  ...['PT1H', 'P1D', '-PT5M', 'P999999999W', 'PT0,5S', '+P1W', 'P'],
  ...['users/1', 'thematiques/3', 'users/9999999999999999', '/', '/users/1', '/users', '/a/b?c'],
  ...[
    'a',
    'b',
    'demo',
    'users',
    'thematiques',
    'campagnes',
    'propositions',
    'getUser',
    'listUsers',
  ],
  ...['setUserStatut', 'GET', 'POST', '*', 'running', 'answered', 'text/plain', 'application/json'],
  ...['content-type', 'x-a', 'retry-after', 'content-length', 'authorization', 'statut', 'nom'],
];

/** Texts that programs tend to get wrong. */
const ODD: readonly string[] = [
  ...['', ' ', '\0', '\n', '__proto__', 'constructor', 'toString', '\ud800', '\u2028', '𝒳', 'İ'],
  ...['%00', '%', '..', '../../etc/passwd', "' OR 1=1 --", '$.a', '$', '"', '\\', '<script>', '-0'],
  ...['1e999', '0x10', 'null', 'NaN', '01', '1.0', 'true', '9007199254740993', 'x'.repeat(300)],
];

const NUMBERS: readonly number[] = [
  ...[0, 1, 2, 3, 7, 10, -1, -0, 0.5, 1e-7, 100, 404, 500, 599, 600, 1000, 65_535, 65_536],
  ...[2 ** 31, 2 ** 32, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 1e15, 1e21, 1e308, -1e308, 5e-324],
];

/** Any text. */
export const textOf = (random: Random): string =>
  random.in(3) ? random.one(ODD) : random.one(MEANINGFUL);

/** Any JSON value. */
export function anything(random: Random, depth = 3): unknown {
  switch (random.below(depth > 0 ? 7 : 5)) {
    case 0:
      return null;
    case 1:
      return random.in(2);
    case 2:
      return random.one(NUMBERS);
    case 3:
    case 4:
      return textOf(random);
    case 5:
      return Array.from({ length: random.below(4) }, () => anything(random, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random.below(4) }, () => [
          textOf(random),
          anything(random, depth - 1),
        ]),
      );
  }
}

/** A value by a schema; valid nearly always, since keywords on one another are only tried for. */
export function sample(
  document: OpenApiDocument,
  given: Schema,
  random: Random,
  depth = 6,
): unknown {
  const schema = document.resolve(given);
  if ('const' in schema) return schema.const;
  if (schema.enum) return random.one(schema.enum);
  if (schema.anyOf) return sample(document, random.one(schema.anyOf), random, depth - 1);
  const type = typeof schema.type === 'object' ? random.one(schema.type) : schema.type;
  switch (type) {
    case 'object':
      return objectOf(document, schema, random, depth);
    case 'array': {
      const { minItems = 0, maxItems = minItems + 3, items = {} } = schema;
      const length = depth > 0 ? minItems + random.below(maxItems - minItems + 1) : minItems;
      return Array.from({ length }, () => sample(document, items, random, depth - 1));
    }
    case 'string':
      return stringOf(schema, random);
    case 'integer':
      return numberOf(schema, random, true);
    case 'number':
      return numberOf(schema, random, false);
    case 'boolean':
      return random.in(2);
    case 'null':
      return null;
    default:
      return anything(random);
  }
}

function objectOf(
  document: OpenApiDocument,
  schema: Schema,
  random: Random,
  depth: number,
): object {
  const { properties = {}, required = [], additionalProperties = true } = schema;
  const members = Object.entries(properties)
    .filter(([name]) => required.includes(name) || (depth > 0 && random.in(3)))
    .map(([name, member]): [string, unknown] => [
      name,
      sample(document, member, random, depth - 1),
    ]);
  if (additionalProperties !== false && depth > 0 && random.in(4)) {
    const member = additionalProperties === true ? {} : additionalProperties;
    members.push([textOf(random), sample(document, member, random, depth - 1)]);
  }
  return Object.fromEntries(members);
}

function stringOf({ pattern, format, minLength = 0, maxLength }: Schema, random: Random): string {
  const matches = RegExp(pattern ?? '', 'u');
  const formats: Record<string, RegExp> = {
    date: /^\d{4}-\d\d-\d\d$/,
    'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  };
  const admitted = [...MEANINGFUL, ...ODD].filter(
    (text) =>
      matches.test(text) &&
      (formats[format ?? ''] ?? /^/).test(text) &&
      text.length >= minLength &&
      text.length <= (maxLength ?? text.length),
  );
  return admitted.length > 0 ? random.one(admitted) : textOf(random);
}

function numberOf({ minimum = -10, maximum }: Schema, random: Random, whole: boolean): number {
  const most = maximum ?? Math.max(minimum, 0) + 20;
  if (random.in(4)) return random.one([minimum, most]);
  const value = minimum + random.next() * Math.min(most - minimum, 50);
  return whole ? Math.floor(value) : value;
}

/** A value with one place of it changed, removed or added. */
export function changed(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random.in(5)) return anything(random);
  if (Array.isArray(value)) {
    const items = [...value];
    const place = random.below(items.length + 1);
    if (random.in(4)) items.splice(place, 1);
    else items[place] = changed(items[place], random);
    return items;
  }
  const members = Object.entries(value);
  if (members.length === 0 || random.in(5)) members.push([textOf(random), anything(random)]);
  else {
    const place = random.below(members.length);
    const [name, member] = members[place] as [string, unknown];
    if (random.in(4)) members.splice(place, 1);
    else members[place] = [name, changed(member, random)];
  }
  return Object.fromEntries(members);
}
