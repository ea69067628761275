import users from '../../fixtures/users.json' with { type: 'json' };
import { type Bench, compared } from '../line.ts';
import { throughput } from '../load.ts';
import { pathOf } from '../requests.ts';
import { floor, ours } from '../servers.ts';

const CONNECTIONS = 32;

/** Single partners: those of the fixtures in turn, except the six whose requests always fail by a rule. */
export const getUser: Bench = {
  name: 'getUser',
  async run() {
    const uids = users.map(({ uid }) => uid).filter((uid) => uid < 9000);
    const bytes = Buffer.byteLength(JSON.stringify(users[0]));
    const servers = {
      A: () => floor('constant', `${bytes}`),
      B: () => floor('smallest'),
      ours: () => ours(),
    };
    const requests = uids.map((uid) => ({ path: pathOf(`/users/${uid}`) }));
    const load = { connections: CONNECTIONS, requests };
    const rates = await throughput(servers, load);
    const what = `getUser, ${CONNECTIONS} connections`;
    return [
      compared(what, { atLeast: 0.45 }, 'A', 'requests/s', rates.ours, rates.A),
      compared(what, { atLeast: 0.9 }, 'B', 'requests/s', rates.ours, rates.B),
    ];
  },
};
