import type { OperationId } from '../contract/operations.ts';
import type { Entry } from './entry.ts';
import type { Expectation } from './expectation.ts';
import { IndexBySubject } from './index-by-subject.ts';
import { Numbered } from './numbered.ts';

/** The entries of a journal since it was last emptied. */
export class Log {
  /** By arrival. */
  readonly entries = new Numbered<Entry>();
  /** By their latest change. */
  readonly changes: Numbered<Entry>;
  /** The number of dropped entries, by operation. */
  readonly #gone = new Map<OperationId | null, number>();
  /** The operations of dropped entries that no test had expected. */
  readonly #goneUnexpected = new Set<OperationId | null>();
  /** The latest change of the dropped entries. */
  #goneUntil = 0;
  readonly #index: IndexBySubject;
  size = 0;

  /** `before`: the number of the last change before this log. */
  constructor(before: number) {
    this.changes = new Numbered(before + 1);
    this.#index = new IndexBySubject(this.entries);
  }

  add(entry: Entry): void {
    entry.log = this;
    entry.id = this.entries.add(entry);
    entry.change = this.changes.add(entry);
    this.size++;
  }

  /** The entries that may match an expectation and have changed after a change. */
  *about(expectation: Expectation, after: number): Generator<Entry> {
    const found = this.#index.find(expectation, this.size);
    if (found === undefined) {
      yield* after > 0 ? this.changes.from(after + 1) : this.entries.from();
    } else {
      for (const entry of found) if (entry.log === this && entry.change > after) yield entry;
      for (const entry of this.entries.from(this.#index.last + 1)) {
        if (entry.change > after) yield entry;
      }
    }
  }

  /** Records a change of an entry. */
  changed(entry: Entry): void {
    this.changes.remove(entry.change);
    entry.change = this.changes.add(entry);
  }

  /** Drops an entry to make room. */
  drop(entry: Entry): void {
    const { id, change, operation, expected } = entry;
    this.entries.remove(id);
    this.changes.remove(change);
    entry.log = undefined;
    this.size--;
    this.#gone.set(operation, (this.#gone.get(operation) ?? 0) + 1);
    if (!expected) this.#goneUnexpected.add(operation);
    this.#goneUntil = Math.max(this.#goneUntil, change);
  }

  /** The operations of dropped requests that no test had expected. */
  get goneUnexpected(): ReadonlySet<OperationId | null> {
    return this.#goneUnexpected;
  }

  /** The number of dropped requests that may have been of an operation and may have changed after a change. */
  gone(operation: OperationId | undefined, after: number): number {
    if (after >= this.#goneUntil) return 0;
    if (operation !== undefined) return this.#gone.get(operation) ?? 0;
    let sum = 0;
    for (const count of this.#gone.values()) sum += count;
    return sum;
  }
}
