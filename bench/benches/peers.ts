import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fixturesOf } from '../data.ts';
import { Clients, download, firstByte, latencies, rateOf } from '../load.ts';
import { linesOf } from '../peers/files.ts';
import { install } from '../peers/install.ts';
import { ours } from '../peers/ours.ts';
import type { Peer } from '../peers/peer.ts';
import { PEERS } from '../peers/peers.ts';
import { pathOf } from '../requests.ts';
import { BUILT, memoryOf, ROOT, type Server, startProgram, WORK } from '../servers.ts';
import { median } from '../statistics.ts';
import { LARGE } from '../suite/data.ts';
import { differencesOf } from '../suite/run.ts';

const PARTNERS = 100_000;

/** Seconds of load before the measurements: a JVM compiles longer than Node. */
const WARM_UP = 6;

/** The measurements of a mock server; times in milliseconds, memory in MB. */
export interface Figures {
  readonly peer: Peer;
  /** Requests for single partners, answered in a second. */
  readonly rate: number;
  readonly list: number;
  readonly first: number;
  readonly wait: number;
  readonly before: number;
  readonly most: number;
  readonly started: number;
  /** The lines of the plain configuration, and of all workarounds. */
  readonly plain: number;
  readonly workarounds: number;
}

/**
 * Installs the other mock servers; runs the suite of tests against each and against this one, and throws an Error unless
 * every result is the one in its file; then measures all with the same partners.
 */
export async function measurePeers(): Promise<Figures[]> {
  const home = path.join(WORK, 'peers');
  fs.mkdirSync(home);
  for (const peer of PEERS) {
    process.stderr.write(`${peer.package}…\n`);
    await install(peer, home);
  }
  const folders = { home, fixtures: path.join(ROOT, 'fixtures'), large: largeFixtures() };
  const differences: string[] = [];
  // Two at once: most of the time is spent on starting processes.
  const waiting = [...PEERS, ours];
  const work = async () => {
    for (let peer = waiting.pop(); peer !== undefined; peer = waiting.pop()) {
      process.stderr.write(`tests of ${peer.name}…\n`);
      differences.push(...(await differencesOf(peer, folders)));
    }
  };
  await Promise.all([work(), work()]);
  if (differences.length > 0) {
    throw new Error(`Not as bench/peers says:\n${differences.join('\n')}`);
  }
  const fixtures = fixturesOf(PARTNERS);
  const figures: Figures[] = [];
  for (const peer of [ours, ...PEERS]) {
    process.stderr.write(`${peer.name}…\n`);
    const folder = fs.mkdtempSync(path.join(WORK, 'peer-'));
    const parts = peer.identification;
    const server = await startProgram(
      (port) => peer.configure({ home, folder, fixtures, port, parts, usersOnly: true }),
      { env: { HOME: folder }, cwd: folder },
    );
    figures.push(await measure(peer, server));
  }
  return figures;
}

function largeFixtures(): string {
  const folder = path.join(WORK, 'large');
  const options = ['--generate', `${LARGE}`, '--seed', '42'];
  execFileSync(process.execPath, [BUILT, 'generate', folder, ...options]);
  return folder;
}

async function measure(peer: Peer, server: Server): Promise<Figures> {
  const before = memoryOf(server.pid);
  // Spread over all: linear searches find the first ones soonest.
  const requests = Array.from({ length: 500 }, (_, at) => ({
    path: pathOf(`/users/${10_000 + at * 179}`),
  }));
  const load = { connections: 32, requests };
  await rateOf(server, load, WARM_UP);
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
  return {
    peer,
    rate: median(rates),
    list: median(lists),
    first: median(firsts),
    wait: Math.max(...waits),
    before,
    most,
    started: server.started,
    plain: linesOf(peer.plain),
    workarounds: linesOf(Object.values(peer.workarounds).flat()),
  };
}
