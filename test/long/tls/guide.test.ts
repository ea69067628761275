import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import manifest from '../../../package.json' with { type: 'json' };
import { createAuthority, issue } from '../../../src/tls/authority.ts';
import { CLI, ROOT, runForeign, startForeign } from '../../command-helpers.ts';
import { environment, output } from '../../example-helpers.ts';

t.setTimeout(300_000);

const GUIDE = fs.readFileSync(path.join(ROOT, 'docs', 'https.md'), 'utf8');
const CLIENTS = path.join(import.meta.dirname, 'clients');

/** The fenced blocks of one language, in order. */
function blocks(language: string): string[] {
  return [...GUIDE.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(
    ([, block]) => block as string,
  );
}

/** A project with clients that has the package installed, as far as npx is concerned. */
function project(t: Test): string {
  const bin = `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`;
  const folder = t.testdir({
    'package.json': JSON.stringify({
      private: true,
      scripts: { test: 'node client.mjs "$FAIRE_SIMPLE_URL/users/1?key=$FAIRE_SIMPLE_KEY"' },
    }),
    node_modules: { '.bin': { [manifest.name]: bin } },
  });
  fs.chmodSync(path.join(folder, 'node_modules', '.bin', manifest.name), 0o755);
  fs.cpSync(CLIENTS, folder, { recursive: true });
  return folder;
}

/** Starts a command that serves; resolves with the addresses of its first log line. */
async function serving(t: Test, command: string, cwd: string, env: Record<string, string> = {}) {
  const all = { ...environment(), FAIRE_SIMPLE_MOCK_PORT: '0', ...env };
  // A signal to npx would not reach the server.
  const direct = command.replace(/^npx /, 'exec node_modules/.bin/');
  const running = startForeign(t, 'sh', ['-c', direct], { cwd, env: all });
  const [line] = await running.said(/^\{.*"msg":"listening".*$/m);
  return {
    running,
    ...(JSON.parse(line as string) as { address: string; http?: string; api: string }),
  };
}

/** The key of the demo application. */
const [, KEY] = /\?key=(\w+)/.exec(GUIDE) as unknown as [string, string];

const START = /^npx faire-simple-mock --https/;

t.test('the commands of https.md work, from the first to the last', async (t) => {
  const cwd = project(t);
  const now = new Date();
  const { cert, key } = await issue(await createAuthority(now), ['localhost'], now);
  fs.writeFileSync(path.join(cwd, 'fullchain.pem'), cert);
  fs.writeFileSync(path.join(cwd, 'key.pem'), key);
  const found = blocks('sh').map((block) => block.trim());
  t.equal(found.filter((block) => START.test(block)).length, 4);
  // A port below 1024, in the test below.
  const here = found.filter((block) => !/--port 443$|^docker /.test(block));
  t.equal(here.length, found.length - 2);
  const [first, ...others] = here as [string, ...string[]];
  const { address, http } = await serving(
    t,
    first.replace('--http-port 3001', '--http-port 0'),
    cwd,
  );
  const env = { ...environment(), CLIENT_URL: `${address}/api/users/1?key=${KEY}` };
  for (const block of others) {
    if (START.test(block)) {
      const { running, address: other } = await serving(t, block, cwd);
      t.match(other, /^https:/, block);
      await running.stop();
      continue;
    }
    const script = block
      .replaceAll('https://127.0.0.1:3000', address)
      .replaceAll(':127.0.0.1:3000', address.replace('https://', ':'))
      .replaceAll('http://127.0.0.1:3001', `${http}`);
    const exit = await runForeign(t, 'sh', ['-ec', script], { cwd, env });
    t.equal(exit.status, 0, `${block}\n${output(exit)}`);
    if (/client\.|Client\.|npm test/.test(block)) t.match(exit.stdout, /^200$/m, block);
    if (/curl .*\/api/.test(block)) t.match(exit.stdout, '"operationId":"getIndex"', block);
  }
  t.strictSame(fs.readdirSync(path.join(cwd, 'certs')).sort(), [
    'ca-key.pem',
    'ca.pem',
    'server.pem',
  ]);
});

const NAMED = 'https://www.faire-simple.gouv.fr/api/users/1';
const canIsolate = spawnSync('unshare', ['-rmn', 'ip', 'link', 'set', 'lo', 'up']).status === 0;
const skip =
  !canIsolate && !process.env.CI && 'there are no namespaces for networks and mounts here';

/** A network of its own, whose only host is this one, with a hosts file of its own. */
const ISOLATED = [
  '-rmn',
  'sh',
  '-ec',
  'ip link set lo up; mount --bind hosts /etc/hosts; exec sh -e script',
];

t.test('clients reach the real base URL by the hosts line and port 443', { skip }, async (t) => {
  const cwd = project(t);
  const [line] = blocks('hosts');
  const [command] = blocks('sh').filter((block) => /--port 443$/m.test(block));
  fs.writeFileSync(path.join(cwd, 'hosts'), `127.0.0.1 localhost\n${line}`);
  const clients = [
    'CURL_CA_BUNDLE=ca.pem sh client.sh',
    'NODE_EXTRA_CA_CERTS=ca.pem node client.mjs',
    'SSL_CERT_FILE=ca.pem python3 client.py',
    'php -d curl.cainfo=ca.pem client.php',
  ];
  const script = [
    `${command?.trim().replace('npx ', 'node_modules/.bin/')} >log 2>&1 &`,
    "trap 'kill $!; wait' EXIT",
    'until grep -q listening log; do sleep 0.1; done',
    'curl -fsSk -o ca.pem https://127.0.0.1/ca.pem',
    ...clients.map((client) => `${client} '${NAMED}?key=${KEY}'`),
  ];
  fs.writeFileSync(path.join(cwd, 'script'), `${script.join('\n')}\n`);
  const exit = await runForeign(t, 'unshare', ISOLATED, { cwd, env: environment() });
  t.equal(exit.stdout, '200\n'.repeat(clients.length), output(exit));
});

/** Installs packages into a folder of the test. */
async function install(t: Test, ...packages: string[]): Promise<string> {
  const cwd = t.testdir({ 'package.json': '{"private": true}' });
  const args = ['install', '--no-audit', '--no-fund', ...packages];
  const exit = await runForeign(t, 'npm', args, { cwd });
  t.equal(exit.status, 0, output(exit));
  return cwd;
}

for (const [version, language, ...more] of [
  ['22.18.0', 'javascript', 'undici@7'],
  ['24.4.1', 'javascript', 'undici@7'],
  ['22.19.0', 'js'],
  ['26', 'js'],
] as const) {
  t.test(`fetch trusts the authority in Node ${version}`, async (t) => {
    const cwd = await install(t, `node@${version}`, ...more);
    const source = JSON.stringify(path.join(ROOT, 'src', 'index.ts'));
    const program = blocks(language).join('\n').replaceAll("'faire-simple-mock'", source);
    fs.writeFileSync(path.join(cwd, 'guide.mjs'), `${program}\nconsole.log(process.version);\n`);
    const node = path.join(cwd, 'node_modules', 'node', 'bin', 'node');
    const exit = await runForeign(t, node, ['guide.mjs'], { cwd });
    t.match(exit.stdout, new RegExp(`^v${version.replaceAll('.', '\\.')}`), output(exit));
    t.equal(exit.status, 0);
  });
}
