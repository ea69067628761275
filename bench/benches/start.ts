import { databaseOf } from '../data.ts';
import { type Bench, ratio, round } from '../line.ts';
import { median } from '../load.ts';
import { floor, ours, type Server } from '../servers.ts';

const ROUNDS = 11;

/** From the start of the process to the first answer. */
export const start: Bench = {
  name: 'start',
  async run() {
    const { file } = await databaseOf(1_000_000);
    const B = () => floor('smallest');
    const fixtures = () => ours();
    const existing = () => ours('--database', file);
    const taken = new Map<() => Promise<Server>, number[]>([
      [B, []],
      [fixtures, []],
      [existing, []],
    ]);
    for (let turn = 0; turn < ROUNDS; turn++) {
      for (const [begin, times] of taken) {
        const server = await begin();
        times.push(server.started);
        await server.stop('SIGTERM');
      }
    }
    const time = (begin: () => Promise<Server>) => median(taken.get(begin) as number[]);
    const figure = (one: number, other: number) => `${round(one)} after ${round(other)} ms`;
    return [
      ratio(
        'start, process to first 200, default fixtures',
        { atMost: 1.25 },
        'B',
        time(fixtures) / time(B),
        figure(time(fixtures), time(B)),
      ),
      ratio(
        'start on a database of 1,000,000 partners',
        { atMost: 1.1 },
        'with the default fixtures',
        time(existing) / time(fixtures),
        figure(time(existing), time(fixtures)),
      ),
    ];
  },
};
