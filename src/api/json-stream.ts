import { Readable } from 'node:stream';
import { CAPTURED, type Captured } from '../world/journal.ts';

/** Bytes gathered before they are handed on: small pieces cost more to send than to join. */
const CHUNK_BYTES = 64 * 1024;

/** An array of records from pages of JSON texts joined by commas. */
export function* jsonArray(pages: Iterable<Buffer>): Generator<Buffer> {
  let before = '[';
  for (const page of pages) {
    yield Buffer.from(before);
    yield page;
    before = ',';
  }
  yield Buffer.from(before === '[' ? '[]' : ']');
}

/**
 * Pieces as a byte stream that asks for the next only when the client has taken the last, and lets the event loop turn
 * in between, so that others are answered meanwhile (CONTRACT.md §5).
 */
export class JsonStream extends Readable {
  readonly #iterator: Iterator<Buffer>;
  #beginning = Buffer.alloc(0);
  #length = 0;

  constructor(pieces: Iterable<Buffer>) {
    super();
    this.#iterator = pieces[Symbol.iterator]();
  }

  /** The beginning of what has been read, and how much that is. */
  get captured(): Captured {
    return { bytes: this.#beginning, length: this.#length };
  }

  override _read(): void {
    setImmediate(() => {
      // The client may have gone away since.
      if (this.destroyed) return;
      try {
        this.#next();
      } catch (error) {
        this.destroy(error as Error);
      }
    });
  }

  #next(): void {
    const pieces: Buffer[] = [];
    let bytes = 0;
    let done = false;
    while (!done && bytes < CHUNK_BYTES) {
      const next = this.#iterator.next();
      done = next.done === true;
      if (!next.done) {
        pieces.push(next.value);
        bytes += next.value.length;
      }
    }
    if (bytes > 0) {
      const chunk = Buffer.concat(pieces);
      if (this.#length === 0) this.#beginning = Buffer.from(chunk.subarray(0, CAPTURED));
      this.#length += bytes;
      this.push(chunk);
    }
    if (done) this.push(null);
  }
}
