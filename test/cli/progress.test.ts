import t from 'tap';
import { showingProgress } from '../../src/cli/progress.ts';

/** A terminal, or what stands in its place, that keeps what is written to it. */
function output(isTTY: boolean | undefined) {
  const written: string[] = [];
  const write = (text: string) => written.push(text);
  return { written, terminal: { ...(isTTY !== undefined && { isTTY }), write } };
}

t.test('on a terminal, one line says how far it is, and is gone at the end', async (t) => {
  const { written, terminal } = output(true);
  const result = await showingProgress(terminal, async (progress) => {
    progress(1, 1_000_000);
    progress(2, 1_000_000);
    progress(429_999, 1_000_000);
    progress(1_000_000, 1_000_000);
    return 'done';
  });
  t.equal(result, 'done');
  t.strictSame(written, [
    '\r\x1b[KGenerating 1,000,000 partners… 0 %',
    '\r\x1b[KGenerating 1,000,000 partners… 42 %',
    '\r\x1b[KGenerating 1,000,000 partners… 100 %',
    '\r\x1b[K',
  ]);
});

t.test('numbers are written as English is', async (t) => {
  for (const [number, words] of [
    [7, '7'],
    [999, '999'],
    [1000, '1,000'],
    [99_946, '99,946'],
    [10_000_000, '10,000,000'],
  ] as const) {
    const { written, terminal } = output(true);
    await showingProgress(terminal, async (progress) => progress(0, number));
    t.equal(written[0], `\r\x1b[KGenerating ${words} partners… 0 %`);
  }
});

t.test('a failure leaves an empty line', async (t) => {
  const { written, terminal } = output(true);
  const failing = showingProgress(terminal, async (progress) => {
    progress(1, 2);
    throw new Error('full');
  });
  await t.rejects(failing, { message: 'full' });
  t.equal(written.at(-1), '\r\x1b[K');
});

t.test('without generation, nothing is written', async (t) => {
  const { written, terminal } = output(true);
  await showingProgress(terminal, async () => {});
  t.strictSame(written, []);
});

t.test('a stream that is not a terminal gets no progress', async (t) => {
  for (const isTTY of [false, undefined]) {
    const { written, terminal } = output(isTTY);
    await showingProgress(terminal, async (progress) => progress(1, 2));
    t.strictSame(written, []);
  }
});
