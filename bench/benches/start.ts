import { databaseOf } from '../data.ts';
import { type Bench, compared } from '../line.ts';
import { floor, ofClone, ours } from '../servers.ts';

const ROUNDS = 21;

/** From the start of the process to the first answer. */
export const start: Bench = {
  name: 'start',
  async run() {
    const { file } = await databaseOf(1_000_000);
    const B = { begin: () => floor('smallest'), times: [] as number[] };
    const fixtures = { begin: () => ours(), times: [] as number[] };
    const existing = { begin: () => ours('--database', file), times: [] as number[] };
    const clone = { begin: () => ofClone(), times: [] as number[] };
    // Fills the compile cache, as after a first start.
    await (await ofClone()).stop('SIGTERM');
    for (let turn = 0; turn < ROUNDS; turn++) {
      for (const { begin, times } of [B, fixtures, existing, clone]) {
        const server = await begin();
        times.push(server.started);
        await server.stop('SIGTERM');
      }
    }
    const documented = 'start by `npm start`, process to first 200, compile cache warm';
    const first = 'the same built, without the cache: a first start';
    const large = 'start on a database of 1,000,000 partners, without the cache';
    const same = 'with the default fixtures';
    return [
      compared(documented, { atMost: 1.25 }, 'B', 'ms', clone.times, B.times),
      compared(first, { atMost: 1.5 }, 'B', 'ms', fixtures.times, B.times),
      compared(large, { atMost: 1.1 }, same, 'ms', existing.times, fixtures.times),
    ];
  },
};
