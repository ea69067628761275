/** As much of a terminal, or of what stands in its place, as is needed to write to it. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Goes back to the beginning of the line, and empties it. */
const ERASE = '\r\x1b[K';

/** Makes partners up; on a terminal, one line, gone when it is done, says how far it is. */
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
