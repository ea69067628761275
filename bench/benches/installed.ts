import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type Bench, round } from '../line.ts';
import { ROOT, WORK } from '../servers.ts';

/** The installed package: packed, with its production dependencies, without running their scripts. */
export const installed: Bench = {
  name: 'installed',
  async run() {
    const folder = path.join(WORK, 'installed');
    fs.mkdirSync(folder);
    const npm = (...args: string[]) =>
      execFileSync('npm', args, {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    const [{ filename }] = JSON.parse(npm('pack', ROOT, '--json', '--ignore-scripts'));
    fs.writeFileSync(path.join(folder, 'package.json'), '{"private": true}');
    npm('install', `./${filename}`, '--ignore-scripts', '--no-audit', '--no-fund');
    const packages = npm('ls', '--all', '--parseable').trim().split('\n').length - 1;
    const size = sizeOf(path.join(folder, 'node_modules')) / 1e6;
    return [
      {
        what: 'installed, production dependencies only',
        target: '≤ 70 MB',
        figure: `${round(size)} MB`,
        value: size,
        atMost: 70,
      },
      {
        what: 'packages of it, itself included',
        target: '≤ 100',
        figure: `${packages}`,
        value: packages,
        atMost: 100,
      },
    ];
  },
};

/** The bytes of all files below a folder. */
function sizeOf(folder: string): number {
  let bytes = 0;
  for (const entry of fs.readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += fs.statSync(path.join(entry.parentPath, entry.name)).size;
  }
  return bytes;
}
