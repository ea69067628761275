import fs from 'node:fs';
import path from 'node:path';
import { fixturesOf } from '../data.ts';
import { type Bench, type Line, round } from '../line.ts';
import { memoryOf, ours, WORK } from '../servers.ts';
import { median } from '../statistics.ts';

const PARTNERS = 100_000;
const ROUNDS = 5;

/** The start with a large folder of fixtures, which is read and checked. */
export const fixtures: Bench = {
  name: 'fixtures',
  async run() {
    const folder = fixturesOf(PARTNERS);
    const database = path.join(WORK, 'fixtures.db');
    const inMemory = await starts(() => ours('--fixtures', folder));
    const onDisk = await starts(() => {
      fs.rmSync(database, { force: true });
      return ours('--fixtures', folder, '--database', database);
    });
    const what = `start with ${PARTNERS.toLocaleString('en-US')} partners by --fixtures`;
    return [
      timeLine(`${what}, process to first 200`, inMemory),
      memoryLine('memory at most until then', 300, inMemory),
      timeLine('the same with a new --database', onDisk),
      memoryLine('memory at most with it', 150, onDisk),
    ];
  },
};

/** The times of starts, in milliseconds, and their memory at most, in MB. */
interface Starts {
  readonly times: number[];
  readonly memory: number[];
}

async function starts(begin: () => ReturnType<typeof ours>): Promise<Starts> {
  const found: Starts = { times: [], memory: [] };
  for (let turn = 0; turn < ROUNDS; turn++) {
    const server = await begin();
    found.times.push(server.started);
    found.memory.push(memoryOf(server.pid, 'VmHWM'));
    await server.stop('SIGTERM');
  }
  return found;
}

function timeLine(what: string, { times }: Starts): Line {
  const value = median(times) / 1000;
  return { what, target: '≤ 1 s', figure: `${round(value)} s`, value, atMost: 1 };
}

function memoryLine(what: string, atMost: number, { memory }: Starts): Line {
  const value = Math.max(...memory);
  return { what, target: `≤ ${atMost} MB`, figure: `${round(value)} MB`, value, atMost };
}
