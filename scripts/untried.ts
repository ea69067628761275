// Prints the tests skipped by the last run of tap, with their reasons, in one line: those of `npm test` or, with the
// argument test/long, of `npm run test:long`. Results of the other command are ignored.

import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './generated.ts';

const RESULTS = path.join(ROOT, '.tap', 'test-results');
const LONG = path.join('test', 'long');
const long = process.argv[2] === 'test/long';

const skipped = fs.existsSync(RESULTS)
  ? fs
      .readdirSync(RESULTS, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.tap') && file.startsWith(LONG + path.sep) === long)
      .flatMap((file) => fs.readFileSync(path.join(RESULTS, file), 'utf8').split('\n'))
      .map((line) => /^\s*ok \d+ - (.*?)(?: # time=\S+)? # SKIP ?(.*)$/.exec(line))
      .filter((found) => found !== null)
      .map(([, name, reason]) => (reason ? `${name} (${reason})` : name))
  : [];
console.log(`Not tried on this machine: ${skipped.length > 0 ? skipped.join('; ') : 'nothing'}.`);
