import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Teardown } from './fixture-helpers.ts';

/** A disk of its own, of these options of tmpfs, or undefined where mounting is not permitted. */
function mount(options: string): string | undefined {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'faire-simple-mock-disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  if (status === 0) return folder;
  fs.rmdirSync(folder);
  return undefined;
}

function unmount(folder: string): void {
  // A test may have unmounted it already.
  spawnSync('umount', [folder]);
  fs.rmdirSync(folder);
}

/** A disk of the test's own, of that size or of other options of tmpfs; not to be asked for where `skip` is given. */
export function smallDisk(t: Teardown, size: number | string): string {
  const folder = mount(typeof size === 'number' ? `size=${size}k` : size) as string;
  t.teardown(() => unmount(folder));
  return folder;
}

/** Leaves no byte free; returns what frees them again. */
export function fill(disk: string): () => void {
  const filler = path.join(disk, 'filler');
  const descriptor = fs.openSync(filler, 'w');
  try {
    for (;;) fs.writeSync(descriptor, Buffer.alloc(4096));
  } catch {
    fs.closeSync(descriptor);
  }
  return () => fs.rmSync(filler);
}

const trial = mount('size=64k');
if (trial) unmount(trial);

/** Why a test that needs a disk of its own is left out, or false. */
export const skip = trial ? false : 'mounting a small disk is not permitted here';
