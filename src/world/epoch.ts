/** A span of a world's time: what is under way in it can be cut off when it ends. */
export class Epoch {
  readonly #controller = new AbortController();
  readonly #bound = new Set<Destroyable>();

  /** Is aborted when it ends. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get ended(): boolean {
    return this.signal.aborted;
  }

  /** Destroys a response when it ends, or at once if it has ended. Every POST asks for it: a listener would cost more. */
  bind(response: Destroyable): void {
    if (this.ended) response.destroy();
    else this.#bound.add(response);
  }

  /** Lets a response outlast it. */
  release(response: Destroyable): void {
    this.#bound.delete(response);
  }

  end(): void {
    this.#controller.abort();
    for (const response of this.#bound) response.destroy();
    this.#bound.clear();
  }
}

/** A response, or another thing that can be cut off. */
interface Destroyable {
  destroy(): unknown;
}
