import type { JournalEntry } from '../traffic/shown.ts';

/** Called with each request; may return a promise. */
export type RequestListener = (entry: JournalEntry) => unknown;

/** The listeners of a handle. An error of a listener is kept for its author: the request and the process continue. */
export class Listening {
  #failure: { readonly error: unknown } | undefined;

  /** Wraps a listener so that it throws nothing: its first error is written to stderr, and kept until `check()`. */
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

  /** Throws the first error since the last check. */
  check(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) throw failure.error;
  }
}
