import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { ROOT, runForeign } from '../../command-helpers.ts';
import { CHROMIUM, skip } from './browser.ts';

t.setTimeout(120_000);

t.test('npm run screenshots takes the pictures that the READMEs show', { skip }, async (t) => {
  const folder = t.testdir();
  const script = path.join(ROOT, 'scripts', 'write-screenshots.ts');
  const env = { PATH: `${process.env.PATH}`, CHROMIUM: `${CHROMIUM}` };
  const { status, stderr } = await runForeign(t, process.execPath, [script, folder], { env });
  t.strictSame({ status, stderr }, { status: 0, stderr: '' });
  const shown = ['README.md', 'README.fr.md'].flatMap((readme) => {
    const text = fs.readFileSync(path.join(ROOT, readme), 'utf8');
    return [...text.matchAll(/"docs\/pictures\/([^"]+)"/g)].map(([, name]) => name as string);
  });
  t.strictSame(shown.sort(), fs.readdirSync(folder).sort());
  t.strictSame(fs.readdirSync(path.join(ROOT, 'docs', 'pictures')).sort(), shown);
  for (const name of shown) {
    // The width and the height of a PNG are at its 16th byte.
    const head = fs.readFileSync(path.join(folder, name)).subarray(16, 24);
    t.strictSame([head.readUInt32BE(0), head.readUInt32BE(4)], [1280, 720], name);
  }
});
