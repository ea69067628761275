import type { ChildProcess } from 'node:child_process';
import os from 'node:os';
import tty from 'node:tty';
import spawn from 'cross-spawn';
import { StartError } from '../start-error.ts';

/** Signals forwarded to the command. */
const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGINT', 'SIGQUIT'] as const;

/** Signals of keys, Ctrl-C and Ctrl-\\: a terminal sends them to the command too. */
const OF_KEYS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such command',
  ENOTDIR: 'a part of its path is not a folder',
  EACCES: 'it may not be executed',
};

/**
 * Runs a command on the terminal of this process, with additional environment variables; undefined ones are removed.
 * Forwards signals, those of keys only without a terminal. On Windows, cross-spawn finds scripts such as npm, and
 * quotes arguments. Resolves with the exit status, or 128 plus the number of the signal that ended the command. Throws
 * a `StartError` with the exit status of shells if the command cannot be started: 127 if it is not found, else 126.
 */
export async function runWith(
  [command = '', ...args]: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  process: NodeJS.Process,
): Promise<number> {
  const onTerminal = [0, 1, 2].some((fd) => tty.isatty(fd));
  let child: ChildProcess;
  const passOn = (signal: NodeJS.Signals) => {
    if (!onTerminal || !OF_KEYS.includes(signal)) child.kill(signal);
  };
  const forget = () => {
    for (const signal of SIGNALS) process.off(signal, passOn);
  };
  // Before the command runs: a signal that ended this process then would leave the command behind.
  for (const signal of SIGNALS) process.on(signal, passOn);
  try {
    return await new Promise((resolve, reject) => {
      child = spawn(command, args, {
        stdio: 'inherit',
        env: { ...process.env, ...environment },
      });
      child.once('error', reject).once('exit', forget);
      child.once('exit', (code, signal) => {
        resolve(code ?? 128 + os.constants.signals[signal as NodeJS.Signals]);
      });
    });
  } catch (error) {
    forget();
    // spawn() throws some errors, and emits others as events.
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = REASONS[String(code)] ?? message;
    throw new StartError(`Cannot run "${command}": ${reason}.`, code === 'ENOENT' ? 127 : 126);
  }
}
