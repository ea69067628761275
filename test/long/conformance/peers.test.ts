import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { install } from '../../../bench/peers/install.ts';
import { jsonServer } from '../../../bench/peers/json-server/peer.ts';
import { prism } from '../../../bench/peers/prism/peer.ts';
import { environment, freePort, ROOT, start } from '../../command-helpers.ts';
import { runAgainst } from '../../conformance/run-helpers.ts';

t.setTimeout(300_000);

const skip = process.env.PEERS
  ? false
  : 'PEERS=1 installs the peers from the network and tries them';

/** The documented checks that fail, with their reasons. */
async function failuresOf(apiUrl: string): Promise<Record<string, string | undefined>> {
  const { results } = await runAgainst(apiUrl, { uid: 1 });
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  return Object.fromEntries(failed.map(({ id, reason }) => [id, reason]));
}

const UNIDENTIFIED = {
  'behaviour.identification_needed': 'a request without login and key is served (200)',
  'behaviour.key_identifies': 'an unknown key is served (200)',
  'behaviour.own_credentials': 'a wrong password is served (200)',
  'behaviour.own_credentials.key': 'the key of another application is served (200)',
};

t.test('a file server identifies nobody, and takes no POST', async (t) => {
  const folder = t.testdir({ api: { users: { 1: '{"uid":1,"statut":1}' } } });
  const server = http.createServer(({ url = '' }, response) => {
    const file = path.join(folder, new URL(url, 'http://x').pathname);
    const found = fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(found ? fs.readFileSync(file) : '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  t.strictSame(await failuresOf(`http://127.0.0.1:${port}/api`), {
    ...UNIDENTIFIED,
    'operation.setUserStatut': 'answered 404',
  });
});

/** The documented checks that the peers fail: neither tells applications apart, and Prism has no records. */
const PEERS = [
  {
    peer: jsonServer,
    expected: { ...UNIDENTIFIED, 'operation.setUserStatut': 'answered 404' },
  },
  {
    peer: prism,
    expected: {
      'behaviour.key_identifies': 'an unknown key is served (200)',
      'behaviour.own_credentials': 'a wrong password is served (200)',
      'behaviour.own_credentials.key': 'the key of another application is served (200)',
      'parameter.uid': 'another uid is answered with the same partner',
      'parameter.uid.post': 'the answer names another partner',
      'behaviour.desinscription': 'it sets the other status',
      'behaviour.status_stored': 'after action 0, no flow shows it',
    },
  },
];

for (const { peer, expected } of PEERS) {
  t.test(`${peer.name} fails for its own reasons`, { skip }, async (t) => {
    const [home, folder] = [t.testdir(), fs.mkdtempSync(path.join(ROOT, '.tap', 'peer-'))];
    t.teardown(() => fs.rmSync(folder, { recursive: true }));
    try {
      await install(peer, home);
    } catch (error) {
      return t.pass(peer.name, { skip: (error as Error).message });
    }
    const port = await freePort();
    const fixtures = path.join(ROOT, 'fixtures');
    const line = ['-c', 'unset NODE_OPTIONS; exec "$@"', 'sh'];
    const command = peer.configure({ home, folder, fixtures, port, parts: [] });
    start(t, 'sh', [...line, ...command], { env: environment({ HOME: home }) });
    const apiUrl = `http://127.0.0.1:${port}/api`;
    while (!(await fetch(`${apiUrl}/users`).catch(() => undefined))) await sleep(50);
    return t.strictSame(await failuresOf(apiUrl), expected);
  });
}
