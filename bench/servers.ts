import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { HEADERS, pathOf } from './requests.ts';

/** The root folder of the repository. */
export const ROOT = path.resolve(import.meta.dirname, '..');

/** The working folder of the benchmark, deleted at its end. */
export const WORK = fs.mkdtempSync(path.join(os.tmpdir(), 'faire-simple-mock-bench-'));

/** A server in a separate process. */
export interface Server {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Milliseconds from the start of the process to the first 200. */
  readonly started: number;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  fs.rmSync(WORK, { recursive: true, force: true });
});

/** The built command, without Node's compile cache. */
export const BUILT = path.join(import.meta.dirname, 'built.mjs');

/** This project's server, built, with the default options; its log is discarded. */
export async function ours(...options: string[]): Promise<Server> {
  return start((port) => [BUILT, '--port', `${port}`, ...options]);
}

/** The same server over HTTPS, with the certificate that it keeps in a folder. */
export async function oursOverTls(folder: string): Promise<Server> {
  const options = ['--https', '--https-dir', folder];
  return start((port) => [BUILT, '--port', `${port}`, ...options], {}, 'https');
}

/** Floor A over TLS, with the key and the certificate of a file. */
export async function constantOverTls(bytes: number, pem: string): Promise<Server> {
  const file = path.join(import.meta.dirname, 'floors', 'constant.mjs');
  return start((port) => [file, `${port}`, `${bytes}`, pem], {}, 'https');
}

/** This project's server as `npm start` runs it in a clone; the compile cache is in a folder of the benchmark. */
export async function ofClone(): Promise<Server> {
  const bin = path.join(ROOT, 'bin', 'faire-simple-mock.js');
  const env = { NODE_COMPILE_CACHE: path.join(WORK, 'compile-cache') };
  return start((port) => [bin, '--port', `${port}`], env);
}

/** One of the floors; `rest` follows the port. */
export async function floor(name: 'constant' | 'stream' | 'smallest', ...rest: string[]) {
  const file = path.join(import.meta.dirname, 'floors', `${name}.mjs`);
  return start((port) => [file, `${port}`, ...rest]);
}

/**
 * Starts a Node program that listens on a port; resolves with its first answer. `env` adds environment variables;
 * `scheme` is that of the program's URL.
 */
export async function start(
  args: (port: number) => readonly string[],
  env: Readonly<Record<string, string>> = {},
  scheme: keyof typeof CLIENTS = 'http',
): Promise<Server> {
  return startProgram((port) => [process.execPath, ...args(port)], { env, scheme });
}

/** Starts any such program; the command's first part is the program. */
export async function startProgram(
  commandOf: (port: number) => readonly string[],
  options: { env: Readonly<Record<string, string>>; scheme?: keyof typeof CLIENTS; cwd?: string },
): Promise<Server> {
  const { env, scheme = 'http', cwd } = options;
  const port = await freePort();
  const [program, ...args] = commandOf(port) as [string, ...string[]];
  const before = performance.now();
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
    cwd,
  });
  running.add(child);
  // Rejects with "spawn … ENOENT" where the program is missing.
  let problem = 'The server ended';
  const ended = once(child, 'exit')
    .catch(({ message }: Error) => {
      problem = message;
    })
    .then(() => running.delete(child));
  while (!(await answers(port, scheme))) {
    if (performance.now() - before > START_LIMIT) throw new Error(`No answer of ${program}`);
    if (!running.has(child)) throw new Error(`${problem}: ${program} ${args.join(' ')}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const started = performance.now() - before;
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    port,
    pid: child.pid as number,
    started,
    async stop(signal = 'SIGKILL') {
      child.kill(signal);
      await ended;
    },
  };
}

/** Milliseconds in which every program has answered. */
const START_LIMIT = 180_000;

const CLIENTS = { http, https } as const;

function answers(port: number, scheme: keyof typeof CLIENTS): Promise<boolean> {
  return new Promise((resolve) => {
    const place = { port, path: pathOf('/users/1'), headers: HEADERS };
    // Not the certificates are measured, but the connections.
    const request = CLIENTS[scheme].get({ ...place, agent: false, rejectUnauthorized: false });
    request.on('response', (response) => {
      response.resume().on('end', () => resolve(response.statusCode === 200));
    });
    request.on('error', () => resolve(false));
  });
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The memory of a process in MB: now (`VmRSS`), or the maximum since `resetPeak` (`VmHWM`). Linux only. */
export function memoryOf(pid: number, which: 'VmRSS' | 'VmHWM' = 'VmRSS'): number {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(RegExp(`${which}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
}

/** Resets the maximum memory of a process. */
export function resetPeak(pid: number): void {
  fs.writeFileSync(`/proc/${pid}/clear_refs`, '5');
}
