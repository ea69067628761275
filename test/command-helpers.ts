import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import applications from '../fixtures/applications.json' with { type: 'json' };
import users from '../fixtures/users.json' with { type: 'json' };
import type { MockServer } from '../src/index.ts';

/** The repository. */
export const ROOT = path.resolve(import.meta.dirname, '..');

/** The command. */
export const CLI = path.join(ROOT, 'bin', 'faire-simple-mock.js');

/** The environment of programs whose coverage is not measured: they share a compile cache. */
export function cached(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { NODE_DISABLE_COMPILE_CACHE: _, ...env } = environment();
  return { ...env, NODE_COMPILE_CACHE: path.join(ROOT, '.tap', 'cache'), ...more };
}

/** The parts of tap's test objects for helpers that clean up. */
interface Teardown {
  teardown(action: () => unknown): unknown;
}

/** How the command is run. */
export interface CommandOptions {
  env?: Record<string, string>;
  /** Options of Node itself. */
  nodeArgs?: string[];
  /** Measures its coverage, in twice the time: for code that no other test runs. */
  measured?: boolean;
}

/** How a process ended, and all that it said. */
export interface Exit {
  /** The exit status, or the signal that ended it. */
  status: number | string;
  stdout: string;
  stderr: string;
}

/** The command in a process of its own. */
export class Command {
  readonly child: ChildProcess;
  /** When the process has ended and all its output has been read. */
  readonly exit: Promise<Exit>;
  stdout = '';
  stderr = '';
  #ended = false;

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      this.stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      this.stderr += text;
    });
    this.exit = once(child, 'close').then(([code, signal]) => {
      this.#ended = true;
      return { status: code ?? signal, stdout: this.stdout, stderr: this.stderr };
    });
  }

  /** Waits until the output holds the pattern; rejects when the process ends without it. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.stdout);
      if (found) return found;
      if (this.#ended) throw new Error(`the command ended: ${this.stdout}${this.stderr}`);
      await Promise.race([once(this.child.stdout as NodeJS.ReadableStream, 'data'), this.exit]);
    }
  }

  /** Waits until it listens; what comes back is enough of a server for `call()` and `postStatut()`. */
  async listening(): Promise<MockServer> {
    const [, url] = await this.said(/(https?:\/\/\S+?)\/api["\n]/);
    return serverAt(url as string);
  }

  /** The JSON lines of the log. */
  log(): Record<string, unknown>[] {
    const lines = this.stdout.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line));
  }

  /** Sends a signal and waits for the end. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Exit> {
    this.child.kill(signal);
    return this.exit;
  }

  /** Ends it, without waiting for processes of its own, which may hold its output open. */
  async kill(): Promise<void> {
    const { child } = this;
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    child.stdout?.destroy();
    child.stderr?.destroy();
  }
}

/** A server of the default applications, by its address. */
export function serverAt(url: string): MockServer {
  const { nom, login, mot_de_passe, cle } = applications[0] as (typeof applications)[0];
  const application = { name: nom, login, password: mot_de_passe, key: cle };
  return { url, apiUrl: `${url}/api`, application } as MockServer;
}

/** The environment without the developer's settings, and without the compile cache: coverage would be less precise with it. */
export function environment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(FAIRE_SIMPLE_|NODE_ENV$)/.test(name),
  );
  return { NODE_DISABLE_COMPILE_CACHE: '1', ...Object.fromEntries(own), ...more };
}

/** Starts a program, killed with the test. */
export function start(
  t: Teardown,
  file: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Command {
  const child = spawn(file, args, { env: environment(), ...options });
  child.stdin.end();
  const command = new Command(child);
  t.teardown(() => command.kill());
  return command;
}

/** Runs a program that is not ours to its end: without what tap has every Node load, and npm tells every script. */
export function runForeign(
  t: Teardown,
  file: string,
  args: readonly string[],
  options?: { cwd?: string; env?: Record<string, string> },
): Promise<Exit> {
  return startForeign(t, file, args, options).exit;
}

/** Starts such a program. */
export function startForeign(
  t: Teardown,
  file: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Command {
  const plain = Object.entries(cached()).filter(([name]) => !/^npm_/i.test(name));
  const env = { ...Object.fromEntries(plain), ...options.env };
  return start(t, 'sh', unmeasured(file, ...args), { ...options, env });
}

/** A shell's arguments to run a program without tap's NODE_OPTIONS, which tap puts into every environment. */
export const unmeasured = (...program: string[]) => [
  '-c',
  'unset NODE_OPTIONS; exec "$@"',
  'sh',
  ...program,
];

/** Starts the command, killed with the test. */
export function command(t: Teardown, args: string[], options: CommandOptions = {}): Command {
  const { env, nodeArgs = [], measured } = options;
  const node = [...nodeArgs, CLI, ...args];
  return measured
    ? start(t, process.execPath, node, { env: environment(env) })
    : start(t, 'sh', unmeasured(process.execPath, ...node), { env: cached(env) });
}

/** Runs the command to its end. */
export function run(t: Teardown, args: string[], options?: CommandOptions): Promise<Exit> {
  return command(t, args, options).exit;
}

/** A server on a free port, and where it is. */
export async function serve(
  t: Teardown,
  args: string[] = [],
  options?: CommandOptions,
): Promise<{ command: Command; server: MockServer }> {
  const running = command(t, ['--port', '0', ...args], options);
  return { command: running, server: await running.listening() };
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Fixtures of many partners, each of some thousand bytes, uid from 1, none of them inscrit. */
export function manyUsers(folder: string, count: number, bytes = 4096): string {
  const records = Array.from({ length: count }, (_, index) => ({
    ...users[0],
    uid: index + 1,
    statut: 0,
    thematiques: [],
    date_inscription: null,
    note: 'x'.repeat(bytes),
  }));
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'users.json'), JSON.stringify(records));
  return folder;
}
