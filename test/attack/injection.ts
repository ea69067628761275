import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Scope } from './attack.ts';

/** Attaches to another process for a moment; some systems permit it to the superuser only. */
const TRIAL =
  'sleep 5 & timeout -s INT 0.5 strace -o /dev/null -p $!; status=$?; kill $!; exit $status';

/** Why system calls of a server cannot be made to fail; 124: the trial was ended by its time. */
export const noStrace =
  spawnSync('sh', ['-c', TRIAL]).status === 124 ? false : 'strace cannot be attached here';

/** Has system calls of a process fail or kill it, in strace's words; returns how to end that. */
export async function inject(
  scope: Scope,
  pid: number,
  calls: string,
  effect: string,
): Promise<() => Promise<void>> {
  const args = ['-e', `trace=${calls}`, '-e', `inject=${calls}:${effect}`, '-p', String(pid)];
  const strace = spawn('strace', ['-f', '-o', '/dev/null', ...args]);
  const ended = once(strace, 'exit');
  scope.teardown(() => strace.kill('SIGKILL'));
  let said = '';
  strace.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  // It attaches the first thread, which is the one that writes, before it says so.
  while (!said.includes(' attached')) {
    if (strace.exitCode !== null) throw new Error(`strace has ended: ${said}`);
    await Promise.race([once(strace.stderr, 'data'), ended]);
  }
  return async () => {
    strace.kill('SIGINT');
    await ended;
  };
}
