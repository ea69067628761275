import path from 'node:path';
import { type Bench, compared, type Line } from '../line.ts';
import { type Load, throughput } from '../load.ts';
import { floor, HEADERS, ours, pathOf, WORK } from '../servers.ts';

/** Changing partners: each connection has one of its own, which every request registers or unregisters in turn. */
export const setStatut: Bench = {
  name: 'setUserStatut',
  async run() {
    const file = (name: string) => path.join(WORK, `${name}.db`);
    return [
      await compare('in memory', 0.85, [], []),
      await compare('on disk', 0.8, ['--database', file('ours')], [file('smallest')]),
    ];
  },
};

const CONNECTIONS = 32;
const SECONDS = 0.7;
const ROUNDS = 9;

async function compare(
  where: string,
  atLeast: number,
  options: string[],
  floorOptions: string[],
): Promise<Line> {
  const servers = { B: await floor('smallest', ...floorOptions), ours: await ours(...options) };
  let connected = 0;
  const load: Load = {
    connections: CONNECTIONS,
    duration: SECONDS,
    setupClient(client) {
      const uid = (connected++ % CONNECTIONS) + 1;
      client.setRequests(
        [1, 0].map((action) => ({
          method: 'POST' as const,
          path: pathOf(`/users/${uid}/statut`),
          headers: { ...HEADERS, 'content-type': 'application/json' },
          body: JSON.stringify({ action }),
        })),
      );
    },
  };
  const rates = await throughput(servers, load, ROUNDS);
  for (const server of Object.values(servers)) await server.stop();
  const what = `setUserStatut ${where}`;
  return compared(what, { atLeast }, 'B', 'requests/s', rates.ours, rates.B);
}
