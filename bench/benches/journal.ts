import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { type Bench, round } from '../line.ts';
import { fillJournal, latencies } from '../load.ts';
import { HEADERS, pathOf } from '../requests.ts';
import { ours, ROOT, type Server } from '../servers.ts';
import { median } from '../statistics.ts';

const REQUESTS = 100_000;
const WAITS = 1000;
const STREAMS = 500;

/** Verifications: one kind that passes, and two that fail and search for near misses. */
const VERIFICATIONS = [
  { operation: 'setUserStatut', times: 0 },
  { operation: 'setUserStatut', uid: 1, body: { action: 1 } },
  { operation: 'getUser', inOrder: [{ operation: 'getUser', uid: 2 }] },
];

/** Repetitions of each, and seconds for which another client is observed. */
const ROUNDS = 15;
const SECONDS = 5;

/** The duration of operations on a full journal, and their effect on another client. */
export const journal: Bench = {
  name: 'journal',
  async run() {
    const server = await ours();
    await fillJournal(server, REQUESTS);
    const verified: number[] = [];
    for (const verification of VERIFICATIONS) {
      const taken: number[] = [];
      for (let turn = 0; turn < ROUNDS; turn++) {
        const begin = performance.now();
        await verify(server, verification);
        taken.push(performance.now() - begin);
      }
      verified.push(median(taken));
    }
    const slowest = Math.max(...verified);
    const watchers = fork(path.join(ROOT, 'bench', 'watchers.ts'), [
      `${server.port}`,
      `${WAITS}`,
      `${STREAMS}`,
    ]);
    await once(watchers, 'message');
    const [taken] = await Promise.all([latencies(server, SECONDS), callForWaits(server)]);
    const longest = Math.max(...taken);
    await end(watchers);
    await server.stop();
    return [
      {
        what: `\`verify\` over ${REQUESTS.toLocaleString('en-US')} requests`,
        target: '≤ 50 ms',
        figure: `${round(slowest)} ms`,
        value: slowest,
        atMost: 50,
      },
      {
        what: `the longest wait of another client, with ${WAITS.toLocaleString('en-US')} waits and ${STREAMS} streams on this journal`,
        target: '≤ 100 ms',
        figure: `${round(longest)} ms, median ${round(median(taken))} ms`,
        value: longest,
        atMost: 100,
      },
    ];
  },
};

/** Sends the request that half of the waits expect; the other waits reach their time-outs. */
async function callForWaits({ url }: Server): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await (await fetch(`${url}${pathOf('/users/2')}`, { headers: HEADERS })).arrayBuffer();
}

async function verify({ url }: Server, verification: object): Promise<void> {
  const response = await fetch(`${url}/_mock/journal/verify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(verification),
  });
  await response.arrayBuffer();
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}
