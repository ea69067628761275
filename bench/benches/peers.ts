import fs from 'node:fs';
import path from 'node:path';
import { fixturesOf } from '../data.ts';
import { round } from '../line.ts';
import { Clients, download, firstByte, latencies, rateOf } from '../load.ts';
import { install, PEERS } from '../peers/peer.ts';
import { memoryOf, ours, pathOf, type Server, start, WORK } from '../servers.ts';
import { median } from '../statistics.ts';

const PARTNERS = 100_000;

/** Measures other mock servers and this one with the same partners; a row for each. */
export async function measurePeers(): Promise<string[][]> {
  const fixtures = fixturesOf(PARTNERS);
  const rows = [await measure('faire-simple-mock', await ours('--fixtures', fixtures))];
  const folder = path.join(WORK, 'peers');
  fs.mkdirSync(folder);
  for (const peer of PEERS) {
    process.stderr.write(`${peer.package}…\n`);
    await install(peer, folder);
    const server = await start((port) => peer.configure(folder, fixtures, port), { HOME: folder });
    rows.push(await measure(`${peer.package}: ${peer.note}`, server));
  }
  return rows;
}

export const HEAD = [
  'mock server',
  'getUser, 32 connections',
  'listUsers',
  'first byte of it',
  'longest wait of another client',
  'memory before and at most',
  'start',
];

async function measure(name: string, server: Server): Promise<string[]> {
  const before = memoryOf(server.pid);
  // Spread over all: linear searches find the first ones soonest.
  const requests = Array.from({ length: 500 }, (_, at) => ({
    path: pathOf(`/users/${10_000 + at * 179}`),
  }));
  const load = { connections: 32, requests };
  await rateOf(server, load, 2);
  const rates: number[] = [];
  for (let turn = 0; turn < 3; turn++) rates.push(await rateOf(server, load, 1));
  const lists: number[] = [];
  const firsts: number[] = [];
  // Before the downloads: their garbage is collected in this process, not in the server's.
  for (let turn = 0; turn < 5; turn++) firsts.push(await firstByte(server, '/users'));
  for (let turn = 0; turn < 3; turn++) lists.push((await download(server, '/users')).taken);
  const clients = await Clients.start(server, '/users', 1);
  const waits = await latencies(server, 3);
  await clients.stop();
  const most = memoryOf(server.pid, 'VmHWM');
  await server.stop();
  return [
    name,
    `${round(median(rates))} requests/s`,
    `${round(median(lists))} ms`,
    `${round(median(firsts))} ms`,
    `${round(Math.max(...waits))} ms`,
    `${round(before)}, ${round(most)} MB`,
    `${round(server.started)} ms`,
  ];
}
