import { setImmediate } from 'node:timers';
import type { Journal } from '../traffic/journal.ts';

/** The most entries turned into events at once. */
const BATCH = 100;

/** Events in the format of the HTML standard (§9.2), and the number of the last change in them. */
export interface Batch {
  readonly bytes: Buffer;
  readonly change: number;
}

export interface Subscriber {
  /** There are new events. */
  changed(): void;
  /** There will be no further events. */
  closed(reason: Error): void;
}

/** The feeds with subscribers. */
const feeds = new WeakMap<Journal, Feed>();

export function feedOf(journal: Journal): Feed {
  const feed = feeds.get(journal) ?? new Feed(journal);
  feeds.set(journal, feed);
  return feed;
}

/** A journal as events: rendered once for all subscribers, who are notified once in a turn of the event loop. */
export class Feed {
  readonly #journal: Journal;
  readonly #subscribers = new Set<Subscriber>();
  #stop: (() => void) | undefined;
  #scheduled = false;
  #last: { readonly from: number; readonly until: number; readonly batch: Batch } | undefined;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Returns the function that ends the subscription. */
  subscribe(subscriber: Subscriber): () => void {
    this.#subscribers.add(subscriber);
    const changed = () => this.#schedule();
    this.#stop ??= this.#journal.watch({
      changed,
      emptied: changed,
      closed: (reason) => {
        for (const each of this.#subscribers) each.closed(reason);
      },
    });
    return () => {
      this.#subscribers.delete(subscriber);
      if (this.#subscribers.size > 0) return;
      this.#stop?.();
      this.#stop = undefined;
      this.#last = undefined;
    };
  }

  /** The events after a change, up to a limit. */
  after(from: number): Batch {
    const until = this.#journal.change;
    if (this.#last?.from !== from || this.#last.until !== until) {
      this.#last = { from, until, batch: this.#make(from, until) };
    }
    return this.#last.batch;
  }

  #make(from: number, until: number): Batch {
    const { emptied } = this.#journal;
    let text = '';
    let change = from;
    if (change < emptied.change) {
      ({ change } = emptied);
      text = `id: ${change}\nevent: ${emptied.by}\ndata: ${JSON.stringify({ change })}\n\n`;
    }
    let count = 0;
    for (const entry of this.#journal.entries(change)) {
      text += `id: ${entry.change}\ndata: ${JSON.stringify(this.#journal.show(entry))}\n\n`;
      ({ change } = entry);
      if (++count === BATCH) return { bytes: Buffer.from(text), change };
    }
    return { bytes: Buffer.from(text), change: until };
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      for (const subscriber of this.#subscribers) subscriber.changed();
    });
  }
}
