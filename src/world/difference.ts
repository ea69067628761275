import type { CollectionName } from '../contract/collections.ts';
import { parseExactly } from '../json/exact.ts';
import type { RecordChange } from '../store/layers.ts';
import type { Fields } from './records.ts';

/** A record before and after, member by member. */
export interface Difference {
  readonly collection: CollectionName;
  readonly key: number;
  readonly change: 'created' | 'modified' | 'deleted';
  /** The members that differ, by name; a member that is missing on one side is null there. */
  readonly fields: Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;
}

/**
 * The difference between two texts of a record, member by member.
 * @internal
 */
export function toDifference({ collection, key, before, after }: RecordChange): Difference {
  const old = before === undefined ? {} : (parseExactly(before) as Fields);
  const now = after === undefined ? {} : (parseExactly(after) as Fields);
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const fields = names
    .map((name) => [name, own(old, name), own(now, name)] as const)
    .filter(([, before, after]) => JSON.stringify(before) !== JSON.stringify(after))
    .map(([name, before = null, after = null]) => [name, { before, after }]);
  const change = before === undefined ? 'created' : after === undefined ? 'deleted' : 'modified';
  return { collection, key, change, fields: Object.fromEntries(fields) };
}

/** A member of the record itself: a record may have one called "toString". */
function own(record: Fields, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
