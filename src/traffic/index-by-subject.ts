import { OPERATIONS, type OperationId, type SubjectName } from '../contract/operations.ts';
import type { Entry } from './entry.ts';
import type { Expectation } from './expectation.ts';
import type { Numbered } from './numbered.ts';

/** The most dropped entries in the index. */
const SLACK = 1024;

/** The most entries that one search adds: to add 100,000 would delay other clients. */
const ADDED = 10_000;

/**
 * Entries by operation, and by operation and subjects, for waits and verifications that name them. Built by searches: the
 * latest entries may not be part of it yet.
 */
export class IndexBySubject {
  readonly #entries: Numbered<Entry>;
  readonly #lists = new Map<string, Entry[]>();
  /** The id of its latest entry. */
  #last = 0;
  /** The number of its entries. */
  #size = 0;

  constructor(entries: Numbered<Entry>) {
    this.#entries = entries;
  }

  /**
   * The entries of an expectation's operation, and of its subjects if it names them all, by arrival, up to `last`; some
   * may have been dropped. Undefined for an expectation without an operation.
   */
  find({ operation, ...subjects }: Expectation, kept: number): readonly Entry[] | undefined {
    if (operation === undefined) return undefined;
    if (this.#size > 2 * kept + SLACK) {
      this.#lists.clear();
      this.#last = 0;
      this.#size = 0;
    }
    const until = this.#size + ADDED;
    for (const entry of this.#entries.from(this.#last + 1)) {
      if (this.#size === until) break;
      this.#last = entry.id;
      this.#add(`${entry.operation}`, entry);
      const key = keyOf(entry.operation, entry.subjects);
      if (key !== undefined) this.#add(key, entry);
      this.#size++;
    }
    return this.#lists.get(keyOf(operation, subjects) ?? operation) ?? [];
  }

  /** The id of the latest entry in the index. */
  get last(): number {
    return this.#last;
  }

  #add(key: string, entry: Entry): void {
    const list = this.#lists.get(key);
    if (list) list.push(entry);
    else this.#lists.set(key, [entry]);
  }
}

/** By operation: the names of its path parameters. */
const NAMES: ReadonlyMap<OperationId | null, readonly string[]> = new Map(
  OPERATIONS.map(({ operationId, params }) => [operationId, Object.keys(params)]),
);

/**
 * The key of an operation and its subjects; undefined if the operation has none, or if one of them is missing or an
 * operator.
 */
function keyOf(
  operation: OperationId | null,
  subjects: Readonly<Partial<Record<SubjectName, unknown>>>,
): string | undefined {
  const names = NAMES.get(operation) ?? [];
  if (names.length === 0) return undefined;
  let key = `${operation}`;
  for (const name of names) {
    const value = subjects[name as SubjectName];
    if (value === undefined || typeof value === 'object') return undefined;
    key += `/${value}`;
  }
  return key;
}
