import type { ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { PassThrough } from 'node:stream';
import { runCommand } from '../src/cli/command.ts';
import type { MockServer } from '../src/index.ts';
import { Command, type Exit, environment } from './command-helpers.ts';

/** The parts of tap's test objects for helpers that clean up. */
interface Teardown {
  teardown(action: () => unknown): unknown;
}

/** As much of a process as the command uses. */
export class FakeProcess extends EventEmitter {
  readonly argv: string[];
  readonly env: NodeJS.ProcessEnv;
  readonly pid = 4321;
  readonly stdout: PassThrough & { isTTY: boolean };
  readonly stderr: PassThrough & { isTTY: boolean };
  exitCode: number | undefined;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}, isTTY = true) {
    super();
    this.argv = ['node', 'cli', ...args];
    this.env = env;
    this.stdout = Object.assign(new PassThrough().setEncoding('utf8'), { isTTY });
    this.stderr = Object.assign(new PassThrough().setEncoding('utf8'), { isTTY });
  }

  exit(status: number): void {
    this.emit('exited', status);
  }

  kill(pid: number, signal: string): void {
    this.emit('killed', pid, signal);
  }
}

/**
 * The command in the process of the test, which saves the start of Node: for tests of options and messages. Its
 * standard input and what "exec" runs are those of the test.
 */
export function commandHere(
  t: Teardown,
  args: readonly string[],
  env: Record<string, string> = {},
): Command {
  const { NODE_OPTIONS: _, ...all } = environment(env);
  const fake = new FakeProcess(args, all, false);
  const child = Object.assign(new EventEmitter(), {
    stdout: fake.stdout,
    stderr: fake.stderr,
    exitCode: null as number | null,
    kill: (signal: NodeJS.Signals) => fake.emit(signal, signal),
  });
  const command = new Command(child as unknown as ChildProcess);
  const end = async (code: number | null, signal: string | null = null) => {
    const outputs = [fake.stdout, fake.stderr];
    await Promise.all(outputs.map((output) => once(output.end(), 'end')));
    child.exitCode = code;
    child.emit('close', code, signal);
  };
  fake.once('exited', (status) => end(status));
  fake.once('killed', (_, signal) => end(null, signal));
  runCommand(fake as unknown as NodeJS.Process).then(() => {
    // One that serves ends by a signal.
    if (fake.listenerCount('SIGTERM') === 0) end(fake.exitCode ?? 0);
  });
  t.teardown(() => fake.listenerCount('SIGTERM') > 0 && command.stop());
  return command;
}

/** Runs the command in this process to its end. */
export function runHere(
  t: Teardown,
  args: readonly string[],
  env?: Record<string, string>,
): Promise<Exit> {
  return commandHere(t, args, env).exit;
}

/** A server of the command in this process, on a free port, and where it is. */
export async function serveHere(
  t: Teardown,
  args: readonly string[] = [],
  env?: Record<string, string>,
): Promise<{ command: Command; server: MockServer }> {
  const command = commandHere(t, ['--port', '0', ...args], env);
  return { command, server: await command.listening() };
}
