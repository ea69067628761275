import type { Captured } from '../traffic/entry.ts';
import { CAPTURED } from '../traffic/shown.ts';

/** Small buffers are joined up to this size, in bytes: sending each on its own costs more than joining. */
const CHUNK_BYTES = 64 * 1024;

/** Buffers of this size are sent unchanged: joining costs more. */
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

/** The beginning and the length of the bytes sent. */
export class Sent {
  #beginning = Buffer.alloc(0);
  #length = 0;

  get captured(): Captured {
    return { bytes: this.#beginning, length: this.#length };
  }

  /** Counts a chunk and returns it. */
  add(chunk: Buffer): Buffer {
    if (this.#length < CAPTURED) {
      const more = chunk.subarray(0, CAPTURED - this.#length);
      this.#beginning = Buffer.concat([this.#beginning, more]);
    }
    this.#length += chunk.length;
    return chunk;
  }
}

/** An answer too long to be built at once: its chunks are built while it is sent, once. */
export class LongAnswer {
  /** The chunks, sent one by one. */
  readonly chunks: Generator<Buffer, undefined>;
  readonly #source: () => Iterable<Buffer>;
  readonly #sent = new Sent();

  /** `source` is called at once: it gives the data of that instant. */
  constructor(source: () => Iterable<Buffer>) {
    this.#source = source;
    this.chunks = this.#chunksOf(source());
  }

  /** The same answer, to be read apart from this one. Of the same instant, if called in the same turn of the event loop. */
  copy(): LongAnswer {
    return new LongAnswer(this.#source);
  }

  /** The beginning and the length of the bytes built so far. */
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
      // The first chunk has more than a bracket: clients wait for it.
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
