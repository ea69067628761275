import { Readable } from 'node:stream';

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
 * The pieces as a byte stream that asks for the next only when the client has taken the last, and lets the event loop
 * turn in between, so that others are answered meanwhile (CONTRACT.md §5).
 */
export function jsonStream(pieces: Iterable<Buffer>): Readable {
  const iterator = pieces[Symbol.iterator]();
  return new Readable({
    read() {
      setImmediate(() => {
        // The client may have gone away since.
        if (this.destroyed) return;
        try {
          const chunk: Buffer[] = [];
          let bytes = 0;
          let done = false;
          while (!done && bytes < CHUNK_BYTES) {
            const next = iterator.next();
            done = next.done === true;
            if (!next.done) {
              chunk.push(next.value);
              bytes += next.value.length;
            }
          }
          if (bytes > 0) this.push(Buffer.concat(chunk));
          if (done) this.push(null);
        } catch (error) {
          this.destroy(error as Error);
        }
      });
    },
  });
}
