import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import t, { type Test } from 'tap';
import { type HttpsFault, startServer } from '../../../src/index.ts';
import { createAuthority, issue } from '../../../src/tls/authority.ts';
import { HTTPS_FAULTS } from '../../../src/tls/fault-names.ts';
import { CLI, type Exit, ROOT, runForeign } from '../../command-helpers.ts';
import {
  copyExample,
  EXAMPLES,
  environment,
  reasonToSkip as reasonToSkipExample,
} from '../../example-helpers.ts';

// A JVM takes a second or two.
t.setTimeout(300_000);

const CLIENTS = path.join(import.meta.dirname, 'clients');
const client = (name: string) => path.join(CLIENTS, name);

/** A client: its program, what makes it trust an authority, and its reasons to refuse the faults. */
interface Client {
  readonly name: string;
  readonly probe: readonly [string, ...string[]];
  readonly command: readonly [string, ...string[]];
  /** The command that trusts the authority in a file, and the variables. */
  readonly trusting: (ca: string) => {
    readonly command?: readonly [string, ...string[]];
    readonly env?: Record<string, string>;
  };
  readonly reasons: Readonly<Record<HttpsFault, string>>;
}

const GUIDE = fs.readFileSync(path.join(ROOT, 'docs', 'https.md'), 'utf8');

/** The reasons of a client, by a column of the table in docs/https.md. */
function reasonsIn(column: 1 | 2 | 3 | 4): Readonly<Record<HttpsFault, string>> {
  const rows = [...GUIDE.matchAll(/^\| `([\w-]+)` \|(.*)\|$/gm)].map(([, fault, cells = '']) => [
    fault,
    cells.split('|')[column - 1]?.trim().replaceAll('`', ''),
  ]);
  return Object.fromEntries(rows);
}

const OF_CURL = reasonsIn(1);

const ALL: readonly Client[] = [
  {
    name: 'curl',
    probe: ['curl', '--version'],
    command: ['sh', client('client.sh')],
    trusting: (ca) => ({ env: { CURL_CA_BUNDLE: ca } }),
    reasons: OF_CURL,
  },
  {
    name: 'Node',
    probe: [process.execPath, '--version'],
    command: [process.execPath, client('client.mjs')],
    trusting: (ca) => ({ env: { NODE_EXTRA_CA_CERTS: ca } }),
    reasons: reasonsIn(2),
  },
  {
    name: 'Python',
    probe: ['python3', '--version'],
    command: ['python3', client('client.py')],
    trusting: (ca) => ({ env: { SSL_CERT_FILE: ca } }),
    reasons: reasonsIn(3),
  },
  {
    name: 'Java',
    // The compiler is part of a JDK only.
    probe: ['javac', '-version'],
    command: ['java', client('Client.java')],
    trusting(ca) {
      const store = path.join(path.dirname(ca), 'ca.p12');
      const options = ['-noprompt', '-alias', 'faire-simple-mock', '-file', ca];
      const target = ['-keystore', store, '-storetype', 'PKCS12', '-storepass', 'changeit'];
      execFileSync('keytool', ['-importcert', ...options, ...target], { stdio: 'ignore' });
      const properties = { trustStore: store, trustStorePassword: 'changeit' };
      const own = Object.entries(properties).map(
        ([name, value]) => `-Djavax.net.ssl.${name}=${value}`,
      );
      return { command: ['java', ...own, client('Client.java')] };
    },
    reasons: reasonsIn(4),
  },
  {
    name: 'PHP',
    probe: ['php', '-r', 'exit(extension_loaded("curl") ? 0 : 1);'],
    command: ['php', client('client.php')],
    trusting: (ca) => ({
      command: [
        'php',
        '-d',
        `openssl.cafile=${ca}`,
        '-d',
        `curl.cainfo=${ca}`,
        client('client.php'),
      ],
    }),
    reasons: OF_CURL,
  },
];

/** Variables that would have a client trust other roots. */
const ROOTS = [
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'CURL_CA_BUNDLE',
  'REQUESTS_CA_BUNDLE',
  'NODE_EXTRA_CA_CERTS',
  'JAVA_TOOL_OPTIONS',
  'PHP_INI_SCAN_DIR',
];

/** Runs a command without such variables of the machine. */
function runClean(
  t: Test,
  command: readonly string[],
  env: Record<string, string> = {},
): Promise<Exit> {
  const unset = ROOTS.flatMap((name) => ['-u', name]);
  const set = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return runForeign(t, 'env', [...unset, ...set, ...command]);
}

const reasonToSkip = (works: boolean, why: string) => !works && !process.env.CI && why;

const isThere = ([file, ...args]: readonly [string, ...string[]]) =>
  spawnSync(file, args).status === 0;

for (const { name, probe, command, trusting, reasons } of ALL) {
  const skip = reasonToSkip(isThere(probe), `"${probe.join(' ')}" does not succeed here`);
  t.test(
    `${name} trusts the authority, and refuses each fault for its own reason`,
    { skip },
    async (t) => {
      const server = await startServer({ https: true, httpPort: 0 });
      t.teardown(() => server.close());
      const ca = path.join(t.testdir(), 'ca.pem');
      fs.writeFileSync(ca, `${server.ca}`);
      const { command: own = command, env = {} } = trusting(ca);
      const url = `${server.apiUrl}/users/1?key=${server.application.key}`;
      const attempt = async () => (await runClean(t, [...own, url], env)).stdout;
      t.equal(await attempt(), '200\n');
      for (const fault of HTTPS_FAULTS) {
        server.setHttpsFault(fault);
        t.match(await attempt(), reasons[fault], fault);
        server.setHttpsFault(null);
        t.equal(await attempt(), '200\n', `without ${fault}`);
      }
      const without = (await runClean(t, [...command, url])).stdout;
      t.match(without, reasons['unknown-authority'], 'without trust in the authority');
    },
  );
}

const CERTIFICATES = '/etc/ssl/certs';
const BUNDLE = 'ca-certificates.crt';

/** The roots of the system, and one more, in a folder of the test. */
function systemWith(t: Test, ca: string): string {
  const folder = path.join(t.testdir(), 'certs');
  fs.cpSync(CERTIFICATES, folder, { recursive: true, verbatimSymlinks: true });
  fs.appendFileSync(path.join(folder, BUNDLE), ca);
  const java = path.join(folder, 'java', 'cacerts');
  if (fs.existsSync(java)) {
    const file = path.join(t.testdirName, 'second.pem');
    fs.writeFileSync(file, ca);
    const args = ['-noprompt', '-alias', 'second', '-file', file, '-keystore', java];
    execFileSync('keytool', ['-importcert', ...args, '-storepass', 'changeit'], {
      stdio: 'ignore',
    });
  }
  return folder;
}

const canMount =
  fs.existsSync(path.join(CERTIFICATES, BUNDLE)) &&
  isThere(['unshare', '--map-root-user', '--mount', 'mount', '--bind', CERTIFICATES, CERTIFICATES]);
const skip = reasonToSkip(
  canMount,
  `the certificates of the system cannot be replaced for a process here`,
);

t.test(
  'under exec, clients trust the authority and all that the system trusts',
  { skip },
  async (t) => {
    const now = new Date();
    const authority = await createAuthority(now);
    const identity = await issue(authority, ['localhost', '127.0.0.1'], now);
    const second = https.createServer(
      identity,
      (_request, response) => void response.end('second'),
    );
    second.listen(0, '127.0.0.1');
    await once(second, 'listening');
    t.teardown(() => second.close());
    const other = `https://127.0.0.1:${(second.address() as AddressInfo).port}/`;
    const certificates = systemWith(t, authority.cert);
    const mounting = 'mount --bind "$0" /etc/ssl/certs && exec "$@"';
    const inSystem = ['unshare', '--map-root-user', '--mount', 'sh', '-c', mounting, certificates];
    const exec = [process.execPath, CLI, 'exec', '--https', '--'];
    const streams = {
      name: 'PHP’s streams',
      probe: ['php', '--version'],
      command: ['php', client('streams.php')],
    };
    for (const { name, probe, command } of [...ALL, streams] as Pick<
      Client,
      'name' | 'probe' | 'command'
    >[]) {
      if (!process.env.CI && !isThere(probe)) {
        t.comment(`${name} is not here`);
        continue;
      }
      const script = 'exec "$@" "$FAIRE_SIMPLE_URL/users/1?key=$FAIRE_SIMPLE_KEY"';
      const args = [...inSystem, ...exec, 'sh', '-c', script, 'sh', ...command, other];
      const { stdout, stderr } = await runClean(t, args);
      t.equal(stdout, '200\n200\n', `${name}: ${stderr}`);
    }
    // The other server is refused where the system does not trust it.
    const plain = await runClean(t, ['sh', client('client.sh'), other]);
    t.match(plain.stdout, OF_CURL['unknown-authority']);
  },
);

for (const example of EXAMPLES.filter(({ command }) => command.includes(' exec '))) {
  const { folder, command, says } = example;
  t.test(
    `the example in ${folder} passes over HTTPS unchanged`,
    { skip: reasonToSkipExample(example) },
    async (t) => {
      const cwd = t.testdir();
      copyExample(folder, cwd);
      const own = command.replace('npx faire-simple-mock', `'${process.execPath}' '${CLI}'`);
      const env = { FAIRE_SIMPLE_MOCK_HTTPS: 'true', ...environment() };
      const { status, stdout, stderr } = await runForeign(t, 'sh', ['-c', own], { cwd, env });
      t.equal(status, 0, stdout + stderr);
      t.ok(
        [stdout, stderr].some((text) => says.test(text)),
        stdout + stderr,
      );
    },
  );
}
