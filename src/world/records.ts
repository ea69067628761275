import type { Collection } from '../contract/collections.ts';
import type { ObjectSchema, Schema } from '../json/schema.ts';
import { DEEPEST_PART, notJson } from '../json/value.ts';
import type { StoredRecord } from '../store/store.ts';
import type { Report } from './report.ts';
import { placedViolations, show } from './validation.ts';

/** A record with any members. */
export type Fields = Record<string, unknown>;

/** An input record of the contract: members that may be null may be missing. */
export type Given<Value> = {
  [Name in keyof Value as null extends Value[Name] ? never : Name]: Value[Name];
} & {
  [Name in keyof Value as null extends Value[Name] ? Name : never]?: Value[Name];
};

const schemas = new Map<ObjectSchema, ObjectSchema>();

/** The schema of an input record: derived members are absent, and members that may be null may be missing. */
export function givenSchema({ schema, derived }: Collection): ObjectSchema {
  let given = schemas.get(schema);
  if (given === undefined) {
    const members = Object.entries(schema.properties).filter(([name]) => !derived.includes(name));
    const required = members.filter(([, member]) => !isNullable(member)).map(([name]) => name);
    given = { type: 'object', required, properties: Object.fromEntries(members) };
    schemas.set(schema, given);
  }
  return given;
}

function isNullable({ type }: Schema): boolean {
  return [type].flat().includes('null');
}

/** Reports violations of the schema and of the order of dates, and duplicate keys; returns the keys. */
export function checkRecords(
  collection: Collection,
  values: readonly unknown[],
  report: Report,
): Set<unknown> {
  const schema = givenSchema(collection);
  const seen = new Map<unknown, number>();
  for (const [index, value] of values.entries()) {
    if (report.full) break;
    const wrong = placedViolations(schema, value);
    for (const { location, found, expected } of wrong) {
      report.at([index, ...location], found, expected);
    }
    if (typeof value !== 'object' || value === null) continue;
    const deep = notJson(value, DEEPEST_PART);
    if (deep) report.at([index, ...deep.location], show(deep.value), deep.expected);
    const wrongMembers = new Set(wrong.map(({ location }) => location[0]));
    const record = value as Fields;
    const key = record[collection.key];
    if (seen.has(key) && !wrongMembers.has(collection.key)) {
      const found = `${show(key)}, which record ${seen.get(key)} of this file already has`;
      report.at([index, collection.key], found, `a unique ${collection.key}`);
    }
    if (key !== undefined) seen.set(key, index);
    for (const name of collection.derived.filter((derived) => derived in record)) {
      const expected = `no member \`${name}\`: it is derived from the clock and the dates`;
      report.at([index, name], show(record[name]), expected);
    }
    for (const [earlier, later] of collection.ordered) {
      if (wrongMembers.has(earlier) || wrongMembers.has(later)) continue;
      const [first, second] = [record[earlier], record[later]];
      if (first && second && first > second) {
        report.at([index, later], show(second), `a date not before ${earlier}, ${show(first)}`);
      }
    }
  }
  return new Set(seen.keys());
}

const blanks = new Map<Collection, Fields>();

/**
 * All members of a stored record, in the contract's order, each null; computed once, as generation uses it for each
 * record.
 */
function blankRecord(collection: Collection): Fields {
  let blank = blanks.get(collection);
  if (blank === undefined) {
    const { schema, derived } = collection;
    const members = Object.keys(schema.properties).filter((name) => !derived.includes(name));
    blank = Object.fromEntries(members.map((name) => [name, null]));
    blanks.set(collection, blank);
  }
  return blank;
}

/** The stored form of a valid record: members in the contract's order, null where missing, then other members. */
export function toStored(collection: Collection, record: Fields): StoredRecord {
  return {
    key: record[collection.key] as number,
    document: JSON.stringify({ ...blankRecord(collection), ...record }),
    date_creation: record.date_creation as string,
    date_modification: record.date_modification as string,
  };
}
