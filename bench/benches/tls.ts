import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import users from '../../fixtures/users.json' with { type: 'json' };
import { type Bench, compared, round } from '../line.ts';
import { throughput } from '../load.ts';
import { pathOf } from '../requests.ts';
import { constantOverTls, oursOverTls, ROOT, WORK } from '../servers.ts';
import { median } from '../statistics.ts';

const CONNECTIONS = 32;

/** Long enough that the handshakes at the beginning of a round count little. */
const SECONDS = 1;

/** Number of processes that make certificates. */
const PROCESSES = 5;

/** Single partners over TLS, and the certificates of a start. */
export const tls: Bench = {
  name: 'tls',
  async run() {
    const folder = fs.mkdtempSync(path.join(WORK, 'tls-'));
    await (await oursOverTls(folder)).stop();
    const bytes = Buffer.byteLength(JSON.stringify(users[0]));
    const servers = {
      A: () => constantOverTls(bytes, path.join(folder, 'server.pem')),
      ours: () => oursOverTls(folder),
    };
    const uids = users.map(({ uid }) => uid).filter((uid) => uid < 9000);
    const requests = uids.map((uid) => ({ path: pathOf(`/users/${uid}`) }));
    const load = { connections: CONNECTIONS, requests };
    const rates = await throughput(servers, load, SECONDS);
    const what = `getUser over TLS, ${CONNECTIONS} connections kept alive`;
    const taken = median(Array.from({ length: PROCESSES }, certificates));
    return [
      compared(what, { atLeast: 0.8 }, 'A over TLS', 'requests/s', rates.ours, rates.A),
      {
        what: 'certificates of `--https`, with the code that makes them',
        target: '≤ 300 ms',
        figure: `${round(taken)} ms`,
        value: taken,
        atMost: 300,
      },
    ];
  },
};

/** Milliseconds to load the code that makes certificates, and to make those of a start, in a process of its own. */
function certificates(): number {
  const script = path.join(ROOT, 'bench', 'certificates-run.ts');
  return Number(execFileSync(process.execPath, [script], { encoding: 'utf8' }));
}
