import fs from 'node:fs';
import path from 'node:path';

/** The version of this package. */
export function packageVersion(): string {
  const file = path.join(import.meta.dirname, '..', 'package.json');
  return JSON.parse(fs.readFileSync(file, 'utf8')).version;
}
