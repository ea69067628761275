import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { type Bench, ratio, round } from '../line.ts';
import { type Download, download, firstByte, median } from '../load.ts';
import { floor, HEADERS, ours, pathOf, type Server, WORK } from '../servers.ts';

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
    const first: Record<string, number[]> = { '/users': [], '/users/1': [] };
    for (let turn = 0; turn < 100; turn++) {
      for (const [operation, times] of Object.entries(first)) {
        times.push(await firstByte(server, operation));
      }
    }
    await server.stop();
    await stream.stop();
    const rate = (downloads: Download[]) =>
      median(downloads.map(({ bytes, taken }) => bytes / taken / 1000));
    const [list, record] = Object.values(first).map(median) as [number, number];
    const what = `listUsers, 100,000 partners (${round((lists[0] as Download).bytes / 1e6)} MB)`;
    return [
      ratio(
        what,
        { atLeast: 0.8 },
        'A, in 64 KiB pieces',
        rate(lists) / rate(floors),
        `${round(rate(lists))} of ${round(rate(floors))} MB/s`,
      ),
      ratio(
        'first byte of it',
        { atMost: 3 },
        'that of getUser',
        list / record,
        `${round(list)} after ${round(record)} ms`,
      ),
    ];
  },
};

function save({ port }: Server, operation: string, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    http.get({ port, path: pathOf(operation), headers: HEADERS }, (response) => {
      response.pipe(fs.createWriteStream(file)).on('finish', resolve).on('error', reject);
    });
  });
}
