/** A span of a world's time; its end cuts off the bound responses. */
export class Epoch {
  readonly #controller = new AbortController();
  readonly #bound = new Set<Destroyable>();

  /** Aborted when the epoch ends. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get ended(): boolean {
    return this.signal.aborted;
  }

  /**
   * Destroys a response when the epoch ends, or at once if it has ended. Used by every POST: a listener would cost
   * more.
   */
  bind(response: Destroyable): void {
    if (this.ended) response.destroy();
    else this.#bound.add(response);
  }

  /** Unbinds a response: it may outlast the epoch. */
  release(response: Destroyable): void {
    this.#bound.delete(response);
  }

  end(): void {
    this.#controller.abort();
    for (const response of this.#bound) response.destroy();
    this.#bound.clear();
  }
}

/** A response, or another object that can be cut off. */
interface Destroyable {
  destroy(): unknown;
}
