import users from '../../fixtures/users.json' with { type: 'json' };
import { type Bench, ratio, round } from '../line.ts';
import { throughput } from '../load.ts';
import { floor, ours, pathOf } from '../servers.ts';

const CONNECTIONS = 32;
const SECONDS = 1.5;

/** Reading single partners: those of the fixtures in turn, but for the six who always meet a fault. */
export const getUser: Bench = {
  name: 'getUser',
  async run() {
    const uids = users.map(({ uid }) => uid).filter((uid) => uid < 9000);
    const bytes = Buffer.byteLength(JSON.stringify(users[0]));
    const servers = {
      A: await floor('constant', `${bytes}`),
      B: await floor('smallest'),
      ours: await ours(),
    };
    const rates = await throughput(servers, {
      connections: CONNECTIONS,
      duration: SECONDS,
      requests: uids.map((uid) => ({ path: pathOf(`/users/${uid}`) })),
    });
    for (const server of Object.values(servers)) await server.stop();
    const what = `getUser, ${CONNECTIONS} connections`;
    const figure = (floor: 'A' | 'B') =>
      `${round(rates.ours)} of ${round(rates[floor])} requests/s`;
    return [
      ratio(what, { atLeast: 0.45 }, 'A', rates.ours / rates.A, figure('A')),
      ratio(what, { atLeast: 0.9 }, 'B', rates.ours / rates.B, figure('B')),
    ];
  },
};
