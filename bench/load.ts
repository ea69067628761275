import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import autocannon from 'autocannon';
import { HEADERS, pathOf, type Server } from './servers.ts';

/** How hard a server is asked. */
export type Load = Pick<autocannon.Options, 'connections' | 'requests' | 'setupClient'>;

/** Of each server, so many processes are measured: two of the same program differ by ten percent. */
const PROCESSES = 4;

/** For how long each is asked before, in seconds: until then, what it runs is still being compiled. */
const WARM_UP = 2;

/** Rounds of each process, and their length in seconds: the machine is another one from second to second. */
const ROUNDS = 6;
const SECONDS = 0.3;

/** How often autocannon looks whether a round is over, in milliseconds. */
const SAMPLING = 100;

/** The requests that servers answer in a second, by rounds that take turns, in fresh processes of each. */
export async function throughput<Name extends string>(
  begin: Readonly<Record<Name, () => Promise<Server>>>,
  load: Load,
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
      for (const name of names) rates[name].push(await rateOf(servers[name], load, SECONDS));
    }
    for (const name of names) await servers[name].stop();
  }
  return rates;
}

/** The requests that a server answers in a second, over so many seconds. */
export async function rateOf({ url }: Server, load: Load, seconds: number): Promise<number> {
  const rhythm = { duration: seconds, sampleInt: SAMPLING };
  const result = await autocannon({ ...load, ...rhythm, url, headers: HEADERS });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${url} refused ${result.non2xx} requests, ${result.errors} failed`);
  }
  return result['2xx'] / result.duration;
}

/** What a download was like: so many bytes, in so many milliseconds. */
export interface Download {
  readonly bytes: number;
  readonly taken: number;
}

/** Downloads an answer, and forgets it. */
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

/** Milliseconds that requests take, one after the other on one connection, with pauses of a millisecond. */
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

/** Clients in a process of their own, that download again and again, or slowly, until they are stopped. */
export class Clients {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** So many clients; with a pace, they read so many bytes a second. */
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
