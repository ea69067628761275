import type TypeBox from 'typebox';
import type { TSchema } from 'typebox';

/** Which members of an object may be missing; what spreads a schema, to add a description, keeps the mark. */
const OPTIONAL = Symbol('optional');

/** The words with which our schemas are written. */
type Words =
  | 'Array'
  | 'Integer'
  | 'Literal'
  | 'Number'
  | 'Object'
  | 'Optional'
  | 'Record'
  | 'String'
  | 'Union'
  | 'Unknown'
  | 'Unsafe';

/**
 * The same JSON Schemas as TypeBox makes, with its types, and without its hundreds of modules: loading them would take
 * longer than all the rest of a start.
 */
const Type = {
  Array: (items: TSchema, options?: object) => ({ type: 'array', items, ...options }),
  Integer: (options?: object) => ({ type: 'integer', ...options }),
  Literal: (value: unknown, options?: object) => ({ type: typeof value, const: value, ...options }),
  Number: (options?: object) => ({ type: 'number', ...options }),
  Object: (properties: Readonly<Record<string, TSchema>>, options?: object) => {
    const required = Object.keys(properties).filter((name) => !isOptional(properties[name]));
    return { type: 'object', ...(required.length > 0 && { required }), properties, ...options };
  },
  Optional: (schema: object) => ({ ...schema, [OPTIONAL]: true }),
  /** Its names are texts, whichever. */
  Record: (_name: TSchema, value: TSchema) => ({
    type: 'object',
    patternProperties: { '^.*$': value },
  }),
  String: (options?: object) => ({ type: 'string', ...options }),
  Union: (anyOf: readonly TSchema[], options?: object) => ({ anyOf, ...options }),
  Unknown: (options?: object) => ({ ...options }),
  Unsafe: (schema: object) => schema,
} as unknown as Pick<typeof TypeBox, Words>;

export default Type;

function isOptional(schema: object | undefined): boolean {
  return schema !== undefined && OPTIONAL in schema;
}
