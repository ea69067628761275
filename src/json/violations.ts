import type { TSchema } from 'typebox';

/** A path into a JSON document: member names and array indices. */
export type Location = readonly (string | number)[];

/** The words of JSON Schema that our schemas use. */
export interface SchemaWords {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: TSchema[];
  format?: string;
  pattern?: string;
  minLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  description?: string;
  items?: TSchema | TSchema[];
  required?: string[];
  properties?: Record<string, TSchema>;
  patternProperties?: Record<string, TSchema>;
  additionalProperties?: boolean;
}

/** What a schema does not admit. */
export interface Violation {
  /** `missing`: a member that must be there; `unknown`: one that must not; `wrong`: a value. */
  readonly kind: 'missing' | 'unknown' | 'wrong';
  readonly location: Location;
  /** What is admitted at that place; of an unknown member, what its object is held against. */
  readonly schema: TSchema;
  readonly value: unknown;
}

/** All that a schema does not admit of a JSON value, one violation for each place. */
export function violations(schema: TSchema, value: unknown): Violation[] {
  const found: Violation[] = [];
  look(schema, value, [], found);
  return found;
}

/** `location` is where the value stands; it is changed on the way, and left as it was. */
function look(
  schema: TSchema,
  value: unknown,
  location: (string | number)[],
  found: Violation[],
): void {
  const report = (violation: Omit<Violation, 'location'>, ...steps: string[]) =>
    found.push({ ...violation, location: [...location, ...steps] });
  const lookInside = (inside: TSchema, step: string | number, member: unknown) => {
    location.push(step);
    look(inside, member, location, found);
    location.pop();
  };

  if (!holds(schema, value)) report({ kind: 'wrong', schema, value });
  if (typeof value !== 'object' || value === null) return;
  const { items, required, properties, patternProperties, additionalProperties }: SchemaWords =
    schema;
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      const inside = Array.isArray(items) ? items[index] : items;
      if (inside) lookInside(inside, index, item);
    });
    return;
  }
  for (const name of required ?? []) {
    if (Object.hasOwn(value, name)) continue;
    report({ kind: 'missing', schema: properties?.[name] as TSchema, value: undefined }, name);
  }
  const members = value as Readonly<Record<string, unknown>>;
  if (additionalProperties === false) {
    for (const name of Object.keys(members)) {
      if (properties && Object.hasOwn(properties, name)) continue;
      report({ kind: 'unknown', schema, value: members[name] }, name);
    }
  }
  for (const name in properties) {
    if (!Object.hasOwn(value, name)) continue;
    // A member that may be missing may be there without a value, as in TypeScript.
    if (members[name] === undefined && !required?.includes(name)) continue;
    lookInside(properties[name] as TSchema, name, members[name]);
  }
  for (const pattern in patternProperties) {
    for (const name of Object.keys(members)) {
      if (!expression(pattern).test(name)) continue;
      lookInside(patternProperties[pattern] as TSchema, name, members[name]);
    }
  }
}

/** Whether a value is admitted, whatever it holds. */
function holds(schema: SchemaWords, value: unknown): boolean {
  const { type, anyOf } = schema;
  if (typeof type === 'string' && !isOf(type, value)) return false;
  if (Array.isArray(type) && !type.some((each) => isOf(each, value))) return false;
  if (schema.enum && !schema.enum.includes(value)) return false;
  if (schema.const !== undefined && value !== schema.const) return false;
  if (anyOf && !anyOf.some((form) => violations(form, value).length === 0)) return false;
  if (typeof value === 'string') return isText(schema, value);
  const { minimum = -Infinity, maximum = Infinity, minItems = 0, maxItems = Infinity } = schema;
  if (typeof value === 'number') return value >= minimum && value <= maximum;
  if (Array.isArray(value)) return value.length >= minItems && value.length <= maxItems;
  return true;
}

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

function isText({ minLength = 0, pattern, format }: SchemaWords, text: string): boolean {
  // A character may be two units of a text, which matters only where more than one is asked for.
  if (text.length < minLength) return false;
  if (pattern !== undefined && !expression(pattern).test(text)) return false;
  if (format === 'date') return isDay(text);
  // Of the instants of RFC 3339, those that our patterns admit: in UTC, to the second, leap seconds included.
  if (format === 'date-time') {
    return (
      isDay(text.slice(0, 10)) && /^T(([01]\d|2[0-3])(:[0-5]\d){2}|23:59:60)Z$/.test(text.slice(10))
    );
  }
  return true;
}

function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  // The 0th of the next month is the last day of this one; of the years, only their remainder by 400 matters.
  const last = new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate();
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= last;
}

const expressions = new Map<string, RegExp>();

/** The regular expression of a pattern, made once. */
function expression(pattern: string): RegExp {
  let made = expressions.get(pattern);
  if (made === undefined) {
    made = new RegExp(pattern, 'u');
    expressions.set(pattern, made);
  }
  return made;
}
