import { spawn } from 'node:child_process';
import os from 'node:os';
import { StartError } from '../start-error.ts';

/** Signals that are passed on to the command. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such command',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'it may not be executed',
};

/**
 * Runs a command with additional environment variables, on the terminal of this process; passes signals on. Resolves
 * with its exit status, or 128 plus the number of the signal that ended it. Throws a `StartError` when it cannot be
 * started, with the exit status that a shell has then: 127 where it is not found, else 126.
 */
export async function runWith(
  [command = '', ...args]: readonly string[],
  environment: Readonly<Record<string, string>>,
  process: NodeJS.Process,
): Promise<number> {
  try {
    return await new Promise((resolve, reject) => {
      const child = spawn(command, args, {
        stdio: 'inherit',
        env: { ...process.env, ...environment },
        // On Windows, npm and similar programs are scripts that only the shell can start.
        shell: process.platform === 'win32',
      });
      const passOn = (signal: NodeJS.Signals) => child.kill(signal);
      const forget = () => {
        for (const signal of SIGNALS) process.off(signal, passOn);
      };
      for (const signal of SIGNALS) process.on(signal, passOn);
      child.once('error', reject).once('error', forget);
      child.once('exit', forget).once('exit', (code, signal) => {
        resolve(code ?? 128 + os.constants.signals[signal as NodeJS.Signals]);
      });
    });
  } catch (error) {
    // spawn() throws some errors, and emits others as events.
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = REASONS[String(code)] ?? message;
    throw new StartError(`Cannot run "${command}": ${reason}.`, code === 'ENOENT' ? 127 : 126);
  }
}
