/** A span of a world's time: what is under way in it can be ended with it. */
export class Epoch {
  readonly #calls = new Set<() => void>();
  #ended = false;

  get ended(): boolean {
    return this.#ended;
  }

  /** Calls back when it ends; the function that is returned withdraws the call. */
  onEnd(call: () => void): () => void {
    this.#calls.add(call);
    return () => this.#calls.delete(call);
  }

  end(): void {
    this.#ended = true;
    for (const call of this.#calls) call();
    this.#calls.clear();
  }
}
