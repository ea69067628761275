import type { Entry } from './entry.ts';
import type { Log } from './log.ts';
import { inTurn } from './turns.ts';

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

/** The most entries released in one turn of the event loop: 100,000 would delay other clients. */
const RELEASED = 10_000;

/** Drops the oldest details and requests of all worlds beyond the limits. */
export class Retention {
  readonly #limits: JournalLimits;
  /** The entries by arrival, linked both ways: one array of them all made the garbage collector slow. */
  #first: Entry | undefined;
  #last: Entry | undefined;
  /** The oldest entry with details; all later ones have theirs. */
  #detailed: Entry | undefined;
  #size = 0;
  #bytes = 0;

  constructor(limits: Partial<JournalLimits> = {}) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /** Registers an entry that was just added to its log. */
  add(entry: Entry): void {
    const log = entry.log as Log;
    this.#append(entry);
    if (log.size > this.#limits.requests) this.#drop(log.entries.oldest as Entry);
    if (this.#size > this.#limits.total) this.#drop(this.#first as Entry);
    this.#makeRoom();
  }

  /** Counts additional bytes of an entry's details. */
  grown(entry: Entry, bytes: number): void {
    if (entry.details === undefined) return;
    this.#bytes += bytes;
    this.#makeRoom();
  }

  /** Releases the entries of a log that is no longer used: the first ones at once, others in turns of the event loop. */
  release(log: Log): void {
    this.#releaseSome(log.entries.from());
  }

  #releaseSome(entries: Iterator<Entry, unknown>): void {
    for (let released = 0; released < RELEASED; released++) {
      const { done, value } = entries.next();
      if (done) return;
      this.#forget(value);
      value.log = undefined;
    }
    inTurn(() => this.#releaseSome(entries));
  }

  #append(entry: Entry): void {
    entry.previous = this.#last;
    if (this.#last) this.#last.next = entry;
    this.#last = entry;
    this.#first ??= entry;
    this.#detailed ??= entry;
    this.#size++;
    this.#bytes += entry.bytes;
  }

  #drop(entry: Entry): void {
    this.#forget(entry);
    (entry.log as Log).drop(entry);
  }

  #forget(entry: Entry): void {
    const { previous, next } = entry;
    if (entry === this.#detailed) this.#detailed = next;
    if (previous) previous.next = next;
    else this.#first = next;
    if (next) next.previous = previous;
    else this.#last = previous;
    // A dropped entry that is still referenced must not keep others in memory.
    entry.previous = undefined;
    entry.next = undefined;
    this.#size--;
    this.#dropDetails(entry);
  }

  /** The latest details stay, however large. */
  #makeRoom(): void {
    while (this.#bytes > this.#limits.bytes && this.#detailed !== this.#last) {
      const oldest = this.#detailed as Entry;
      this.#detailed = oldest.next;
      this.#dropDetails(oldest);
    }
  }

  #dropDetails(entry: Entry): void {
    if (entry.details === undefined) return;
    this.#bytes -= entry.bytes;
    entry.dropDetails();
  }
}
