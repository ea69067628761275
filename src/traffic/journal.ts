import type { OperationId, Subjects } from '../contract/operations.ts';
import { type Arrival, Entry, type Outcome } from './entry.ts';
import { type Expectation, matcherOf } from './expectation.ts';
import type { Archived } from './har.ts';
import { Log } from './log.ts';
import type { Redaction } from './redaction.ts';
import type { Retention } from './retention.ts';
import { type JournalEntry, type ShownRequest, show } from './shown.ts';

/** Selects entries; an entry must match all given members. */
export interface JournalFilter extends Expectation {
  /** Instants of the world's clock; start included, end excluded. */
  readonly since?: string;
  readonly until?: string;
  /** Entries that became visible or ended after this change. */
  readonly after?: number;
  /** Entries that arrived before the one with this id. */
  readonly before?: number;
  /** Maximum number: the latest entries or, with `after`, those that changed first. Default 1,000. */
  readonly limit?: number;
}

/** Selects entries that no test has expected. */
export interface Unexpected {
  /** Expectations of requests that are not told. */
  readonly except?: readonly Expectation[];
  /** Only entries that became visible or ended after this change. */
  readonly after?: number;
  /** Maximum number. Default 1,000. */
  readonly limit?: number;
}

/** Whether an expectation matches all requests of an operation; null: those of none. */
function isWhole(expectation: Expectation, operation: OperationId | null): boolean {
  const { operation: expected = operation, ...details } = expectation;
  return expected === operation && Object.values(details).every((value) => value === undefined);
}

/** The default limit of a list. */
const LISTED = 1000;

/** The latest emptying of a journal. */
export interface Emptying {
  /** `reset`: with the data; `reload`: with data from reloaded fixtures; `clear`: alone. */
  readonly by: 'reset' | 'reload' | 'clear';
  /** Its number among the changes. */
  readonly change: number;
}

/** Callbacks for changes of a journal. */
export interface Watcher {
  /** Only requests of this operation. */
  readonly operation?: OperationId | undefined;
  /** A request became visible, or ended. */
  changed(entry: Entry): void;
  /** The journal was emptied, alone or with the world's data. */
  emptied?(by: Emptying['by']): void;
  /** There will be no further changes. */
  closed?(reason: Error): void;
}

/** The requests to a world since its journal was last emptied. */
export class Journal {
  readonly #redaction: (request: ShownRequest) => Redaction;
  readonly #retention: Retention;
  readonly #watchers = new Map<OperationId | undefined, Set<Watcher>>();
  #log = new Log(0);
  #emptied: Emptying = { by: 'clear', change: 0 };
  /** The entry shown last, cached: several watchers show the same one. */
  #shown: JournalEntry | undefined;
  #shownOf: Entry | undefined;

  constructor(redaction: (request: ShownRequest) => Redaction, retention: Retention) {
    this.#redaction = redaction;
    this.#retention = retention;
  }

  /** Creates the entry of an arrived request. */
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

  /** Ends an entry; without effect if the journal was emptied since its beginning. */
  end(entry: Entry, outcome: Outcome): void {
    const { bytes, log } = entry;
    entry.end(outcome);
    this.#retention.grown(entry, entry.bytes - bytes);
    if (log !== this.#log) return;
    log.changed(entry);
    this.#tell(entry);
  }

  /** The entries that satisfy a filter, by arrival; with `after`, by change. */
  list(filter: JournalFilter = {}): JournalEntry[] {
    return this.#select(filter).map((entry) => this.show(entry));
  }

  /** The same entries, for an HTTP archive. */
  archived(filter: JournalFilter): Archived[] {
    return this.#select(filter).map((entry) => ({
      entry: this.show(entry),
      secure: entry.details?.secure === true,
    }));
  }

  #select({ since, until, after, before, limit = LISTED, ...expectation }: JournalFilter): Entry[] {
    const below = before ?? Number.POSITIVE_INFINITY;
    const from = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since) / 1000;
    const to = until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until) / 1000;
    const matches = matcherOf(expectation);
    const found: Entry[] = [];
    for (const entry of after === undefined ? this.backwards() : this.entries(after)) {
      if (found.length === limit) break;
      if (entry.id >= below) continue;
      if (entry.at >= from && entry.at < to && matches(entry)) found.push(entry);
    }
    return after === undefined ? found.reverse() : found;
  }

  /**
   * The entries that no passed verification and no resolved wait has named, by change. Undefined if some may have been
   * dropped.
   */
  unexpected({ except = [], after = 0, limit = LISTED }: Unexpected): JournalEntry[] | undefined {
    for (const operation of this.#log.goneUnexpected) {
      if (!except.some((each) => isWhole(each, operation))) return undefined;
    }
    const excepted = except.map(matcherOf);
    const found: JournalEntry[] = [];
    for (const entry of this.entries(after)) {
      if (found.length === limit) break;
      if (entry.expected || excepted.some((matches) => matches(entry))) continue;
      found.push(this.show(entry));
    }
    return found;
  }

  /** The entries by arrival; with `after`, those that changed later, by change. */
  entries(after?: number): Iterable<Entry> {
    return after === undefined ? this.#log.entries.from() : this.#log.changes.from(after + 1);
  }

  /** The same, latest first. */
  backwards(after?: number): Iterable<Entry> {
    const { entries, changes } = this.#log;
    return after === undefined ? entries.backwards() : changes.backwards(after + 1);
  }

  /** The entries that may match an expectation, by arrival; with `after`, those that changed later. */
  about(expectation: Expectation, after = 0): Iterable<Entry> {
    return this.#log.about(expectation, after);
  }

  /** The number of dropped requests that might have matched such an expectation. */
  gone(operation: OperationId | undefined, after = 0): number {
    return this.#log.gone(operation, after);
  }

  /** Marks entries that a passed verification or a resolved wait names. */
  expect(entries: Iterable<Entry>): void {
    for (const entry of entries) {
      entry.expected = true;
      if (entry.witness) entry.witness.expected = true;
    }
  }

  /** The number of the latest change. */
  get change(): number {
    return this.#log.changes.last;
  }

  /** The latest emptying. */
  get emptied(): Emptying {
    return this.#emptied;
  }

  /** An entry's current state, without secrets. */
  show(entry: Entry): JournalEntry {
    if (this.#shownOf !== entry || this.#shown?.change !== entry.change) {
      this.#shown = show(entry, this.#redaction);
      this.#shownOf = entry;
    }
    return this.#shown;
  }

  /** Removes the secrets of applications, and those that a request presents. */
  redactionOf(request: ShownRequest): Redaction {
    return this.#redaction(request);
  }

  /** Empties the journal; running requests are no longer part of it. */
  empty(by: Emptying['by']): void {
    const old = this.#log;
    this.#emptied = { by, change: this.change + 1 };
    this.#log = new Log(this.#emptied.change);
    this.#release(old);
    for (const watcher of this.#all()) watcher.emptied?.(by);
  }

  /** Ends the journal with its world. */
  close(reason: Error): void {
    this.#release(this.#log);
    for (const watcher of this.#all()) watcher.closed?.(reason);
    this.#watchers.clear();
  }

  /** Calls a watcher until the returned function is called. */
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
    // A copy: callbacks may add or remove watchers.
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
