/** A span of a world's time: what is under way in it can be ended with it. */
export class Epoch {
  readonly #controller = new AbortController();
  readonly #calls = new Set<() => void>();

  /** Is aborted when it ends. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get ended(): boolean {
    return this.signal.aborted;
  }

  /**
   * Calls back when it ends, or at once if it has ended; the function that is returned withdraws the call. Every POST does
   * so, which costs less than a listener of the signal.
   */
  onEnd(call: () => void): () => void {
    if (this.ended) call();
    else this.#calls.add(call);
    return () => this.#calls.delete(call);
  }

  end(): void {
    this.#controller.abort();
    for (const call of this.#calls) call();
    this.#calls.clear();
  }
}
