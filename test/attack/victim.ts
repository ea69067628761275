import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, command } from '../command-helpers.ts';
import type { Scope } from './attack.ts';

/** Why memory and handles of a process cannot be read. */
export const noProc = fs.existsSync('/proc/self/status') ? false : 'there is no /proc here';

/** The characters of the log that are kept, for messages. */
const TAIL = 20_000;

/** A server in a process of its own, over HTTP and, if asked for, HTTPS. */
export class Victim {
  readonly command: Command;
  /** The origin over HTTP. */
  readonly url: string;
  /** The origin over HTTPS. */
  readonly secureUrl: string | undefined;
  /** The certificate of its authority. */
  readonly ca: string | undefined;

  private constructor(command: Command, url: string, secureUrl?: string, ca?: string) {
    Object.assign(this, { command, url, secureUrl, ca });
    this.command = command;
    this.url = url;
    this.secureUrl = secureUrl;
    this.ca = ca;
  }

  static async start(scope: Scope, args: string[], { tls = false } = {}): Promise<Victim> {
    const given = tls ? ['--https', '--http-port', '0', ...args] : args;
    const running = command(scope, ['--port', '0', ...given]);
    running.child.stdout?.on('data', () => {
      if (running.stdout.length > 10 * TAIL) running.stdout = running.stdout.slice(-TAIL);
    });
    const [line] = await running.said(/^.*"listening".*$/m);
    const { address, http: plain = address } = JSON.parse(line);
    if (!tls) return new Victim(running, address);
    const ca = await (await fetch(`${plain}/ca.pem`)).text();
    return new Victim(running, plain, address, ca);
  }

  get pid(): number {
    return this.command.child.pid as number;
  }

  /** The resident memory in MB. */
  memory(): number {
    const status = fs.readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  }

  /** The milliseconds of processor time so far; a tick of the kernel has ten. */
  processorTime(): number {
    const [, fields = ''] = fs.readFileSync(`/proc/${this.pid}/stat`, 'utf8').split(') ');
    const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number);
    return (user + system) * 10;
  }

  /** The number of open file descriptors. */
  handles(): number {
    return fs.readdirSync(`/proc/${this.pid}/fd`).length;
  }

  /** Waits until no more handles are open. */
  async handlesAtMost(count: number): Promise<void> {
    for (let turn = 0; this.handles() > count; turn++) {
      if (turn > 1200) throw new Error(`${this.handles()} handles are open; ${count} expected`);
      await sleep(50);
    }
  }

  /** Throws an error if the process has ended, or reported an error of its own. */
  check(): void {
    const { child, stdout, stderr } = this.command;
    if (child.exitCode !== null || child.signalCode !== null || stderr !== '') {
      throw new Error(`the server has ended or complained: ${stderr}${stdout.slice(-2000)}`);
    }
  }
}

/** An answer, read to its end. */
export interface Reply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** A request besides its URL. */
export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | undefined;
}

/** Milliseconds after which a request hangs. */
const HANG = 60_000;

/** Sends requests over connections that are kept alive. */
export class Client {
  readonly #agents: { 'http:': http.Agent; 'https:': https.Agent };

  constructor(scope: Scope, { ca }: { ca?: string | undefined }, maxSockets = 16) {
    this.#agents = {
      'http:': new http.Agent({ keepAlive: true, maxSockets }),
      'https:': new https.Agent({ keepAlive: true, maxSockets, ca }),
    };
    scope.teardown(() => this.close());
  }

  close(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }

  /** The answer's head; its body is left to be read. */
  open(
    url: string,
    { method = 'GET', headers = {}, body }: Sent = {},
  ): Promise<http.IncomingMessage> {
    const protocol = url.startsWith('https:') ? 'https:' : 'http:';
    const module = protocol === 'https:' ? https : http;
    return new Promise((resolve, reject) => {
      const request = module.request(url, {
        method,
        agent: this.#agents[protocol],
        headers: {
          ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
          ...headers,
        },
      });
      request.setTimeout(HANG, () => request.destroy(new Error(`no answer: ${method} ${url}`)));
      request.on('error', reject).on('response', resolve).end(body);
    });
  }

  async send(url: string, sent: Sent = {}): Promise<Reply> {
    const response = await this.open(url, sent);
    response.setEncoding('utf8');
    let text = '';
    for await (const chunk of response) text += chunk;
    return { status: response.statusCode as number, headers: response.headers, text };
  }
}
