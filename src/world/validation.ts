import type { Schema } from '../json/schema.ts';
import { type Location, violations } from '../json/violations.ts';
import { type Violation, WorldError } from './world-error.ts';

export type { Location } from '../json/violations.ts';

/** A value that its schema does not admit. */
export interface PlacedViolation {
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

/** How a message shows a value that is missing. */
export const NOTHING = 'nothing';

/** A value as a message shows it, cut where it is long. */
export function show(value: unknown): string {
  if (value === undefined) return NOTHING;
  // JSON has neither functions nor all numbers of JavaScript.
  if (typeof value === 'function') return 'a function';
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > FOUND_LENGTH ? `${text.slice(0, FOUND_LENGTH)}…` : text;
}

/** One violation for each place, in the words of what its schema admits there. */
export function placedViolations(schema: Schema, value: unknown): PlacedViolation[] {
  return violations(schema, value).flatMap(({ kind, location, schema, value }) => {
    if (kind === 'unknown') {
      const expected = `no member of this name; there are ${membersOf(schema)}`;
      return [{ location, found: show(value), expected }];
    }
    if (schema.anyOf) return violationsOfChoice(schema, schema.anyOf, location, value);
    return [{ location, found: show(value), expected: describe(schema) }];
  });
}

/** Where a member tells which form is meant, that form is what the value is held against; else all are named. */
function violationsOfChoice(
  choice: Schema,
  forms: readonly Schema[],
  location: Location,
  value: unknown,
): PlacedViolation[] {
  const { action } = (value ?? {}) as Fields;
  const meant = forms.find(({ properties }) => {
    const name = properties?.action?.const;
    return name !== undefined && name === action;
  });
  if (meant === undefined) return [{ location, found: show(value), expected: describe(choice) }];
  return placedViolations(meant, value).map((violation) => ({
    ...violation,
    location: [...location, ...violation.location],
  }));
}

/**
 * The value, when its schema admits it; else throws a `WorldError` that says what is wrong with which place. `base` is
 * where the value stands in what was given.
 */
export function checkAgainst<Value>(schema: Schema, value: Value, what: string, base = ''): Value {
  const wrong = placedViolations(schema, value);
  if (wrong.length === 0) return value;
  throw new WorldError(
    'invalid',
    `What was given for ${what} is not admitted.`,
    wrong.map((violation) => toViolation(violation, base)),
  );
}

/** A violation in one sentence. */
export function toViolation({ location, found, expected }: PlacedViolation, base = ''): Violation {
  return { pointer: base + toPointer(location), detail: contrast(found, expected) };
}

/** What was found, as `show()` has it, and what was expected. */
export function contrast(found: string, expected: string): string {
  return `${found === NOTHING ? 'missing' : `found ${found}`}; expected ${expected}`;
}

function membersOf({ properties = {} }: Schema): string {
  return Object.keys(properties).join(', ') || 'none';
}

/** What a schema admits, in words. */
export function describe(schema: Schema): string {
  const { type, enum: values, format, minimum, maximum, items, anyOf, ...words } = schema;
  const [first, ...others] = [type].flat();
  const orNull = others.includes('null') ? ' or null' : '';
  if (values !== undefined) return `one of ${values.map(show).join(', ')}`;
  if (words.const !== undefined) return show(words.const);
  if (format === 'date') return `a day such as "2016-03-14"${orNull}`;
  if (format === 'date-time') {
    return `an instant in UTC, to the second, such as "2016-03-14T09:26:53Z"${orNull}`;
  }
  if (anyOf) return words.description ?? anyOf.map(describe).join(', or ');
  switch (first) {
    case 'integer':
    case 'number': {
      const from = minimum === undefined ? '' : ` ≥ ${minimum}`;
      const below =
        maximum === Number.MAX_SAFE_INTEGER
          ? ' and < 2^53'
          : maximum === undefined
            ? ''
            : ` and ≤ ${maximum}`;
      return `${first === 'integer' ? 'an integer' : 'a number'}${from}${below}${orNull}`;
    }
    case 'array':
      return items ? `an array, each item ${describe(items)}` : 'an array';
    case 'string':
      return `${words.pattern && words.description ? lower(words.description) : 'a string'}${orNull}`;
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
