import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import autocannon from 'autocannon';
import { HEADERS, pathOf } from './requests.ts';
import type { Server } from './servers.ts';

/** The load on a server. */
export type Load = Pick<autocannon.Options, 'connections' | 'requests' | 'setupClient'>;

/** Number of measured processes of each server: two of the same program differ by ten percent. */
const PROCESSES = 4;

/** Seconds of load before each measurement: until then, code is still being compiled. */
const WARM_UP = 2;

/** Rounds of each process, and their length in seconds: the machine's speed varies from second to second. */
const ROUNDS = 6;
const SECONDS = 0.3;

/** Milliseconds between autocannon's checks for the end of a round. */
const SAMPLING = 100;

/** Answered requests in a second, by alternating rounds, in new processes of each server. */
export async function throughput<Name extends string>(
  begin: Readonly<Record<Name, () => Promise<Server>>>,
  load: Load,
  seconds = SECONDS,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(begin) as Name[];
  const rates = Object.fromEntries(names.map((name): [string, number[]] => [name, []])) as Record<
    Name,
    number[]
  >;
  for (let turn = 0; turn < PROCESSES; turn++) {
    const servers = {} as Record<Name, Server>;
    for (const name of names) servers[name] = await begin[name]();
    for (const name of names) await rateOf(servers[name], load, WARM_UP);
    for (let round = 0; round < ROUNDS; round++) {
      for (const name of names) rates[name].push(await rateOf(servers[name], load, seconds));
    }
    for (const name of names) await servers[name].stop();
  }
  return rates;
}

/** Answered requests in a second, over a number of seconds. */
export async function rateOf({ url }: Server, load: Load, seconds: number): Promise<number> {
  const rhythm = { duration: seconds, sampleInt: SAMPLING };
  const result = await autocannon({ ...load, ...rhythm, url, headers: HEADERS });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${url} refused ${result.non2xx} requests, ${result.errors} failed`);
  }
  return result['2xx'] / result.duration;
}

/** Sends requests until the journal of the main world has that many. */
export async function fillJournal(server: Server, requests: number): Promise<void> {
  const load = { connections: 32, requests: [{ path: pathOf('/users/1') }] };
  const body = JSON.stringify({ times: { atLeast: 0 } });
  for (;;) {
    const response = await fetch(`${server.url}/_mock/journal/verify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const { count } = (await response.json()) as { count: number };
    if (count >= requests) return;
    await rateOf(server, load, 1);
  }
}

/** A finished download: its bytes and milliseconds. */
export interface Download {
  readonly bytes: number;
  readonly taken: number;
}

/** Downloads an answer and discards it. */
export function download({ port }: Server, operation: string): Promise<Download> {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    let bytes = 0;
    const options = { port, path: pathOf(operation), headers: HEADERS, agent: false };
    http
      .get(options, (response) => {
        if (response.statusCode !== 200) reject(new Error(`${operation}: ${response.statusCode}`));
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        response.on('end', () => resolve({ bytes, taken: performance.now() - begin }));
      })
      .on('error', reject);
  });
}

/** Milliseconds until the first byte of an answer's body; the rest is not read. */
export function firstByte({ port }: Server, operation: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const options = { port, path: pathOf(operation), headers: HEADERS, agent: false };
    http
      .get(options, (response) => {
        response.once('data', () => {
          resolve(performance.now() - begin);
          response.destroy();
        });
      })
      .on('error', reject);
  });
}

/** Milliseconds of single requests in sequence on one connection, with pauses of a millisecond. */
export async function latencies({ port }: Server, seconds: number): Promise<number[]> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const taken: number[] = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const begin = performance.now();
    const request = http.get({ port, path: pathOf('/users/1'), headers: HEADERS, agent });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    await once(response.resume(), 'end');
    taken.push(performance.now() - begin);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  agent.destroy();
  return taken;
}

/** Clients in a separate process that repeat a download, fast or slowly, until they are stopped. */
export class Clients {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Starts a number of clients; with a pace, each reads that many bytes in a second. */
  static async start(
    { port }: Server,
    operation: string,
    count: number,
    bytesPerSecond = 0,
  ): Promise<Clients> {
    const args = [`${port}`, pathOf(operation), `${count}`, `${bytesPerSecond}`];
    const child = fork(`${import.meta.dirname}/clients.ts`, args);
    await once(child, 'message');
    return new Clients(child);
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }
}
