import type { Entry } from './entry.ts';
import type { Log } from './log.ts';

/** Limits of the journals. */
export interface JournalLimits {
  /** Size of request details of all worlds together, in bytes. */
  readonly bytes: number;
  /** Number of requests of one world. */
  readonly requests: number;
  /** Number of requests of all worlds together. */
  readonly total: number;
}

export const DEFAULT_LIMITS: JournalLimits = {
  bytes: 64 * 1024 * 1024,
  requests: 100_000,
  total: 1_000_000,
};

/** The most entries in a queue that were dropped elsewhere. */
const SLACK = 1024;

/** Drops the oldest details and requests of all worlds beyond the limits. */
export class Retention {
  readonly #limits: JournalLimits;
  readonly #kept = new Queue(({ log }) => log !== undefined);
  readonly #detailed = new Queue(({ arrival }) => arrival !== undefined);
  #bytes = 0;

  constructor(limits: Partial<JournalLimits> = {}) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /** Registers an entry that was just added to its log. */
  add(entry: Entry): void {
    const log = entry.log as Log;
    this.#kept.push(entry);
    this.#detailed.push(entry);
    this.#bytes += entry.bytes;
    if (log.size > this.#limits.requests) {
      const oldest = log.entries.oldest as Entry;
      this.#forget(oldest);
      log.drop(oldest);
      this.#kept.left();
    }
    while (this.#kept.size > this.#limits.total) {
      const oldest = this.#kept.shift();
      this.#forget(oldest);
      (oldest.log as Log).drop(oldest);
    }
    this.#makeRoom();
  }

  /** Counts additional bytes of an entry's details. */
  grown(entry: Entry, bytes: number): void {
    if (entry.arrival === undefined) return;
    this.#bytes += bytes;
    this.#makeRoom();
  }

  /** Releases all entries of a log. */
  release(log: Log): void {
    for (const entry of log.entries.from()) {
      this.#forget(entry);
      entry.log = undefined;
      this.#kept.left();
    }
  }

  #forget(entry: Entry): void {
    if (entry.arrival === undefined) return;
    this.#bytes -= entry.bytes;
    entry.dropDetails();
    this.#detailed.left();
  }

  /** The latest details stay, however large. */
  #makeRoom(): void {
    while (this.#bytes > this.#limits.bytes && this.#detailed.size > 1) {
      const oldest = this.#detailed.shift();
      this.#bytes -= oldest.bytes;
      oldest.dropDetails();
    }
  }
}

/** Entries by arrival; entries dropped elsewhere are skipped. */
class Queue {
  readonly #isKept: (entry: Entry) => boolean;
  #items: (Entry | undefined)[] = [];
  #head = 0;
  size = 0;

  constructor(isKept: (entry: Entry) => boolean) {
    this.#isKept = isKept;
  }

  push(entry: Entry): void {
    this.#items.push(entry);
    this.size++;
  }

  /** Removes and returns the oldest entry; the queue must not be empty. */
  shift(): Entry {
    for (;;) {
      const entry = this.#items[this.#head] as Entry;
      this.#items[this.#head++] = undefined;
      if (!this.#isKept(entry)) continue;
      this.size--;
      this.#tidy();
      return entry;
    }
  }

  /** Counts an entry that was dropped elsewhere. */
  left(): void {
    this.size--;
    this.#tidy();
  }

  #tidy(): void {
    if (this.#items.length <= 2 * this.size + SLACK) return;
    this.#items = this.#items.slice(this.#head).filter((entry) => this.#isKept(entry as Entry));
    this.#head = 0;
  }
}
