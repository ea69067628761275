/** The requests that a rule holds, oldest first. */
export class HoldQueue {
  readonly #waiting = new Set<() => void>();

  get size(): number {
    return this.#waiting.size;
  }

  /** Resolves at the release; rejects with the signal's reason when it is aborted. */
  async wait(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => {
      this.#waiting.delete(release);
      reject(signal.reason);
    };
    const release = () => {
      signal.removeEventListener('abort', leave);
      resolve();
    };
    signal.addEventListener('abort', leave, { once: true });
    this.#waiting.add(release);
    await promise;
    // A change that releases the requests may end their epoch in the same turn.
    signal.throwIfAborted();
  }

  /** Releases the oldest requests, by default all; returns their number. */
  release(count = Number.POSITIVE_INFINITY): number {
    let released = 0;
    for (const release of this.#waiting) {
      if (released === count) break;
      this.#waiting.delete(release);
      release();
      released++;
    }
    return released;
  }
}
