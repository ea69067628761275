import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** The content of a file; undefined if there is no such file. */
export function read(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Lets only the owner of a file read it. */
export function protect(file: string): void {
  // Windows has no such modes: all files look readable to all, and a change has no effect.
  if ((fs.statSync(file).mode & 0o077) !== 0) fs.chmodSync(file, 0o600);
}

/** Writes a file that only its owner can read, at once and whole, unless it exists: another process may have been first. */
export function create(file: string, text: string): void {
  writing(file, text, 0o600, (temporary) => {
    try {
      // Unlike a renaming, a link replaces no file.
      fs.linkSync(temporary, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    fs.rmSync(temporary);
  });
}

/** Writes or replaces a file, at once and whole. */
export function replace(file: string, text: string, mode: number): void {
  writing(file, text, mode, (temporary) => fs.renameSync(temporary, file));
}

/** Writes a temporary file beside another. */
function writing(
  file: string,
  text: string,
  mode: number,
  finish: (temporary: string) => void,
): void {
  const name = `.${path.basename(file)}.${randomBytes(6).toString('hex')}.tmp`;
  const temporary = path.join(path.dirname(file), name);
  try {
    fs.writeFileSync(temporary, text, { mode, flag: 'wx' });
    finish(temporary);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}
