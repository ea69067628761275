import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { install } from '../../../bench/peers/install.ts';
import type { Peer } from '../../../bench/peers/peer.ts';
import { PEERS } from '../../../bench/peers/peers.ts';
import { differencesOf, needlessOf } from '../../../bench/suite/run.ts';
import {
  type Command,
  environment,
  freePort,
  ROOT,
  run,
  serve,
  start,
} from '../../command-helpers.ts';

t.setTimeout(process.env.PEERS ? 900_000 : 300_000);

const skip = process.env.PEERS
  ? false
  : 'PEERS=1 installs the peers from the network and tries them';

/** Credentials and a key, empty where there are none. */
type Who = readonly [string, string];

const DEMO: Who = ['demo:demo', '6bb16ea35b02a9cbeec697d2e81bfd7d'];
const VALMONT: Who = ['valmont:guichet:unique-2016', 'c0a2f7d94e1b58636d0f9b7e25a84c13'];
const OBSERVATOIRE: Who = ['observatoire:été-à-Nîmes', 'f41d8c27b6905ea3d2c87f1e0b5a9364'];

/** The answers of this project and of the peers except Prism, by caller. */
const STATUSES: { what: string; who: Who; ours: number; Prism?: number }[] = [
  { what: 'the demo application', who: DEMO, ours: 200 },
  { what: 'a password with accents', who: OBSERVATOIRE, ours: 200 },
  { what: 'a password with a colon', who: VALMONT, ours: 200, Prism: 401 },
  { what: 'nobody', who: ['', ''], ours: 401 },
  { what: 'a key alone', who: ['', DEMO[1]], ours: 401 },
  { what: 'a wrong password', who: ['demo:wrong', DEMO[1]], ours: 401, Prism: 200 },
  { what: 'no key', who: [DEMO[0], ''], ours: 403, Prism: 401 },
  { what: 'an unknown key', who: [DEMO[0], 'unknown'], ours: 403, Prism: 200 },
  { what: 'the key of another', who: [DEMO[0], VALMONT[1]], ours: 403, Prism: 200 },
];

const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'faire-simple-mock-peers-'));
t.teardown(() => fs.rmSync(temp, { recursive: true }));

const fixtures = path.join(temp, 'fixtures');
/** In the order in which ours lists them. */
let users: { uid: number; mail: string }[];

t.before(async () => {
  await run(t, ['generate', fixtures, '--generate', '60', '--seed', '42']);
  users = JSON.parse(fs.readFileSync(path.join(fixtures, 'users.json'), 'utf8'));
  users.sort((one, other) => one.uid - other.uid);
});

/** A folder of its own. */
function folder(name: string): string {
  const made = path.join(temp, name);
  fs.mkdirSync(made);
  return made;
}

for (const peer of PEERS) {
  t.test(`${peer.name} is given all users and the port`, async (t) => {
    const home = folder(`${peer.name} configured`);
    const command = peer.configure({
      home: '/home',
      folder: home,
      fixtures,
      port: 4321,
      parts: [],
    });
    const [, name = ''] = /^(.+)@\d+\.\d+\.\d+$/.exec(peer.package) ?? [];
    const program = command.find((each) => each.startsWith(`/home/node_modules/${name}/`));
    t.ok(program, 'its package is run');
    t.equal(command[command.indexOf('--port') + 1], '4321', 'the port');
    const files = fs
      .readdirSync(home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((file) => fs.readFileSync(path.join(file.parentPath, file.name), 'utf8'));
    const missing = users.filter(({ mail }) => !files.some((text) => text.includes(mail)));
    t.strictSame(missing, [], 'no user is missing');
  });

  t.test(`${peer.name}, installed, serves what its note says`, { skip }, async (t) => {
    const home = folder(`${peer.name} installed`);
    await install(peer, home);
    const port = await freePort();
    const line = ['-c', 'unset NODE_OPTIONS; exec "$@"', 'sh'];
    const parts = peer.identification;
    const command = peer.configure({ home, folder: home, fixtures, port, parts });
    const running = start(t, 'sh', [...line, ...command], {
      cwd: home,
      env: environment({ HOME: home }),
    });
    const url = `http://127.0.0.1:${port}/api/users`;
    await answering(url, running);
    await check(t, url, peer.name === 'Prism');
    const large = path.join(temp, 'large');
    await run(t, ['generate', large, '--generate', '10000', '--seed', '42']);
    const folders = { home, fixtures: path.join(ROOT, 'fixtures'), large };
    t.strictSame(await differencesOf(peer, folders), [], 'and does what the table says');
    t.strictSame(await needlessOf(peer, folders), [], 'with no workaround too many');
  });
}

t.test('ours serves what they are compared with', async (t) => {
  const { server } = await serve(t, ['--fixtures', fixtures]);
  await check(t, `${server.apiUrl}/users`, false);
});

/** The answers of a server of the users, by caller. */
async function check(t: Test, url: string, prism: boolean): Promise<void> {
  const list = await get(url, DEMO);
  t.match(list.headers.get('content-type'), /^application\/json\b/, 'as JSON');
  t.strictSame(await list.json(), users, 'all users');
  for (const uid of [1, 3, 54]) {
    const expected = users.find((each) => each.uid === (prism ? 1 : uid));
    t.strictSame(await (await get(`${url}/${uid}`, DEMO)).json(), expected, `user ${uid}`);
  }
  t.equal((await get(`${url}/123456`, DEMO)).status, prism ? 200 : 404, 'an unknown uid');
  for (const { what, who, ours, Prism = ours } of STATUSES) {
    const expected = prism ? Prism : ours;
    t.equal((await get(url, who)).status, expected, `all users, to ${what}`);
    t.equal((await get(`${url}/1`, who)).status, expected, `one user, to ${what}`);
  }
}

/** Waits until a server answers; rejects when its process ends without it. */
async function answering(url: string, running: Command): Promise<void> {
  let exit: unknown;
  running.exit.then((ended) => {
    exit = ended;
  });
  while (!(await fetch(url).catch(() => undefined))) {
    if (exit) throw new Error(`it ended: ${JSON.stringify(exit)}`);
    await setTimeout(50);
  }
}

function get(url: string, [credentials, key]: Who): Promise<Response> {
  const headers: Record<string, string> = {};
  if (credentials) headers.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return fetch(key ? `${url}?key=${key}` : url, { headers });
}

t.test('a peer is installed with npm, once, in its version', async (t) => {
  const peer: Peer = { ...(PEERS[0] as Peer), package: '@scope/peer@1.2.3' };
  const home = folder('home');
  const bin = folder('bin');
  const manifest = path.join(home, 'node_modules', '@scope', 'peer', 'package.json');
  const npm = (script: string) =>
    fs.writeFileSync(path.join(bin, 'npm'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const before = process.env.PATH;
  t.teardown(() => {
    process.env.PATH = before;
  });

  process.env.PATH = bin;
  await t.rejects(
    install(peer, home),
    { message: /^Cannot install @scope\/peer@1\.2\.3, which takes npm and the network: .*ENOENT/ },
    'npm is not there',
  );
  npm(
    'printf "npm error code EAI_AGAIN\\nnpm error no such host\\nnpm error     at x\\n" >&2; exit 1',
  );
  await t.rejects(
    install(peer, home),
    { message: 'Cannot install @scope/peer@1.2.3, which takes npm and the network: no such host' },
    'npm fails',
  );
  npm(`echo "$@" >${path.join(bin, 'called')}`);
  fs.mkdirSync(path.dirname(manifest), { recursive: true });
  fs.writeFileSync(manifest, JSON.stringify({ version: '1.2.2' }));
  await install(peer, home);
  const called = fs.readFileSync(path.join(bin, 'called'), 'utf8');
  t.match(
    called,
    /^install .*--ignore-scripts.* @scope\/peer@1\.2\.3\n$/,
    'not for another version',
  );
  t.ok(called.includes(` --prefix ${home} `), 'in the folder');

  npm('exit 1');
  fs.writeFileSync(manifest, JSON.stringify({ version: '1.2.3' }));
  await t.resolves(install(peer, home), 'npm is not asked for what is there');
});
