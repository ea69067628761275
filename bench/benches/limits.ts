import path from 'node:path';
import { CALLS, type Call, EMPTYING, RULE } from '../control-calls.ts';
import { type Bench, type Line, round } from '../line.ts';
import { fillJournal } from '../load.ts';
import { ours, type Server, WORK } from '../servers.ts';
import { median } from '../statistics.ts';

const REQUESTS = 100_000;
const RULES = 1000;
const SANDBOXES = 10_000;

/** Rounds of the operations that leave the journal as it is, after one that warms up. */
const ROUNDS = 9;

/** The operations of the control plane on a server with much in it, beside an empty one. */
export const limits: Bench = {
  name: 'limits',
  async run() {
    const start = (name: string) => ours('--report', path.join(WORK, `report-${name}`));
    const [full, empty] = [await start('full'), await start('empty')];
    for (let made = 0; made < SANDBOXES; made++) await call(full, ['', 'POST', '/sandboxes', {}]);
    const [ones, others] = [await timesOf(full, true), await timesOf(empty, false)];
    for (const server of [full, empty]) await server.stop();
    const [slowest, taken] = [...ones].sort(([, one], [, other]) => other - one)[0] as [
      string,
      number,
    ];
    const line: Line = {
      what: `the slowest of ${ones.size} operations of the control plane with ${[
        [REQUESTS, 'requests'],
        [RULES, 'rules'],
        [SANDBOXES, 'sandboxes'],
      ]
        .map(([count, what]) => `${count?.toLocaleString('en-US')} ${what}`)
        .join(', ')}`,
      target: '≤ 50 ms',
      figure: `${slowest}: ${round(taken)} ms, without ${round(others.get(slowest) as number)} ms`,
      value: taken,
      atMost: 50,
    };
    return [line];
  },
};

/** The milliseconds of each operation. */
async function timesOf(server: Server, filled: boolean): Promise<Map<string, number>> {
  if (filled) await fill(server);
  const taken = new Map<string, number[]>();
  for (let turn = -1; turn < ROUNDS; turn++) {
    let id = '';
    for (const [name, method, path, body] of CALLS) {
      const { time, text } = await call(server, [name, method, path.replace('{id}', id), body]);
      if (name === 'createSandbox') ({ id } = JSON.parse(text));
      if (turn < 0) taken.set(name, []);
      else taken.get(name)?.push(time);
    }
  }
  for (const operation of EMPTYING) {
    if (filled) await fill(server);
    await call(server, ['', 'PUT', '/snapshots/full']);
    taken.set(operation[0], [(await call(server, operation)).time]);
  }
  return new Map([...taken].map(([name, times]) => [name, median(times)]));
}

async function fill(server: Server): Promise<void> {
  const rules = Array.from({ length: RULES }, (_, uid) => ({ ...RULE, match: { uid: uid + 1e6 } }));
  await call(server, ['', 'PUT', '/rules', rules]);
  await fillJournal(server, REQUESTS);
}

/** The milliseconds of a call, and its answer. */
async function call(
  { url }: Server,
  [, method, path, body]: Call,
): Promise<{ time: number; text: string }> {
  const headers = { 'content-type': 'application/json' };
  const begin = performance.now();
  const response = await fetch(`${url}/_mock${path}`, {
    method,
    ...(body !== undefined && { headers, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  const text = await response.text();
  return { time: performance.now() - begin, text };
}
