import { type OperationId, SUBJECT_NAMES, type Subjects } from '../contract/operations.ts';
import type { Entry } from './entry.ts';
import type { Expectation } from './expectation.ts';
import type { Numbered } from './numbered.ts';

/** The most dropped entries in the index. */
const SLACK = 1024;

/**
 * Entries by operation, and by operation and subjects, for waits and verifications that name them. Built at the first
 * search.
 */
export class IndexBySubject {
  readonly #entries: Numbered<Entry>;
  readonly #lists = new Map<string, Entry[]>();
  /** The id of its latest entry, and the number of its entries. */
  #last = 0;
  #size = 0;

  constructor(entries: Numbered<Entry>) {
    this.#entries = entries;
  }

  /**
   * The entries of an expectation's operation, and of its subjects if it names them all, by arrival; some may have been
   * dropped. Undefined for an expectation without an operation.
   */
  find({ operation, ...subjects }: Expectation, kept: number): readonly Entry[] | undefined {
    if (operation === undefined) return undefined;
    if (this.#size > 2 * kept + SLACK) {
      this.#lists.clear();
      this.#last = 0;
      this.#size = 0;
    }
    for (const entry of this.#entries.from(this.#last + 1)) {
      this.#add(`${entry.operation}`, entry);
      this.#add(keyOf(entry.operation, entry.subjects), entry);
      this.#size++;
    }
    this.#last = this.#entries.last;
    const named = SUBJECT_NAMES.every((name) => subjects[name] !== undefined);
    return this.#lists.get(named ? keyOf(operation, subjects as Subjects) : operation) ?? [];
  }

  #add(key: string, entry: Entry): void {
    const list = this.#lists.get(key);
    if (list) list.push(entry);
    else this.#lists.set(key, [entry]);
  }
}

function keyOf(operation: OperationId | null, subjects: Subjects): string {
  let key = `${operation}`;
  for (const name of SUBJECT_NAMES) key += `/${subjects[name]}`;
  return key;
}
