/** A stream, possibly a terminal. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Returns to the beginning of the line and erases it. */
const ERASE = '\r\x1b[K';

/** Runs work that generates partners; on a terminal, shows its progress in one line, erased at the end. */
export async function showingProgress<Result>(
  output: Output,
  work: (progress: (done: number, all: number) => void) => Promise<Result>,
): Promise<Result> {
  let shown = '';
  try {
    return await work((done, all) => {
      const line = `Generating ${withCommas(all)} partners… ${Math.floor((100 * done) / all)} %`;
      if (!output.isTTY || line === shown) return;
      output.write(`${ERASE}${line}`);
      shown = line;
    });
  } finally {
    if (shown !== '') output.write(ERASE);
  }
}

function withCommas(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}
