import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';

t.test('fifteen of twenty lines hold that somebody guessed without reading', async (t) => {
  const text = fs.readFileSync(path.join(import.meta.dirname, 'guessed.ts'), 'utf8');
  const guessed = [...text.matchAll(/^(?:const|await|server\.|console\.)/gm)].length;
  // tsc fails where one of them is not needed, and at any other error.
  const wrong = [...text.matchAll(/@ts-expect-error/g)].length;
  t.strictSame([guessed, wrong], [20, 5]);
});
