// Running them takes seconds each, with the packed package: test/long/package.test.ts does.

import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { ROOT } from './command-helpers.ts';
import { EXAMPLES, INSTALL, readmeCommands } from './example-helpers.ts';

t.test('every folder has its row and says how to run it', async (t) => {
  const folders = fs
    .readdirSync(path.join(ROOT, 'examples'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  t.strictSame(folders.sort(), EXAMPLES.map(({ folder }) => folder).sort());
  const readme = fs.readFileSync(path.join(ROOT, 'examples', 'README.md'), 'utf8');
  for (const { folder, command } of EXAMPLES) {
    t.match(readme, `](${folder})`);
    t.strictSame(readmeCommands(folder), [INSTALL, command]);
  }
});

t.test(
  'a helper is one file of fewer than 80 lines, and the copies of a file are the same',
  async (t) => {
    const read = (...names: string[]) =>
      fs.readFileSync(path.join(ROOT, 'examples', ...names), 'utf8');
    for (const { folder, helper } of EXAMPLES) {
      if (helper === undefined) continue;
      t.ok(read(folder, helper).split('\n').length <= 80, folder);
      t.match(read('README.md'), `[${helper}](${folder}/${helper})`);
      t.match(read(folder, 'README.md'), `[${helper}](${helper})`);
    }
    for (const [file, folder, ...others] of [
      ['faire-simple.js', 'node', 'vitest', 'jest'],
      ['faire_simple.py', 'python', 'pytest'],
      ['FaireSimple.php', 'php', 'phpunit'],
      ['sandbox.js', 'node', 'sync'],
      ['conftest.py', 'pytest', 'register'],
      ['InSandbox.java', 'junit', 'import'],
    ] as const) {
      for (const other of others)
        t.equal(read(other, file), read(folder, file), `${other}/${file}`);
    }
  },
);
