import type { Schema } from '../json/schema.ts';
import { meant } from '../json/suggestion.ts';
import { beginningOf, notJson } from '../json/value.ts';
import { type Location, MOST_VIOLATIONS, violations } from '../json/violations.ts';
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

/** A JSON Pointer (RFC 6901). */
export function toPointer(location: Location): string {
  return location
    .map((step) => `/${shortened(String(step)).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

/** Longer names are cut in pointers, so that a response stays small. */
const NAME_LENGTH = 200;

function shortened(name: string): string {
  return name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH)}…` : name;
}

/** The text of a missing value, as `show()` returns it. */
export const NOTHING = 'nothing';

/** A value as messages show it; long values are cut. */
export function show(value: unknown): string {
  if (value === undefined) return NOTHING;
  const text = beginningOf(value, FOUND_LENGTH + 1);
  return text.length > FOUND_LENGTH ? `${text.slice(0, FOUND_LENGTH)}…` : text;
}

/**
 * The violations of a schema, one for each place, with the expected value in words; at most as many as `violations()`
 * returns.
 */
export function placedViolations(schema: Schema, value: unknown): PlacedViolation[] {
  return violations(schema, value).flatMap(({ kind, location, schema, value }) => {
    if (kind === 'unknown') {
      const expected = `no member of this name; members: ${membersOf(schema)}`;
      return [{ location, found: show(value), expected }];
    }
    if (schema.anyOf) return violationsOfChoice(schema, schema.anyOf, location, value);
    return [{ location, found: show(value), expected: describe(schema) }];
  });
}

/** Reports the violations of the form that was probably meant; without one, the message describes all forms. */
function violationsOfChoice(
  choice: Schema,
  forms: readonly Schema[],
  location: Location,
  value: unknown,
): PlacedViolation[] {
  const list = forms.find(({ type }) => type === 'array');
  if (list && Array.isArray(value)) return within(location, placedViolations(list, value));
  const [one, ...others] = forms.filter((form) => form !== list);
  if (one?.anyOf && others.length === 0) return within(location, placedViolations(one, value));
  const tag = tagOf(forms);
  if (tag !== undefined && isObject(value)) {
    const own = forms.find(({ properties }) => properties?.[tag]?.const === value[tag]);
    if (own) return within(location, placedViolations(own, value));
    const expected = `${choicesOf(forms, tag)}${didYouMean(tag, forms, value)}`;
    return [{ location: [...location, tag], found: show(value[tag]), expected }];
  }
  const form = tag === undefined ? meantForm(forms, value) : undefined;
  if (form) return within(location, placedViolations(form, value));
  const expected = tag ? `an object with ${tag}, ${choicesOf(forms, tag)}` : describe(choice);
  return [{ location, found: show(value), expected }];
}

/** The member whose value selects the form of a choice, where all forms have one: a constant of each. */
function tagOf(forms: readonly Schema[]): string | undefined {
  const constant = (name: string) =>
    forms.every(({ properties }) => properties?.[name]?.const !== undefined);
  return Object.keys(forms[0]?.properties ?? {}).find(constant);
}

function within(base: Location, violations: readonly PlacedViolation[]): PlacedViolation[] {
  return violations.map((each) => ({ ...each, location: [...base, ...each.location] }));
}

function choicesOf(forms: readonly Schema[], tag: string): string {
  return `one of ${forms.map(({ properties }) => show(properties?.[tag]?.const)).join(', ')}`;
}

/** A suggestion: the form with a similar name, else the form with the members that were given. */
function didYouMean(tag: string, forms: readonly Schema[], value: Fields): string {
  const names = forms.map(({ properties }) => `${properties?.[tag]?.const}`);
  const given = value[tag];
  const near = typeof given === 'string' ? meant(given, names) : undefined;
  const { [tag]: _, ...others } = value;
  const name = near ?? meantForm(forms, others)?.properties?.[tag]?.const;
  return name === undefined ? '' : ` (did you mean ${show(name)}?)`;
}

/** The form that shares the most members with the object. */
function meantForm(forms: readonly Schema[], value: unknown): Schema | undefined {
  if (!isObject(value)) return undefined;
  const given = Object.keys(value);
  const shared = ({ properties = {} }: Schema) =>
    given.filter((name) => Object.hasOwn(properties, name)).length;
  const best = forms.toSorted((a, b) => shared(b) - shared(a))[0] as Schema;
  return shared(best) > 0 ? best : undefined;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The violations of a value that may not be JSON. */
export function violationsOf(schema: Schema, value: unknown, deepest?: number): PlacedViolation[] {
  const wrong = placedViolations(schema, value);
  const strange = wrong.length > 0 ? undefined : notJson(value, deepest);
  return strange ? [{ ...strange, found: show(strange.value) }] : wrong;
}

/**
 * Returns the value when it is valid; else throws a `WorldError` with the violations. `what` names the value in the
 * message; `base` is the JSON Pointer of the value in the input.
 */
export function checkAgainst<Value>(schema: Schema, value: Value, what: string, base = ''): Value {
  const wrong = violationsOf(schema, value);
  if (wrong.length === 0) return value;
  throw invalid(`Invalid value for ${what}.`, wrong, base);
}

/** The error with the first of these violations; its `more` says whether there are others. */
export function invalid(summary: string, wrong: readonly PlacedViolation[], base = ''): WorldError {
  const told = wrong.slice(0, MOST_VIOLATIONS).map((violation) => toViolation(violation, base));
  return new WorldError('invalid', summary, told, wrong.length > told.length);
}

/** Runs checks of a part of the input; `base`, its JSON Pointer, precedes the pointers of a `WorldError`. */
export function atPlace<Result>(base: string, check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof WorldError)) throw error;
    const { kind, summary, violations, more } = error;
    const placed = violations.map((each) => ({ ...each, pointer: base + each.pointer }));
    throw new WorldError(kind, summary, placed, more);
  }
}

/** A violation in words. */
export function toViolation({ location, found, expected }: PlacedViolation, base = ''): Violation {
  return { pointer: base + toPointer(location), detail: contrast(found, expected) };
}

/** A message about a found value, in the form of `show()`, and the expected value. */
export function contrast(found: string, expected: string): string {
  return `${found === NOTHING ? 'missing' : `found ${found}`}; expected ${expected}`;
}

function membersOf({ properties = {} }: Schema): string {
  return Object.keys(properties).join(', ') || 'none';
}

function sizeOf({ minItems, maxItems }: Schema): string {
  if (minItems === undefined) return '';
  return minItems === maxItems ? ` of ${minItems}` : ` of at least ${minItems}`;
}

/** The admitted values of a schema, in words. */
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
      return `an array${sizeOf(schema)}${items ? `, each item ${describe(items)}` : ''}`;
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
