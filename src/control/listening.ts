import type { JournalEntry } from '../traffic/shown.ts';

/** Called with each request; may return a promise. */
export type RequestListener = (entry: JournalEntry) => unknown;

/** The listeners of a handle. An error of a listener is kept for its author: the request and the process continue. */
export class Listening {
  #failure: { readonly error: unknown } | undefined;

  /**
   * Wraps a listener, given to that method, so that it throws nothing: its first error is written to stderr, and kept
   * until `check()`.
   */
  guard<Value>(method: string, listener: (value: Value) => unknown): (value: Value) => void {
    let told = false;
    const fail = (error: unknown) => {
      this.#failure ??= { error };
      if (!told) console.error(`A listener of ${method}() failed:`, error);
      told = true;
    };
    return (value) => {
      try {
        Promise.resolve(listener(value)).catch(fail);
      } catch (error) {
        fail(error);
      }
    };
  }

  /** Throws the first error since the last check. */
  check(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) throw failure.error;
  }
}
