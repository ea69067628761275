import { createPrivateKey } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Test } from 'tap';
import { trustIn } from '../../src/cli/trust.ts';
import { startServer } from '../../src/index.ts';
import { createAuthority, issue } from '../../src/tls/authority.ts';
import { keptIn } from '../../src/tls/folder.ts';
import { ownIdentity } from '../../src/tls/own.ts';
import { run } from '../command-helpers.ts';
import { serveHere } from '../command-here.ts';
import { rejection, type Trial, type Trials } from './trial.ts';

const now = new Date();
const YEARS_LATER = new Date(now.getTime() + 9.95 * 365.25 * 24 * 3600 * 1000);
const authority = await createAuthority(now);
const { cert, key } = await issue(authority, ['localhost'], now);
const other = await issue(authority, ['localhost'], now);

/** A start with the authority in a folder, prepared in this way. */
const kept =
  (prepare: (folder: string) => unknown, name = ''): Trial =>
  async (t) => {
    const folder = t.testdir({});
    await prepare(folder);
    return rejection(startServer({ https: true, httpsDir: path.join(folder, name) }));
  };

const made = (folder: string) => keptIn(folder, ['localhost'], now);

/** The file of a kept authority has other content. */
const damaged = (name: string) =>
  kept(async (folder) => {
    await made(folder);
    fs.writeFileSync(path.join(folder, name), 'x');
  });

/** A start with a certificate from elsewhere; undefined: there is no such file. */
const own =
  (certificate: string | undefined, privateKey: string): Trial =>
  (t) => {
    const folder = t.testdir({ 'key.pem': privateKey });
    const [httpsCert, httpsKey] = ['cert.pem', 'key.pem'].map((name) => path.join(folder, name));
    if (certificate !== undefined) fs.writeFileSync(httpsCert as string, certificate);
    return rejection(startServer({ https: true, httpsCert, httpsKey } as never));
  };

const encrypted = createPrivateKey(key).export({
  type: 'pkcs8',
  format: 'pem',
  cipher: 'aes-256-cbc',
  passphrase: 'x',
}) as string;

export const HTTPS_TRIALS: Trials = {
  'Cannot keep certificates in …: it has …, but no ca-key.pem: …': kept((folder) =>
    fs.writeFileSync(path.join(folder, 'x'), ''),
  ),
  'Cannot keep certificates in …: its ca-key.pem is damaged or not of faire-simple-mock: …':
    damaged('ca-key.pem'),
  'Cannot keep certificates in …: its … is damaged or of another authority than its ca-key.pem: …':
    damaged('server.pem'),
  'Cannot keep certificates in …: it is a file: give a folder.': kept(
    (folder) => fs.writeFileSync(path.join(folder, 'file'), ''),
    'file',
  ),
  'Cannot keep certificates in …: it lies below a file: give a folder.': kept(
    (folder) => fs.writeFileSync(path.join(folder, 'file'), ''),
    'file/x',
  ),
  '… was renewed: give it to your clients, which trust the former one until …': async (t) => {
    const folder = t.testdir({});
    await made(folder);
    return (await keptIn(folder, ['localhost'], YEARS_LATER)).notices.join('\n');
  },
  'Cannot use the certificate …: there is no such file.': own(undefined, key),
  'Cannot use the certificate …: it is no certificate in PEM (-----BEGIN CERTIFICATE-----).': own(
    'x',
    key,
  ),
  'Cannot use the certificate …: OpenSSL refuses it (…).': own(
    `${cert}${authority.cert.replace('MII', '===')}`,
    key,
  ),
  'Cannot use the private key …: it is no private key in PEM (-----BEGIN PRIVATE KEY-----).': own(
    cert,
    cert,
  ),
  'Cannot use the private key …: it is encrypted: …': own(cert, encrypted),
  'Cannot use the private key …: it is not the key of the first certificate in …': own(
    cert,
    other.key,
  ),
  'the certificate … is valid from … until …: clients will refuse it': (t) => {
    const folder = t.testdir({ 'cert.pem': cert, 'key.pem': key });
    const files = { cert: path.join(folder, 'cert.pem'), key: path.join(folder, 'key.pem') };
    return ownIdentity(files, YEARS_LATER).notices.join('\n');
  },
  'the TLS fault "…" is set: …': async (t) => {
    const args = ['--https', '--http-port', '0', '--https-fault', 'expired'];
    const { command } = await serveHere(t, args);
    await command.said(/TLS fault/);
    await command.stop();
    // The message is in JSON.
    return command.stdout.replaceAll('\\"', '"');
  },
  'Java will not trust the certificate: …': async (t) => {
    const trust = await trustIn(authority.cert, { JAVA_HOME: jdkThatFails(t) });
    t.teardown(() => trust.remove());
    return trust.notices.join('\n');
  },
  'Cannot write the certificate authorities to …': async (t) =>
    (await run(t, ['exec', '--https', '--', 'true'], { env: { TMPDIR: '/nowhere' } })).stderr,
};

/** The home of a JDK whose keytool fails. */
function jdkThatFails(t: Test): string {
  const home = t.testdir({
    bin: { keytool: '#!/bin/sh\nexit 1\n' },
    lib: { security: { cacerts: '' } },
  });
  fs.chmodSync(path.join(home, 'bin', 'keytool'), 0o755);
  return home;
}
