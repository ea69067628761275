import { X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { mock } from 'node:test';
import tls from 'node:tls';
import t, { type Test } from 'tap';
import { type Trust, trustIn } from '../../src/cli/trust.ts';
import { createAuthority } from '../../src/tls/authority.ts';

const now = new Date();
const [ours, other, third] = (await Promise.all([1, 2, 3].map(() => createAuthority(now)))).map(
  ({ cert }) => cert,
) as [string, string, string];
const system = tls.getCACertificates('system');

/** The trust of a test's own; a PATH without a JDK unless the environment has one. */
async function trust(t: Test, env: Record<string, string> = {}): Promise<Trust> {
  const made = await trustIn(ours, { PATH: '', ...env });
  t.teardown(() => made.remove());
  return made;
}

/** The certificates that a variable names. */
const rootsAt = ({ environment }: Trust, name = 'SSL_CERT_FILE') =>
  fs
    .readFileSync(environment[name] as string, 'utf8')
    .split(/(?<=-----END CERTIFICATE-----\n)/)
    .map((pem) => new X509Certificate(pem).toString());

const FILES = ['SSL_CERT_FILE', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'];

t.test('programs trust the authority besides the roots of the system, each once', async (t) => {
  const made = await trust(t);
  t.strictSame(Object.keys(made.environment), [...FILES, 'PHP_INI_SCAN_DIR']);
  t.strictSame(made.notices, []);
  const expected = new Set(
    [...(system.length > 0 ? system : tls.rootCertificates), ours].map((pem) =>
      new X509Certificate(pem).toString(),
    ),
  );
  for (const name of FILES) {
    const roots = rootsAt(made, name);
    t.strictSame(new Set(roots), expected);
    t.equal(roots.length, expected.size);
  }
  made.remove();
  t.notOk(fs.existsSync(path.dirname(`${made.environment.SSL_CERT_FILE}`)), 'nothing is left');
});

t.test('without roots of the system, Node’s take their place', async (t) => {
  const mocked = mock.method(tls, 'getCACertificates', () => []);
  t.teardown(() => mocked.mock.restore());
  t.equal(rootsAt(await trust(t)).length, tls.rootCertificates.length + 1);
});

t.test('the roots that variables name are trusted further', async (t) => {
  const folder = t.testdir({
    'one.pem': `# a comment\r\n${other.replaceAll('\n', '\r\n')}`,
    'damaged.pem': `${other.replace('MII', 'xxx')}${third}`,
    folder: { 'a.pem': third, below: { 'b.txt': 'none' } },
  });
  const file = (name: string) => path.join(folder, name);
  for (const [name, value, found] of [
    ['SSL_CERT_FILE', file('one.pem'), [other]],
    ['CURL_CA_BUNDLE', file('damaged.pem'), [third]],
    ['REQUESTS_CA_BUNDLE', file('folder'), [third]],
    ['NODE_EXTRA_CA_CERTS', file('one.pem'), [other]],
    ['NODE_EXTRA_CA_CERTS', file('none.pem'), []],
  ] as const) {
    const roots = rootsAt(await trust(t, { [name]: value }));
    t.equal(roots.length, rootsAt(await trust(t)).length + found.length, name);
    for (const pem of found) t.ok(roots.includes(pem));
  }
});

t.test('PHP scans one more folder of settings', async (t) => {
  for (const [given, before] of [
    [undefined, ':'],
    ['', ''],
    ['/etc/one:/etc/two', '/etc/one:/etc/two:'],
  ]) {
    const { environment } = await trust(t, given === undefined ? {} : { PHP_INI_SCAN_DIR: given });
    const folder = environment.PHP_INI_SCAN_DIR?.slice(before?.length) as string;
    t.equal(environment.PHP_INI_SCAN_DIR, `${before}${folder}`);
    const { SSL_CERT_FILE: roots } = environment;
    t.equal(
      fs.readFileSync(path.join(folder, 'roots.ini'), 'utf8'),
      `openssl.cafile = "${roots}"\ncurl.cainfo = "${roots}"\n`,
    );
  }
});

/** A JDK whose keytool writes its arguments behind the trust store. */
const KEYTOOL = `#!/bin/sh
printf '%s\\n' "$@" >> "$8"
`;

/** Writes a program into a folder, with the trust stores of a JDK below its home. */
function jdk(t: Test, keytool: string, stores: Record<string, string>): string {
  const home = path.join(t.testdir(), 'jdk');
  for (const [file, text] of Object.entries({ 'bin/keytool': keytool, ...stores })) {
    fs.mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
    fs.writeFileSync(path.join(home, file), text);
  }
  fs.chmodSync(path.join(home, 'bin/keytool'), 0o755);
  return home;
}

for (const [what, stores, expected] of [
  ['a JDK', { 'lib/security/cacerts': 'its roots\n' }, 'its roots\n'],
  ['a JDK of version 8', { 'jre/lib/security/cacerts': 'its roots\n' }, 'its roots\n'],
  [
    'a JDK with roots of its own',
    { 'lib/security/jssecacerts': 'own\n', 'lib/security/cacerts': 'its roots\n' },
    'own\n',
  ],
] as const) {
  t.test(`the keytool of ${what} adds the authority to a copy of its trust store`, async (t) => {
    const home = jdk(t, KEYTOOL, stores);
    for (const env of [{ JAVA_HOME: home }, { PATH: `/nowhere:${home}/bin` }]) {
      const { environment, notices } = await trust(t, { PATH: process.env.PATH as string, ...env });
      t.strictSame(notices, []);
      const [, file = ''] = /trustStore=([^"]+)/.exec(`${environment.JAVA_TOOL_OPTIONS}`) ?? [];
      t.equal(
        environment.JAVA_TOOL_OPTIONS,
        `"-Djavax.net.ssl.trustStore=${file}" "-Djavax.net.ssl.trustStorePassword=changeit"`,
      );
      const [roots, ...args] = fs.readFileSync(file, 'utf8').split(/(?<=\n)/);
      t.equal(roots, expected);
      t.strictSame(args.join('').trim().split('\n'), [
        '-importcert',
        ...['-noprompt', '-alias', 'faire-simple-mock', '-file'],
        path.join(path.dirname(file), 'ca.pem'),
        ...['-keystore', file, '-storepass', 'changeit'],
      ]);
    }
  });
}

t.test('a trust store that JVMs are given already is copied in place of the JDK’s', async (t) => {
  const home = jdk(t, KEYTOOL, { 'lib/security/cacerts': 'its roots\n', store: 'given\n' });
  const store = path.join(home, 'store');
  for (const [given, password] of [
    [`-Xmx1g -Djavax.net.ssl.trustStore=${store}`, 'changeit'],
    [
      `"-Djavax.net.ssl.trustStore=/other" '-Djavax.net.ssl.trustStore=${store}' -Djavax.net.ssl.trustStorePassword=secret`,
      'secret',
    ],
  ] as const) {
    const { environment } = await trust(t, { JAVA_HOME: home, JAVA_TOOL_OPTIONS: given });
    const { JAVA_TOOL_OPTIONS: options = '' } = environment;
    const [, file = ''] = /"-Djavax\.net\.ssl\.trustStore=([^"]+java)"/.exec(options) ?? [];
    t.equal(
      options,
      `${given} "-Djavax.net.ssl.trustStore=${file}" "-Djavax.net.ssl.trustStorePassword=${password}"`,
    );
    const text = fs.readFileSync(file, 'utf8');
    t.match(text, /^given\n-importcert\n/);
    t.match(text, `-storepass\n${password}\n`);
  }
});

t.test('a keytool without a trust store changes nothing for Java', async (t) => {
  const { environment, notices } = await trust(t, { JAVA_HOME: jdk(t, KEYTOOL, {}) });
  t.notOk('JAVA_TOOL_OPTIONS' in environment);
  t.strictSame(notices, []);
});

t.test('a keytool that fails is reported, and the others trust the authority', async (t) => {
  const failing = '#!/bin/sh\necho "keytool error: no room" >&2\nexit 1\n';
  const home = jdk(t, failing, { 'lib/security/cacerts': '' });
  const { environment, notices } = await trust(t, { JAVA_HOME: home });
  t.strictSame(Object.keys(environment), [...FILES, 'PHP_INI_SCAN_DIR']);
  t.match(notices, [
    /^Java will not trust the certificate: Command failed: .*keytool error: no room$/s,
  ]);
});

t.test('a folder for temporary files that cannot be written is refused by name', async (t) => {
  const { TMPDIR } = process.env;
  t.teardown(() => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  });
  process.env.TMPDIR = '/no/where';
  await t.rejects(trustIn(ours, {}), {
    name: 'StartError',
    message:
      'Cannot write the certificate authorities to /no/where (ENOENT): name another folder by TMPDIR.',
  });
});
