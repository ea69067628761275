import path from 'node:path';
import { type Bench, compared, type Line } from '../line.ts';
import { type Load, throughput } from '../load.ts';
import { HEADERS, pathOf } from '../requests.ts';
import { floor, ours, type Server, WORK } from '../servers.ts';

/** Changes of partners: each connection has its own partner, registered and unregistered in turn. */
export const setStatut: Bench = {
  name: 'setUserStatut',
  async run() {
    let files = 0;
    const file = () => path.join(WORK, `statut-${files++}.db`);
    return [
      await compare(
        'in memory',
        0.85,
        () => ours(),
        () => floor('smallest'),
      ),
      await compare(
        'on disk',
        0.8,
        () => ours('--database', file()),
        () => floor('smallest', file()),
      ),
    ];
  },
};

const CONNECTIONS = 32;

async function compare(
  where: string,
  atLeast: number,
  own: () => Promise<Server>,
  B: () => Promise<Server>,
): Promise<Line> {
  let connected = 0;
  const load: Load = {
    connections: CONNECTIONS,
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
  const rates = await throughput({ B, ours: own }, load);
  const what = `setUserStatut ${where}`;
  return compared(what, { atLeast }, 'B', 'requests/s', rates.ours, rates.B);
}
