import fs from 'node:fs';
import path from 'node:path';
import { StartError } from '../start-error.ts';
import { html } from './html.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { GENERATOR } from './report.ts';
import type { Report } from './types.ts';

/** The files of a report, each with its text. */
const FILES: Readonly<Record<string, (report: Report) => string>> = {
  'index.html': html,
  'report.json': (report) => `${JSON.stringify(report, null, 2)}\n`,
  'report.md': markdown,
  'junit.xml': junit,
};

/** Characters in which a file of a report names its generator. */
const HEAD = 512;

/** Creates the folder of a report if it does not exist. Throws a `StartError` if the report could not be written to it. */
export function prepareFolder(folder: string): void {
  attempt(folder, () => {
    fs.mkdirSync(folder, { recursive: true });
    fs.accessSync(folder, fs.constants.W_OK);
    refuseForeign(folder);
  });
}

/** Writes a report, in place of an earlier one. Returns its page; throws a `StartError` if it cannot be written. */
export function writeReport(folder: string, report: Report): string {
  const texts = Object.entries(FILES).map(([name, render]) => [name, render(report)] as const);
  attempt(folder, () => {
    fs.mkdirSync(folder, { recursive: true });
    refuseForeign(folder);
    for (const [name, text] of texts) {
      const file = path.join(folder, name);
      try {
        fs.writeFileSync(`${file}.new`, text);
        fs.renameSync(`${file}.new`, file);
      } catch (error) {
        fs.rmSync(`${file}.new`, { force: true });
        throw error;
      }
    }
  });
  return path.join(folder, 'index.html');
}

/** A file of another program must not be overwritten: reports of coverage have an index.html, too. */
function refuseForeign(folder: string): void {
  for (const name of Object.keys(FILES)) {
    const file = path.join(folder, name);
    if (!fs.existsSync(file)) continue;
    if (fs.readFileSync(file, 'utf8').slice(0, HEAD).includes(GENERATOR)) continue;
    throw new StartError(
      `Cannot write the report ${folder}: its ${name} is of another program. Give another folder, or remove that file.`,
    );
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'it is a file: give a folder',
  ENOTDIR: 'it lies below a file: give a folder',
  EISDIR: 'one of its files is a folder: give another folder',
  EACCES: 'it may not be written: give another folder, or make it writable',
  EROFS: 'the disk is read-only: give a folder on another one',
  ENOSPC: 'the disk is full: free some space, or give a folder on another one',
};

function attempt(folder: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new StartError(`Cannot write the report ${folder}: ${REASONS[code] ?? code}.`);
  }
}
