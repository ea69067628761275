import type { Static, TSchema } from 'typebox';
import { type Location, type SchemaWords, violations } from '../json/violations.ts';
import { type Fault, WorldError } from './world-error.ts';

export type { Location } from '../json/violations.ts';

/** A value that its schema does not admit. */
export interface Misfit {
  readonly location: Location;
  readonly found: string;
  readonly expected: string;
}

type Fields = Readonly<Record<string, unknown>>;

const FOUND_LENGTH = 60;

/** RFC 6901. */
export function toPointer(location: Location): string {
  return location
    .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

/** A value as a message shows it, cut where it is long. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > FOUND_LENGTH ? `${text.slice(0, FOUND_LENGTH)}…` : text;
}

/** One misfit for each place, in the words of what its schema admits there. */
export function misfits(schema: TSchema, value: unknown): Misfit[] {
  return violations(schema, value).flatMap(({ kind, location, schema, value }) => {
    if (kind === 'unknown') {
      const expected = `no member of this name; there are ${membersOf(schema)}`;
      return [{ location, found: show(value), expected }];
    }
    const inside: SchemaWords = schema;
    if (inside.anyOf) return choiceMisfits(schema as Choice, location, value);
    return [{ location, found: show(value), expected: describe(schema) }];
  });
}

/** Where a member tells which form is meant, that form is what the value is held against; else all are named. */
function choiceMisfits(choice: Choice, location: Location, value: unknown): Misfit[] {
  const { action } = (value ?? {}) as Fields;
  const meant = choice.anyOf.find((form: SchemaWords) => {
    const { const: name }: SchemaWords = form.properties?.action ?? {};
    return name !== undefined && name === action;
  });
  if (meant === undefined) return [{ location, found: show(value), expected: describe(choice) }];
  return misfits(meant, value).map((misfit) => ({
    ...misfit,
    location: [...location, ...misfit.location],
  }));
}

/**
 * The value, when its schema admits it; else throws a `WorldError` that says what is wrong with which place. `base` is
 * where the value stands in what was given.
 */
export function checkAgainst<S extends TSchema>(
  schema: S,
  value: unknown,
  what: string,
  base = '',
): Static<S> {
  const wrong = misfits(schema, value);
  if (wrong.length === 0) return value as Static<S>;
  throw new WorldError(
    'invalid',
    `What was given for ${what} is not admitted.`,
    wrong.map((misfit) => toFault(misfit, base)),
  );
}

/** A misfit in one sentence. */
export function toFault({ location, found, expected }: Misfit, base = ''): Fault {
  return { pointer: base + toPointer(location), detail: `found ${found}; expected ${expected}` };
}

/** A schema in which one of several forms is chosen. */
type Choice = TSchema & { anyOf: TSchema[] };

function membersOf({ properties = {} }: SchemaWords): string {
  return Object.keys(properties).join(', ') || 'none';
}

/** What a schema admits, in words. */
export function describe(schema: TSchema): string {
  const {
    type,
    enum: values,
    format,
    minimum,
    maximum,
    items,
    anyOf,
    ...words
  }: SchemaWords = schema;
  const orNull = Array.isArray(type) && type.includes('null') ? ' or null' : '';
  if (values !== undefined) return `one of ${values.map(show).join(', ')}`;
  if (words.const !== undefined) return show(words.const);
  if (format === 'date') return `a day such as "2016-03-14"${orNull}`;
  if (format === 'date-time') {
    return `an instant in UTC, to the second, such as "2016-03-14T09:26:53Z"${orNull}`;
  }
  if (anyOf) return words.description ?? anyOf.map(describe).join(', or ');
  const article = Array.isArray(type) ? type[0] : type;
  switch (article) {
    case 'integer':
    case 'number': {
      const from = minimum === undefined ? '' : ` ≥ ${minimum}`;
      const below =
        maximum === Number.MAX_SAFE_INTEGER
          ? ' and < 2^53'
          : maximum === undefined
            ? ''
            : ` and ≤ ${maximum}`;
      return `${article === 'integer' ? 'an integer' : 'a number'}${from}${below}${orNull}`;
    }
    case 'array':
      return items && !Array.isArray(items) ? `an array, each item ${describe(items)}` : 'an array';
    case 'string':
      return `${words.pattern && words.description ? lower(words.description) : 'a text'}${orNull}`;
    case 'object':
      return words.properties && Object.keys(words.properties).length > 0
        ? `an object with ${Object.keys(words.properties).join(', ')}`
        : 'an object';
    default:
      return words.description ?? 'another value';
  }
}

function lower(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}
