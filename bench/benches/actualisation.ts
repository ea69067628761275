import { databaseOf } from '../data.ts';
import { type Bench, compared, round } from '../line.ts';
import { download } from '../load.ts';
import { ours } from '../servers.ts';

const ROUNDS = 5;

/** The global refresh and a half-year's, from a file of a million partners. */
export const actualisation: Bench = {
  name: 'getActualisation',
  async run() {
    const server = await ours('--database', (await databaseOf(1_000_000)).file);
    let bytes = 0;
    const rate = async (operation: string) => {
      const got = await download(server, operation);
      bytes = got.bytes;
      return got.bytes / got.taken / 1000;
    };
    const [lists, alls, halves]: [number[], number[], number[]] = [[], [], []];
    for (let turn = 0; turn < ROUNDS; turn++) {
      lists.push(await rate('/users'));
      alls.push(await rate('/actualisation'));
      halves.push(await rate('/actualisation/2015-S1'));
    }
    await server.stop();
    const all = 'getActualisation, 1,000,000 partners on disk';
    const half = `half-year of it, ${round(bytes / 1e6)} MB`;
    const bound = { atLeast: 0.8 };
    return [
      compared(all, bound, 'listUsers there', 'MB/s', alls, lists),
      compared(half, bound, 'listUsers there', 'MB/s', halves, lists),
    ];
  },
};
