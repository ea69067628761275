import type { Captured } from '../traffic/entry.ts';
import { CAPTURED } from '../traffic/shown.ts';

/** Small pieces are joined until they are as large as this, in bytes: on its own, each costs more to send than to join. */
const CHUNK_BYTES = 64 * 1024;

/** Pieces as large as this are sent as they are: they cost more to join. */
export const LARGE_BYTES = 16 * 1024;

/** An array of records from chunks of JSON texts joined by commas. */
export function* jsonArray(chunks: Iterable<Buffer>): Generator<Buffer> {
  let before = '[';
  for (const chunk of chunks) {
    yield Buffer.from(before);
    yield chunk;
    before = ',';
  }
  yield Buffer.from(before === '[' ? '[]' : ']');
}

/** The beginning of what was sent, and how much that was. */
export class Sent {
  #beginning = Buffer.alloc(0);
  #length = 0;

  get captured(): Captured {
    return { bytes: this.#beginning, length: this.#length };
  }

  /** Counts a chunk that is sent. */
  add(chunk: Buffer): Buffer {
    if (this.#length < CAPTURED) {
      const more = chunk.subarray(0, CAPTURED - this.#length);
      this.#beginning = Buffer.concat([this.#beginning, more]);
    }
    this.#length += chunk.length;
    return chunk;
  }
}

/** An answer too long to be made at once: its pieces are made while it is sent, once. */
export class LongAnswer {
  /** Chunks to send one by one. */
  readonly chunks: Generator<Buffer, undefined>;
  readonly #sent = new Sent();

  constructor(pieces: Iterable<Buffer>) {
    this.chunks = this.#chunksOf(pieces);
  }

  /** The beginning of what has been made, and how much that is. */
  get captured(): Captured {
    return this.#sent.captured;
  }

  *#chunksOf(pieces: Iterable<Buffer>): Generator<Buffer, undefined> {
    let small: Buffer[] = [];
    let bytes = 0;
    let begun = false;
    const joined = () => {
      const chunk = Buffer.concat(small);
      small = [];
      bytes = 0;
      begun = true;
      return this.#sent.add(chunk);
    };
    for (const piece of pieces) {
      // The first chunk is more than a bracket: a client waits for it.
      if (piece.length >= LARGE_BYTES && begun) {
        if (bytes > 0) yield joined();
        yield this.#sent.add(piece);
      } else {
        small.push(piece);
        bytes += piece.length;
        if (bytes >= (begun ? CHUNK_BYTES : LARGE_BYTES)) yield joined();
      }
    }
    if (bytes > 0) yield joined();
  }
}
