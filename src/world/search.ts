import { parseExactly } from '../json/exact.ts';
import type { Row } from '../store/store.ts';
import { inTurn } from '../traffic/turns.ts';
import type { Fields } from './records.ts';

/** Selects records. */
export interface Search {
  /** A text that their JSON contains; upper and lower case are alike. */
  readonly text?: string;
  /** The greatest number of records. Default 100. */
  readonly limit?: number;
  /** Only those with a greater key. */
  readonly after?: number;
}

/** The rows that are read in one turn of the event loop: about a millisecond. */
const ROWS = 500;

/** Searches records by key, `ROWS` of them in a turn; `rows` reads those after a key (see `Store.rows`). */
export async function searchRecords(
  { text = '', limit = 100, after = 0 }: Search,
  rows: (after: number, count: number) => readonly Row[],
): Promise<Fields[]> {
  const wanted = text.toLowerCase();
  const found: Fields[] = [];
  for (let last = after; ; ) {
    const read = rows(last, ROWS);
    for (const { key, doc } of read) {
      // Another row of the same key: the first one holds.
      if (key === last) continue;
      last = key;
      if (doc === null || !doc.toLowerCase().includes(wanted)) continue;
      found.push(parseExactly(doc) as Fields);
      if (found.length === limit) return found;
    }
    if (read.length < ROWS) return found;
    await new Promise<void>((resolve) => inTurn(resolve));
  }
}
