import type { Schema } from '../json/schema.ts';
import { invalid, show } from '../world/validation.ts';
import { JournalFilter } from './schemas.ts';
import type { JournalFilter as Filter } from './types.ts';

/** The members of a filter as parameters of a query string: objects and operators are JSON texts. */
export const FILTER_QUERY: Readonly<Record<string, Schema>> = Object.fromEntries(
  Object.entries(JournalFilter.properties).map(([name, schema]) => [name, inQuery(schema)]),
);

function inQuery(schema: Schema): Schema {
  if (isJson(schema)) return { type: 'string', description: `${schema.description} In JSON.` };
  const { anyOf: [literal] = [] } = schema;
  if (literal === undefined) return schema;
  const { type, description } = literal;
  return {
    type: ['string', ...(type === 'integer' ? [type] : [])],
    description: `${description} Or an operator in JSON, such as {"not":…}.`,
  };
}

/** Whether the values of a schema are JSON texts in a query string. */
function isJson({ type, anyOf }: Schema): boolean {
  return type === 'object' || (type === undefined && anyOf === undefined);
}

/** The filter in a query string; the method of the handle checks it. */
export function filterOf(query: Readonly<Record<string, unknown>>): Filter {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      name,
      // Repeated parameters are arrays, which the check refuses.
      typeof value === 'string' ? readValue(name, value) : value,
    ]),
  );
}

function readValue(name: string, text: string): unknown {
  const schema = Object.hasOwn(JournalFilter.properties, name) && JournalFilter.properties[name];
  if (!schema) return text;
  const { anyOf: [literal] = [] } = schema;
  if (isJson(schema) || (literal && text.startsWith('{'))) return parse(name, text);
  return literal?.type === 'integer' && /^\d+$/.test(text) ? Number(text) : text;
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('Invalid value for the filter.', [
      { location: [name], found: show(text), expected: 'JSON' },
    ]);
  }
}
