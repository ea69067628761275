import path from 'node:path';
import { databaseOf, save } from '../data.ts';
import { type Bench, type Line, ratio, round } from '../line.ts';
import { Clients, latencies } from '../load.ts';
import { floor, memoryOf, ours, resetPeak, type Server, WORK } from '../servers.ts';
import { median, pairedRatio, quantile } from '../statistics.ts';

const SECONDS = 3;

/** The memory of lists, and their effect on other clients. */
export const large: Bench = {
  name: 'large',
  async run() {
    const many = await ours('--generate', '100000', '--seed', '42');
    const lines = [
      await memory(many, '100,000 partners'),
      await others(many),
      ...(await slowReaders(many)),
    ];
    await many.stop();
    const most = await ours('--database', (await databaseOf(1_000_000)).file);
    lines.splice(1, 0, await memory(most, '1,000,000 partners on disk'));
    await most.stop();
    return lines;
  },
};

/** The additional memory of a server while four clients download all partners. */
async function memory(server: Server, what: string): Promise<Line> {
  // The first answers load code that all later ones use.
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

/** 99th percentiles of single requests, in milliseconds, by rounds. */
interface Waits {
  readonly idle: number[];
  /** While other clients download. */
  readonly busy: number[];
  /** The memory of their downloads, in MB. */
  readonly added: number[];
}

/** Single requests during downloads, in rounds that alternate between the servers. */
async function waits(
  servers: readonly Server[],
  count: number,
  bytesPerSecond: number,
): Promise<Waits[]> {
  const found = servers.map((): Waits => ({ idle: [], busy: [], added: [] }));
  const p99 = async (server: Server) => quantile(await latencies(server, 1), 0.99);
  for (const server of servers) await latencies(server, 1);
  for (let turn = 0; turn < 6; turn++) {
    for (const [at, server] of servers.entries()) {
      found[at]?.idle.push(await p99(server));
      const before = memoryOf(server.pid);
      const clients = await Clients.start(server, '/users', count, bytesPerSecond);
      found[at]?.busy.push(await p99(server));
      found[at]?.added.push(memoryOf(server.pid) - before);
      await clients.stop();
    }
  }
  return found;
}

const timesOf = ({ idle, busy }: Waits) => `${round(median(busy))} after ${round(median(idle))} ms`;

/**
 * The longest waits of other clients during a download. The floor, which only sends, shows the part that is caused by
 * three busy processes on the machine's cores.
 */
async function others(server: Server): Promise<Line> {
  const file = path.join(WORK, 'others.json');
  await save(server, '/users', file);
  const A = await floor('stream', file);
  const [own, floors] = (await waits([server, A], 1, 0)) as [Waits, Waits];
  await A.stop();
  return ratio(
    'p99 of getUser while one client downloads 100,000 partners',
    { atMost: 5 },
    'idle',
    pairedRatio(own.busy, own.idle),
    `${timesOf(own)}; A ${timesOf(floors)}, ${round(pairedRatio(floors.busy, floors.idle))} ×`,
  );
}

async function slowReaders(server: Server): Promise<Line[]> {
  const [slow] = (await waits([server], 10, 1024)) as [Waits];
  const added = median(slow.added);
  return [
    ratio(
      'p99 of getUser while ten clients read 1 KB/s',
      { atMost: 2 },
      'idle',
      pairedRatio(slow.busy, slow.idle),
      timesOf(slow),
    ),
    {
      what: 'memory added by ten clients that read 1 KB/s',
      target: '≤ 16 MB',
      figure: `${round(added)} MB`,
      value: added,
      atMost: 16,
    },
  ];
}
