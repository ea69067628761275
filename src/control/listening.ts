import type { JournalEntry } from '../traffic/shown.ts';

/** Hears of a request; may return a promise. */
export type RequestListener = (entry: JournalEntry) => unknown;

/** The listeners of a handle. What one throws is for its author: it must not reach the request, nor end the process. */
export class Listening {
  #failure: { readonly error: unknown } | undefined;

  /** Makes of a listener one that throws nothing: its first error is written to stderr, and kept until `check()`. */
  guard(listener: RequestListener): (entry: JournalEntry) => void {
    let told = false;
    const fail = (error: unknown) => {
      this.#failure ??= { error };
      if (!told) console.error('A listener of onRequest() failed:', error);
      told = true;
    };
    return (entry) => {
      try {
        Promise.resolve(listener(entry)).catch(fail);
      } catch (error) {
        fail(error);
      }
    };
  }

  /** Throws what a listener has thrown since the last check. */
  check(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) throw failure.error;
  }
}
