/** The JSON types, `integer` included (JSON Schema 2020-12). */
export type JsonType = 'array' | 'boolean' | 'integer' | 'null' | 'number' | 'object' | 'string';

/** A JSON Schema (2020-12) with the keywords of `violations()` and a few annotations. */
export interface Schema {
  readonly type?: JsonType | readonly JsonType[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly format?: 'date' | 'date-time';
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  /** Schema of members not listed in `properties`; default: any value. */
  readonly additionalProperties?: boolean | Schema;
  /** The name in OpenAPI and of the TypeScript type. */
  readonly title?: string;
  readonly description?: string;
  readonly 'x-provenance'?: string;
}

/** The schema of an object with listed members. */
export interface ObjectSchema extends Schema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, Schema>>;
}

const KEYWORDS: ReadonlySet<string> = new Set<keyof Schema>([
  'type',
  'enum',
  'const',
  'anyOf',
  'format',
  'pattern',
  'minLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'items',
  'required',
  'properties',
  'additionalProperties',
  'title',
  'description',
  'x-provenance',
]);

const FORMATS: readonly unknown[] = [undefined, 'date', 'date-time'];

const checked = new WeakSet<Schema>();

/**
 * Checks a schema and its subschemas once. Throws a `TypeError` that names an unknown keyword or format and its place:
 * `violations()` would ignore it.
 */
export function checkKeywords(schema: Schema, place = '#'): void {
  if (checked.has(schema)) return;
  for (const keyword of Object.keys(schema)) {
    if (!KEYWORDS.has(keyword)) throw new TypeError(`Unknown keyword "${keyword}" at ${place}.`);
  }
  const { format, anyOf = [], items, properties = {}, additionalProperties } = schema;
  if (!FORMATS.includes(format)) throw new TypeError(`Unknown format "${format}" at ${place}.`);
  for (const [index, form] of anyOf.entries()) checkKeywords(form, `${place}/anyOf/${index}`);
  if (items) checkKeywords(items, `${place}/items`);
  for (const [name, member] of Object.entries(properties)) {
    checkKeywords(member, `${place}/properties/${name}`);
  }
  if (typeof additionalProperties === 'object') {
    checkKeywords(additionalProperties, `${place}/additionalProperties`);
  }
  checked.add(schema);
}
