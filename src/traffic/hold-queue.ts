interface Ticket {
  /** Whether the request has come to the place where it is held. */
  waiting: boolean;
  readonly release: () => void;
}

/** The requests that a rule holds, oldest first. */
export class HoldQueue {
  readonly #tickets = new Set<Ticket>();

  /** The number of requests that wait. */
  get size(): number {
    let size = 0;
    for (const { waiting } of this.#tickets) if (waiting) size++;
    return size;
  }

  /**
   * Takes a request that will be held: a release counts from now on. Returns the wait for the release, which rejects with
   * the signal's reason once that is aborted.
   */
  enter(signal: AbortSignal): () => Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => {
      this.#tickets.delete(ticket);
      reject(signal.reason);
    };
    const release = () => {
      signal.removeEventListener('abort', leave);
      resolve();
    };
    const ticket: Ticket = { waiting: false, release };
    if (signal.aborted) {
      leave();
    } else {
      signal.addEventListener('abort', leave, { once: true });
      this.#tickets.add(ticket);
    }
    // The request may end before it waits.
    promise.catch(() => {});
    return async () => {
      ticket.waiting = true;
      await promise;
      // A change that releases the requests may end their epoch in the same turn.
      signal.throwIfAborted();
    };
  }

  /** Releases the oldest requests, by default all; returns their number. */
  release(count = Number.POSITIVE_INFINITY): number {
    let released = 0;
    for (const ticket of this.#tickets) {
      if (released === count) break;
      this.#tickets.delete(ticket);
      ticket.release();
      released++;
    }
    return released;
  }
}
