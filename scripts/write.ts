import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './generated.ts';

/** Writes a file of the project. */
export function write(file: string, text: string): void {
  fs.writeFileSync(path.join(ROOT, file), text);
}
