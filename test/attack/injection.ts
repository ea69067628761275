import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Scope } from './attack.ts';

/** Why system calls cannot be made to fail. */
export const noStrace =
  spawnSync('strace', ['-V']).status === 0 ? false : 'there is no strace here';

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
