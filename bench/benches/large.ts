import { databaseOf } from '../data.ts';
import { type Bench, type Line, ratio, round } from '../line.ts';
import { Clients, download, latencies, median, quantile } from '../load.ts';
import { memoryOf, ours, resetPeak, type Server } from '../servers.ts';

const SECONDS = 3;

/** What lists cost in memory, and what others notice of them. */
export const large: Bench = {
  name: 'large',
  async run() {
    const many = await ours('--generate', '100000', '--seed', '42');
    const lines = [
      await memory(many, '100,000 partners'),
      await others(many, 'while one client downloads 100,000 partners', 1, 0, 5),
      ...(await slowReaders(many)),
    ];
    await many.stop();
    const most = await ours('--database', (await databaseOf(1_000_000)).file);
    lines.splice(1, 0, await memory(most, '1,000,000 partners on disk'));
    await most.stop();
    return lines;
  },
};

/** How much more memory a server takes while four clients download all partners. */
async function memory(server: Server, what: string): Promise<Line> {
  // The first answers load what every later one uses.
  await latencies(server, 1);
  const idle = memoryOf(server.pid);
  resetPeak(server.pid);
  const clients = await Clients.start(server, '/users', 4);
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  const added = memoryOf(server.pid, 'VmHWM') - idle;
  await clients.stop();
  return {
    what: `memory added while 4 clients download ${what}`,
    target: '≤ 64 MB',
    figure: `${round(added)} MB over ${round(idle)} MB`,
    value: added,
    atMost: 64,
  };
}

/** How much longer a single request takes, at worst, while other clients do something else. */
async function others(
  server: Server,
  what: string,
  count: number,
  bytesPerSecond: number,
  atMost: number,
): Promise<Line> {
  const idle: number[] = [];
  const busy: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    idle.push(quantile(await latencies(server, 1), 0.99));
    const clients = await Clients.start(server, '/users', count, bytesPerSecond);
    busy.push(quantile(await latencies(server, 1), 0.99));
    await clients.stop();
  }
  return ratio(
    `p99 of getUser ${what}`,
    { atMost },
    'idle',
    median(busy) / median(idle),
    `${round(median(busy))} after ${round(median(idle))} ms`,
  );
}

async function slowReaders(server: Server): Promise<Line[]> {
  const idle = memoryOf(server.pid);
  resetPeak(server.pid);
  const line = await others(server, 'while ten clients read 1 KB/s', 10, 1024, 2);
  const added = memoryOf(server.pid, 'VmHWM') - idle;
  return [
    line,
    {
      what: 'memory added by ten clients that read 1 KB/s',
      target: '≤ 16 MB',
      figure: `${round(added)} MB`,
      value: added,
      atMost: 16,
    },
  ];
}

/** The global refresh, and that of a half-year, from a file of a million partners. */
export const actualisation: Bench = {
  name: 'getActualisation',
  async run() {
    const server = await ours('--database', (await databaseOf(1_000_000)).file);
    const operations = ['/users', '/actualisation', '/actualisation/2015-S1'];
    const rates = Object.fromEntries(operations.map((operation) => [operation, [] as number[]]));
    let bytes = 0;
    for (let turn = 0; turn < 3; turn++) {
      for (const operation of operations) {
        const got = await download(server, operation);
        rates[operation]?.push(got.bytes / got.taken / 1000);
        if (operation.endsWith('S1')) bytes = got.bytes;
      }
    }
    await server.stop();
    const [list, all, half] = operations.map((operation) => median(rates[operation] as number[]));
    const what = '1,000,000 partners on disk';
    const line = (name: string, rate: number | undefined, atLeast: number) =>
      ratio(
        name,
        { atLeast },
        'listUsers there',
        Number(rate) / Number(list),
        `${round(Number(rate))} of ${round(Number(list))} MB/s`,
      );
    return [
      line(`getActualisation, ${what}`, all, 0.8),
      line(`half-year of it, ${round(bytes / 1e6)} MB`, half, 0.5),
    ];
  },
};
