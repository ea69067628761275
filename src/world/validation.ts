import type { Static, TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { everyError } from '../every-error.ts';
import { type Fault, WorldError } from './world-error.ts';

/** A path into a JSON document: member names and array indices. */
export type Location = readonly (string | number)[];

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

const validators = new WeakMap<TSchema, Validator>();

/** The schema, compiled once. */
function validatorOf(schema: TSchema): Validator {
  let validator = validators.get(schema);
  if (validator === undefined) {
    validator = Compile(schema);
    validators.set(schema, validator);
  }
  return validator;
}

/** One misfit for each place, in the words of what its schema admits there. */
export function misfits(schema: TSchema, value: unknown): Misfit[] {
  const validator = validatorOf(schema);
  if (validator.Check(value)) return [];
  const found = new Map<string, Misfit>();
  const add = (misfit: Misfit) => {
    const pointer = toPointer(misfit.location);
    if (!found.has(pointer)) found.set(pointer, misfit);
  };
  for (const { keyword, instancePath, params } of everyError(validator, value)) {
    // A member that is not admitted shows a second time, as « boolean ».
    if (keyword === 'boolean') continue;
    const { requiredProperties, additionalProperties } = params as Record<string, string[]>;
    const steps = instancePath.split('/').slice(1).map(unescapeStep);
    const names = (keyword === 'required' ? requiredProperties : additionalProperties) ?? [
      undefined,
    ];
    for (const name of names) {
      const place = name === undefined ? steps : [...steps, name];
      const choice = choiceAt(schema, place);
      if (choice) {
        const location = toLocation(place.slice(0, choice.depth));
        for (const misfit of choiceMisfits(
          choice.schema,
          valueAt(value, place.slice(0, choice.depth)),
        )) {
          add({ ...misfit, location: [...location, ...misfit.location] });
        }
        continue;
      }
      const expected =
        keyword === 'additionalProperties'
          ? `no member of this name; there are ${membersOf(schemaAt(schema, steps))}`
          : describe(schemaAt(schema, place));
      add({ location: toLocation(place), found: show(valueAt(value, place)), expected });
    }
  }
  return [...found.values()];
}

function toLocation(place: readonly string[]): Location {
  return place.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

/** Where on the way to a place several forms are admitted. */
function choiceAt(
  schema: TSchema,
  place: readonly string[],
): { schema: Choice; depth: number } | undefined {
  for (let depth = 0; depth <= place.length; depth++) {
    const at: SchemaWords = schemaAt(schema, place.slice(0, depth));
    if (at.anyOf) return { schema: at as Choice, depth };
  }
  return undefined;
}

/** Where a member tells which form is meant, that form is what the value is held against; else all are named. */
function choiceMisfits(choice: Choice, value: unknown): Misfit[] {
  const { action } = (value ?? {}) as Fields;
  const meant = choice.anyOf.find((form: SchemaWords) => {
    const { const: name }: SchemaWords = form.properties?.action ?? {};
    return name !== undefined && name === action;
  });
  if (meant) return misfits(meant, value);
  return [{ location: [], found: show(value), expected: describe(choice) }];
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

function unescapeStep(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

function valueAt(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce((at: unknown, step) => (at as Fields)[step], value);
}

/** The words of JSON Schema that our schemas use. */
interface SchemaWords {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: TSchema[];
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  description?: string;
  items?: TSchema | TSchema[];
  properties?: Record<string, TSchema>;
  patternProperties?: Record<string, TSchema>;
}

/** A schema in which one of several forms is chosen. */
type Choice = TSchema & { anyOf: TSchema[] };

function schemaAt(schema: TSchema, steps: readonly string[]): TSchema {
  let at: SchemaWords = schema;
  for (const step of steps) {
    const items = Array.isArray(at.items) ? at.items[Number(step)] : at.items;
    const [others] = Object.values(at.patternProperties ?? {});
    at = at.properties?.[step] ?? items ?? others ?? at;
  }
  return at as TSchema;
}

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
