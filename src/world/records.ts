import type { Collection } from '../contract/collections.ts';
import { semestresOf } from '../contract/instants.ts';
import type { ObjectSchema, Schema } from '../json/schema.ts';
import { DEEPEST_PART, notJson } from '../json/value.ts';
import type { StoredRecord } from '../store/store.ts';
import { isKey, KeySet, type Keys } from './references.ts';
import type { Report } from './report.ts';
import { placedViolations, show } from './validation.ts';

/** A record with any members. */
export type Fields = Record<string, unknown>;

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

/** Whether a schema admits null. */
export function isNullable({ type }: Schema): boolean {
  return [type].flat().includes('null');
}

/** Reports violations of the schema and of the order of dates, and duplicate keys; returns the keys. */
export function checkRecords(
  collection: Collection,
  values: readonly unknown[],
  report: Report,
): Keys {
  const checks = new RecordChecks(collection, report);
  for (const value of values) {
    if (report.full) break;
    checks.check(value);
  }
  return checks.keys;
}

/** Checks the records of a collection, one by one. */
export class RecordChecks {
  /** The keys of the records. */
  readonly keys: Keys = { has: (key) => isKey(key) && this.#keys.has(key) };
  readonly #keys = new KeySet();
  /** The same by record, 0 where there is none. */
  readonly #keyOf: number[] = [];
  readonly #collection: Collection;
  readonly #schema: ObjectSchema;
  readonly #report: Report;

  constructor(collection: Collection, report: Report) {
    this.#collection = collection;
    this.#schema = givenSchema(collection);
    this.#report = report;
  }

  /** Reports violations of the next record. */
  check(value: unknown): void {
    const index = this.#keyOf.length;
    const { key, derived, ordered } = this.#collection;
    const report = this.#report;
    const wrong = placedViolations(this.#schema, value);
    for (const { location, found, expected } of wrong) {
      report.at([index, ...location], found, expected);
    }
    const record = (typeof value === 'object' && value !== null ? value : {}) as Fields;
    const deep = notJson(record, DEEPEST_PART);
    if (deep) report.at([index, ...deep.location], show(deep.value), deep.expected);
    if (isKey(record[key])) this.checkKey(record[key]);
    else this.#keyOf.push(0);
    const wrongMembers = new Set(wrong.map(({ location }) => location[0]));
    for (const name of derived.filter((derived) => derived in record)) {
      const expected = `no member \`${name}\`: it is derived from the clock and the dates`;
      report.at([index, name], show(record[name]), expected);
    }
    for (const [earlier, later] of ordered) {
      if (wrongMembers.has(earlier) || wrongMembers.has(later)) continue;
      const [first, second] = [record[earlier], record[later]];
      if (first && second && first > second) {
        report.at([index, later], show(second), `a date not before ${earlier}, ${show(first)}`);
      }
    }
  }

  /** Reports a duplicate key of the next record, which is otherwise known to be valid. */
  checkKey(key: number): void {
    if (this.#keys.has(key)) {
      const first = this.#keyOf.lastIndexOf(key);
      const found = `${show(key)}, which record ${first} of this file already has`;
      const name = this.#collection.key;
      this.#report.at([this.#keyOf.length, name], found, `a unique ${name}`);
    }
    this.#keys.add(key);
    this.#keyOf.push(key);
  }
}

/** A record without its undefined members, which count as missing, as in TypeScript. */
export function withoutUndefined(record: object): Fields {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
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
    semestres: semestresOf(record.date_creation as string, record.date_modification as string),
    filters: collection.filters.map((name) => record[name] as number),
  };
}
