import type { OperationId, SubjectName, Subjects } from '../contract/operations.ts';
import { type Arrival, Entry, type Outcome, type RequestState } from './entry.ts';
import { type Expectation, matcherOf } from './expectation.ts';
import { Log } from './log.ts';
import type { Redaction } from './redaction.ts';
import type { Retention } from './retention.ts';
import { type JournalEntry, type ShownRequest, show } from './shown.ts';

/** Which entries are wanted; those given must all hold. */
export interface JournalFilter extends Partial<Record<SubjectName, number>> {
  readonly operation?: OperationId;
  readonly status?: number;
  readonly state?: RequestState;
  /** Instants of the world's clock; start included, end excluded. */
  readonly since?: string;
  readonly until?: string;
  /** Entries that became visible or ended after this change. */
  readonly after?: number;
  /** At most so many: the latest or, with `after`, those that changed first. Default 1,000. */
  readonly limit?: number;
}

/** How many entries are listed unless the filter says otherwise. */
const LISTED = 1000;

/** Why and when a journal was emptied. */
export interface Emptying {
  readonly by: 'reset' | 'clear';
  /** Its number among the changes. */
  readonly change: number;
}

/** Is told what happens to a journal. */
export interface Watcher {
  /** Only requests of this operation. */
  readonly operation?: OperationId | undefined;
  /** A request became visible, or ended. */
  changed(entry: Entry): void;
  /** The journal was emptied, with the world's data or alone. */
  emptied?(by: Emptying['by']): void;
  /** Nothing more will come. */
  closed?(reason: Error): void;
}

/** The requests that a world has seen since its journal was last emptied. */
export class Journal {
  readonly #redaction: (request: ShownRequest) => Redaction;
  readonly #retention: Retention;
  readonly #watchers = new Map<OperationId | undefined, Set<Watcher>>();
  #log = new Log(0);
  #emptied: Emptying = { by: 'clear', change: 0 };
  /** The entry that was shown last: many watchers want the same one. */
  #shown: JournalEntry | undefined;
  #shownOf: Entry | undefined;

  constructor(redaction: (request: ShownRequest) => Redaction, retention: Retention) {
    this.#redaction = redaction;
    this.#retention = retention;
  }

  /** Begins the entry of a request that has arrived. */
  begin(
    at: number,
    operation: OperationId | null,
    subjects: Subjects,
    method: string,
    arrival: Arrival,
  ): Entry {
    const entry = new Entry(at, operation, subjects, method, arrival);
    this.#log.add(entry);
    this.#retention.add(entry);
    this.#tell(entry);
    return entry;
  }

  /** Ends an entry. One that began before the journal was emptied is in it no more. */
  end(entry: Entry, outcome: Outcome): void {
    const { bytes, log } = entry;
    entry.end(outcome);
    if (log === undefined) return;
    log.changed(entry);
    this.#retention.grown(entry, entry.bytes - bytes);
    this.#tell(entry);
  }

  /** The entries that hold, oldest first. */
  list({
    since,
    until,
    after,
    limit = LISTED,
    ...expectation
  }: JournalFilter = {}): JournalEntry[] {
    const from = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since) / 1000;
    const to = until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until) / 1000;
    const matches = matcherOf(expectation);
    const found: Entry[] = [];
    for (const entry of after === undefined ? this.backwards() : this.entries(after)) {
      if (found.length === limit) break;
      if (entry.at >= from && entry.at < to && matches(entry)) found.push(entry);
    }
    return found.sort((one, other) => one.id - other.id).map((entry) => this.show(entry));
  }

  /** The entries by arrival; with a change, those that have changed after it, in that order. */
  entries(after?: number): Iterable<Entry> {
    return after === undefined ? this.#log.entries.from() : this.#log.changes.from(after + 1);
  }

  /** The same, the latest first. */
  backwards(after?: number): Iterable<Entry> {
    const { entries, changes } = this.#log;
    return after === undefined ? entries.backwards() : changes.backwards(after + 1);
  }

  /** The entries that an expectation may be about, by arrival; with a change, those that have changed after it. */
  about(expectation: Expectation, after = 0): Iterable<Entry> {
    return this.#log.about(expectation, after);
  }

  /** How many requests were dropped to make room that such an expectation may have been about. */
  gone(operation: OperationId | undefined, after = 0): number {
    return this.#log.gone(operation, after);
  }

  /** The number of the latest change. */
  get change(): number {
    return this.#log.changes.last;
  }

  /** When it was last emptied. */
  get emptied(): Emptying {
    return this.#emptied;
  }

  /** An entry as it is now, without secrets. */
  show(entry: Entry): JournalEntry {
    if (this.#shownOf !== entry || this.#shown?.change !== entry.change) {
      this.#shown = show(entry, this.#redaction);
      this.#shownOf = entry;
    }
    return this.#shown;
  }

  /** Begins anew: what is under way is in it no more. */
  empty(by: Emptying['by']): void {
    const old = this.#log;
    this.#emptied = { by, change: this.change + 1 };
    this.#log = new Log(this.#emptied.change);
    this.#release(old);
    for (const watcher of this.#all()) watcher.emptied?.(by);
  }

  /** Ends with its world. */
  close(reason: Error): void {
    this.#release(this.#log);
    for (const watcher of this.#all()) watcher.closed?.(reason);
    this.#watchers.clear();
  }

  /** Tells a watcher what happens, until the function that is returned is called. */
  watch(watcher: Watcher): () => void {
    const { operation } = watcher;
    const watchers = this.#watchers.get(operation) ?? new Set();
    this.#watchers.set(operation, watchers.add(watcher));
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0) this.#watchers.delete(operation);
    };
  }

  #tell(entry: Entry): void {
    if (this.#watchers.size === 0) return;
    if (entry.operation !== null) this.#tellThose(entry.operation, entry);
    this.#tellThose(undefined, entry);
  }

  #tellThose(operation: OperationId | undefined, entry: Entry): void {
    const watchers = this.#watchers.get(operation);
    // A copy: a watcher that is told may begin to watch, or stop.
    if (watchers) for (const watcher of [...watchers]) watcher.changed(entry);
  }

  #all(): Watcher[] {
    return [...this.#watchers.values()].flatMap((watchers) => [...watchers]);
  }

  #release(log: Log): void {
    this.#retention.release(log);
    this.#shown = undefined;
    this.#shownOf = undefined;
  }
}
