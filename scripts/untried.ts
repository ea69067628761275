// Prints the tests of a folder that the last run of tap skipped, with their reasons, in one line: `npm test` runs the files of
// test/groups, `npm run test:long` those of test/long.

import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './generated.ts';

const results = path.join(ROOT, '.tap', 'test-results', process.argv[2] ?? '');

const skipped = fs.existsSync(results)
  ? fs
      .readdirSync(results, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.tap'))
      .flatMap((file) => fs.readFileSync(path.join(results, file), 'utf8').split('\n'))
      .map((line) => /^\s*ok \d+ - (.*?)(?: # time=\S+)? # SKIP ?(.*)$/.exec(line))
      .filter((found) => found !== null)
      .map(([, name, reason]) => (reason ? `${name} (${reason})` : name))
  : [];
console.log(`Not tried on this machine: ${skipped.length > 0 ? skipped.join('; ') : 'nothing'}.`);
