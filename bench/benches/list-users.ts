import path from 'node:path';
import { save } from '../data.ts';
import { type Bench, compared, round } from '../line.ts';
import { type Download, download, firstByte } from '../load.ts';
import { floor, ours, WORK } from '../servers.ts';

const ROUNDS = 15;

/** The list of 100,000 partners, to one client. */
export const listUsers: Bench = {
  name: 'listUsers',
  async run() {
    const server = await ours('--generate', '100000', '--seed', '42');
    const file = path.join(WORK, 'users.json');
    await save(server, '/users', file);
    const stream = await floor('stream', file);
    const lists: Download[] = [];
    const floors: Download[] = [];
    for (let turn = 0; turn < ROUNDS; turn++) {
      floors.push(await download(stream, '/users'));
      lists.push(await download(server, '/users'));
    }
    const [listFirst, userFirst]: [number[], number[]] = [[], []];
    for (let turn = 0; turn < 100; turn++) {
      listFirst.push(await firstByte(server, '/users'));
      userFirst.push(await firstByte(server, '/users/1'));
    }
    await server.stop();
    await stream.stop();
    const rates = (downloads: Download[]) =>
      downloads.map(({ bytes, taken }) => bytes / taken / 1000);
    const what = `listUsers, 100,000 partners (${round((lists[0] as Download).bytes / 1e6)} MB)`;
    return [
      compared(what, { atLeast: 0.8 }, 'A, in 64 KiB pieces', 'MB/s', rates(lists), rates(floors)),
      compared('first byte of it', { atMost: 3 }, 'that of getUser', 'ms', listFirst, userFirst),
    ];
  },
};
