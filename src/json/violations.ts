import { isRaw } from './exact.ts';
import { checkKeywords, type JsonType, type Schema } from './schema.ts';

/** A path into a JSON document: member names and array indices. */
export type Location = readonly (string | number)[];

/** A place in a JSON value that violates its schema. */
export interface Violation {
  /** `missing`: a required member; `unknown`: a member that is not admitted; `wrong`: a value. */
  readonly kind: 'missing' | 'unknown' | 'wrong';
  readonly location: Location;
  /** The schema of the place; for an unknown member, the schema of its object. */
  readonly schema: Schema;
  readonly value: unknown;
}

/** Maximum number of reported violations; one more is searched, to know whether there are more. */
export const MOST_VIOLATIONS = 100;

/**
 * The violations of a schema by a JSON value, one for each place: all of them, or the first `most` + 1. Throws a
 * `TypeError` for a schema with an unknown keyword.
 */
export function violations(
  schema: Schema,
  value: unknown,
  most = MOST_VIOLATIONS + 1,
): Violation[] {
  checkKeywords(schema);
  const found: Violation[] = [];
  look(schema, value, { location: [], found, most });
  return found;
}

interface Search {
  /** The current place: extended during the visit and restored afterwards. */
  readonly location: (string | number)[];
  readonly found: Violation[];
  readonly most: number;
}

function look(schema: Schema, value: unknown, search: Search): void {
  const { location, found, most } = search;
  const report = (violation: Omit<Violation, 'location'>, ...steps: string[]) => {
    if (found.length < most) found.push({ ...violation, location: [...location, ...steps] });
  };
  const lookInside = (inside: Schema, step: string | number, member: unknown) => {
    if (found.length === most) return;
    location.push(step);
    look(inside, member, search);
    location.pop();
  };

  if (!holds(schema, value)) report({ kind: 'wrong', schema, value });
  if (typeof value !== 'object' || value === null) return;
  const { items, required, properties, additionalProperties } = schema;
  if (Array.isArray(value)) {
    if (items) for (const [index, item] of value.entries()) lookInside(items, index, item);
    return;
  }
  for (const name of required ?? []) {
    if (Object.hasOwn(value, name)) continue;
    report({ kind: 'missing', schema: properties?.[name] ?? {}, value: undefined }, name);
  }
  const members = value as Readonly<Record<string, unknown>>;
  if (additionalProperties !== undefined && additionalProperties !== true) {
    for (const name of Object.keys(members)) {
      if (properties && Object.hasOwn(properties, name)) continue;
      if (additionalProperties) lookInside(additionalProperties, name, members[name]);
      else report({ kind: 'unknown', schema, value: members[name] }, name);
    }
  }
  for (const name in properties) {
    if (!Object.hasOwn(value, name)) continue;
    // An optional member may be undefined, as in TypeScript.
    if (members[name] === undefined && !required?.includes(name)) continue;
    lookInside(properties[name] as Schema, name, members[name]);
  }
}

/** Whether a value satisfies a schema, apart from its members. */
function holds(schema: Schema, value: unknown): boolean {
  const { type, anyOf } = schema;
  if (typeof type === 'string' && !isOf(type, value)) return false;
  if (typeof type === 'object' && !type.some((each) => isOf(each, value))) return false;
  if (schema.enum && !schema.enum.includes(value)) return false;
  if (schema.const !== undefined && value !== schema.const) return false;
  if (anyOf && !anyOf.some((form) => violations(form, value, 1).length === 0)) return false;
  if (typeof value === 'string') return isText(schema, value);
  const { minimum = -Infinity, maximum = Infinity, minItems = 0, maxItems = Infinity } = schema;
  if (typeof value === 'number') return value >= minimum && value <= maximum;
  if (Array.isArray(value)) return value.length >= minItems && value.length <= maxItems;
  return true;
}

function isOf(type: JsonType, value: unknown): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRaw(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

function isText({ minLength = 0, pattern, format }: Schema, text: string): boolean {
  // A character may be two UTF-16 units, which matters only for a minimum above one.
  if (text.length < minLength) return false;
  if (pattern !== undefined && !expression(pattern).test(text)) return false;
  if (format === 'date') return isDay(text);
  // The instants of RFC 3339 that our patterns admit: UTC, to the second, leap seconds included.
  if (format === 'date-time') {
    return (
      isDay(text.slice(0, 10)) && /^T(([01]\d|2[0-3])(:[0-5]\d){2}|23:59:60)Z$/.test(text.slice(10))
    );
  }
  return true;
}

function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  // Day 0 of the next month is the last day of this one; the calendar repeats after 400 years.
  const last = new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate();
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= last;
}

const expressions = new Map<string, RegExp>();

/** The regular expression of a pattern, compiled once. */
function expression(pattern: string): RegExp {
  let made = expressions.get(pattern);
  if (made === undefined) {
    made = new RegExp(pattern, 'u');
    expressions.set(pattern, made);
  }
  return made;
}
