import { type Bench, compared, type Line, round } from '../line.ts';
import { HEADERS, pathOf } from '../requests.ts';
import { ours, type Server } from '../servers.ts';
import { median } from '../statistics.ts';

const SANDBOXES = 10_000;
const RULES = 30_000;

/** Rounds, which alternate between the servers. */
const ROUNDS = 12;

/** The effect of many sandboxes and many rules on other requests. */
export const many: Bench = {
  name: 'many',
  async run() {
    const none = await ours();
    const [withSandboxes, withRules] = [await ours(), await ours()];
    for (let made = 0; made < SANDBOXES; made++) await control(withSandboxes, 'POST', '/sandboxes');
    const put: number[] = [];
    for (let turn = 0; turn < 3; turn++) {
      put.push(await control(withRules, 'PUT', '/rules', JSON.stringify(rules())));
    }
    const lines = [
      await line(
        `a refused request with ${SANDBOXES.toLocaleString('en-US')} sandboxes`,
        1.5,
        [withSandboxes, none],
        (server) => times(300, () => fetch(`${server.url}/api/users/1?key=unknown`, options)),
      ),
      await line(
        `the journal of 1,000 requests with ${SANDBOXES.toLocaleString('en-US')} sandboxes`,
        1.5,
        [withSandboxes, none],
        (server) => control(server, 'GET', '/journal?limit=1000'),
      ),
      {
        what: `PUT /rules with ${RULES.toLocaleString('en-US')} rules`,
        target: '≤ 1 s',
        figure: `${round(median(put))} ms`,
        value: median(put) / 1000,
        atMost: 1,
      },
      await line(
        `getUser with ${RULES.toLocaleString('en-US')} rules for other partners`,
        1.2,
        [withRules, none],
        (server) => times(300, () => fetch(`${server.url}${pathOf('/users/1')}`, options)),
      ),
    ];
    for (const server of [none, withSandboxes, withRules]) await server.stop();
    return lines;
  },
};

const options = { headers: HEADERS };

function rules(): object[] {
  return Array.from({ length: RULES }, (_, index) => ({
    operation: 'getUser',
    match: { uid: 1_000_000 + index },
    // biome-ignore lint/suspicious/noThenProperty: the name in the rules' grammar; nobody awaits a rule
    then: { action: 'answer', status: 503 },
  }));
}

/** The milliseconds of two servers for the same work, in rounds; the first ones warm up. */
async function line(
  what: string,
  atMost: number,
  servers: readonly [Server, Server],
  measure: (server: Server) => Promise<number>,
): Promise<Line> {
  const [ones, others]: [number[], number[]] = [[], []];
  for (let turn = -2; turn < ROUNDS; turn++) {
    const [one, other] = [await measure(servers[0]), await measure(servers[1])];
    if (turn < 0) continue;
    ones.push(one);
    others.push(other);
  }
  return compared(what, { atMost }, 'without', 'ms', ones, others);
}

/** The milliseconds of a number of requests in sequence. */
async function times(count: number, request: () => Promise<Response>): Promise<number> {
  const begin = performance.now();
  for (let sent = 0; sent < count; sent++) await (await request()).arrayBuffer();
  return performance.now() - begin;
}

/** The milliseconds of a call of the control plane. */
async function control(
  { url }: Server,
  method: string,
  path: string,
  body?: string,
): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const begin = performance.now();
  const response = await fetch(`${url}/_mock${path}`, { method, ...(body && { headers, body }) });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  await response.arrayBuffer();
  return performance.now() - begin;
}
