import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { type StartOptions, startServer } from '../../src/index.ts';
import { createAuthority, issue } from '../../src/tls/authority.ts';
import { runHere, serveHere } from '../command-here.ts';
import { call, start, trust } from '../helpers.ts';

t.setTimeout(120_000);

const now = new Date();
const authority = await createAuthority(now);
const { cert, key } = await issue(authority, ['localhost', '127.0.0.1'], now);
const other = await issue(authority, ['localhost'], now);
const encrypted = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' } as const;
const sec1 = { type: 'sec1', format: 'pem' } as const;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

// Of RSA with 512 bits, which OpenSSL refuses; it ends in 2109.
const WEAK_CERT = `-----BEGIN CERTIFICATE-----
MIIBgTCCASugAwIBAgIUAZjrNo9Nan91cRq5CikkD64JchwwDQYJKoZIhvcNAQEL
BQAwFDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNjE4MDYwOVoYDzIxMDkw
MTE1MTgwNjA5WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwXDANBgkqhkiG9w0BAQEF
AANLADBIAkEAyxTVHDE711DJwEUERTEFu6s7abvGcOFC4UvAblaGdtTKIcSL9L+J
4WwlnFalIdUsqzKk+W0XOqPh3h35eIvqMwIDAQABo1MwUTAdBgNVHQ4EFgQUkLkw
aO8486q0hUJtTWZgR6cF+aUwHwYDVR0jBBgwFoAUkLkwaO8486q0hUJtTWZgR6cF
+aUwDwYDVR0TAQH/BAUwAwEB/zANBgkqhkiG9w0BAQsFAANBADnkcflN53QqQKMc
L2NTd6ndePEPEWA8/9TsNidU2r5nBiTMJ9TdUobe/1sX3wCd/yf1Ih660NQCABue
V1vU0Go=
-----END CERTIFICATE-----
`;
const WEAK_KEY = `-----BEGIN PRIVATE KEY-----
MIIBVQIBADANBgkqhkiG9w0BAQEFAASCAT8wggE7AgEAAkEAyxTVHDE711DJwEUE
RTEFu6s7abvGcOFC4UvAblaGdtTKIcSL9L+J4WwlnFalIdUsqzKk+W0XOqPh3h35
eIvqMwIDAQABAkEAoN4Nulldt7/tMPr62PxuOCz50VXHad9mpSTmeADeXv3hROdJ
lxDre0KPDPmm+Zk8LetbCJ92COFNJ85OLNpRgQIhAPymHOL9QESmI2kgMJ958OXj
qS0nQe2bc1V1j1IqPeXhAiEAzcZo34Yx0+GiVdGpmPSXT5c+J1BTqhu8coYbm6SK
KpMCIQCE2WAlJ5/MuUOzep62rOs0JvMFcDgllfEehdOYE+g6YQIgevF0bzhKRQGm
cAfYgJ6CWPdQF0US96uip/ogPJnOQykCIBs2LZLthScTWLy564FvP66QLgCBsgqQ
iVJZ5ch0/lmJ
-----END PRIVATE KEY-----
`;

/** Writes files and names them in options. */
function files(t: Test, certText: string | Buffer, keyText: string): Required<StartOptions> {
  const folder = t.testdir();
  const [httpsCert, httpsKey] = ['cert.pem', 'key.pem'].map((name) => path.join(folder, name));
  fs.writeFileSync(httpsCert as string, certText);
  fs.writeFileSync(httpsKey as string, keyText);
  return { https: true, httpsCert, httpsKey } as Required<StartOptions>;
}

for (const [what, text] of [
  ['PKCS #8', key],
  ['SEC 1', createPrivateKey(key).export(sec1) as string],
] as const) {
  t.test(`a certificate from elsewhere is shown, its key in ${what}`, async (t) => {
    const server = await start(t, files(t, cert + authority.cert, text));
    trust(authority.cert);
    t.match(server.url, /^https:/);
    t.equal(server.ca, undefined, 'no authority is ours');
    t.equal((await call(server, '/users/1')).status, 200);
    t.equal((await fetch(`${server.url}/ca.pem`)).status, 404);
    t.notMatch(await (await fetch(server.url)).json(), { ca: String });
  });
}

t.test('the command warns of a certificate that is not valid, and advises no trust', async (t) => {
  const past = new Date('2016-03-14T09:26:53Z');
  const expired = await issue(await createAuthority(past), ['localhost'], past);
  const { httpsCert, httpsKey } = files(t, expired.cert, expired.key);
  const args = ['--https', '--https-cert', httpsCert, '--https-key', httpsKey];
  const { command } = await serveHere(t, args);
  await command.stop();
  const [listening, ...others] = command.log();
  t.notOk('ca' in (listening as object));
  const { validFrom, validTo } = new X509Certificate(expired.cert);
  t.match(others, [
    {
      level: 'warn',
      msg: `the certificate ${httpsCert} is valid from ${validFrom} until ${validTo}: clients will refuse it`,
    },
  ]);
  t.equal(others.length, 1);
  const { command: pretty } = await serveHere(t, [...args, '--log-format', 'pretty']);
  await pretty.stop();
  t.notMatch(pretty.stdout, 'ca.pem');
});

const NO_CERT = 'it is no certificate in PEM \\(-----BEGIN CERTIFICATE-----\\)';
const NO_KEY = 'it is no private key in PEM \\(-----BEGIN PRIVATE KEY-----\\)';
for (const [what, certText, keyText, message] of [
  ['a certificate in DER', new X509Certificate(cert).raw, key, `certificate .*: ${NO_CERT}`],
  ['a damaged certificate', cert.replace('MII', 'xxx'), key, `certificate .*: ${NO_CERT}`],
  ['a key in place of a certificate', key, key, `certificate .*: ${NO_CERT}`],
  ['an empty certificate', '', key, `certificate .*: ${NO_CERT}`],
  ['a certificate in place of a key', cert, cert, `private key .*: ${NO_KEY}`],
  ['a damaged key', cert, key.replace('MI', 'xx'), `private key .*: ${NO_KEY}`],
  [
    'an encrypted key',
    cert,
    createPrivateKey(key).export(encrypted) as string,
    'private key (.*): it is encrypted: decrypt it, for example by openssl pkey -in \\1 -out plain\\.pem',
  ],
  [
    'the key of another certificate',
    cert,
    other.key,
    'private key .*: it is not the key of the first certificate in .*cert\\.pem',
  ],
  [
    'a key of another algorithm',
    cert,
    rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    'private key .*: it is not the key of the first certificate in .*cert\\.pem',
  ],
  ['a weak key', WEAK_CERT, WEAK_KEY, 'certificate .*: OpenSSL refuses it \\(ee key too small\\)'],
  [
    'a damaged chain',
    `${cert}${authority.cert.replace('MII', '===')}`,
    key,
    'certificate .*: OpenSSL refuses it \\(bad base64 decode\\)',
  ],
] as const) {
  t.test(`${what} is refused in one line`, async (t) => {
    const database = path.join(t.testdir(), 'state.db');
    await t.rejects(startServer({ ...files(t, certText, keyText), database }), {
      name: 'StartError',
      message: new RegExp(`^Cannot use the ${message}\\.$`),
    });
    t.notOk(fs.existsSync(database), 'before the database is touched');
  });
}

t.test('files that cannot be read are refused by name', async (t) => {
  const options = files(t, cert, key);
  const folder = path.dirname(options.httpsCert);
  const long = path.join(folder, 'x'.repeat(300));
  for (const [file, reason] of [
    [path.join(folder, 'none.pem'), 'there is no such file'],
    [path.join(options.httpsKey, 'below'), 'there is no such file'],
    [folder, 'it is a folder'],
    [long, 'ENAMETOOLONG'],
  ] as const) {
    await t.rejects(startServer({ ...options, httpsCert: file }), {
      name: 'StartError',
      message: `Cannot use the certificate ${file}: ${reason}.`,
    });
    await t.rejects(startServer({ ...options, httpsKey: file }), {
      name: 'StartError',
      message: `Cannot use the private key ${file}: ${reason}.`,
    });
  }
});

t.test('options that contradict each other are refused by name', async (t) => {
  const both = { https: true, httpsCert: 'a', httpsKey: 'b' };
  for (const [more, message] of [
    [
      { httpsDir: 'c' },
      'Options "httpsCert" and "httpsDir" contradict each other: the folder has a certificate of its own.',
    ],
    [
      { httpsNames: ['c'] },
      'Options "httpsCert" and "httpsNames" contradict each other: the names of a certificate from elsewhere are given.',
    ],
    [
      { httpsKey: undefined },
      'Option "httpsCert" needs "httpsKey": a certificate is used with its private key.',
    ],
    [
      { httpsCert: undefined },
      'Option "httpsKey" needs "httpsCert": a private key is used with its certificate.',
    ],
    [{ https: false }, 'Option "httpsCert" needs "https": without it, there is no certificate.'],
  ] as const) {
    await t.rejects(startServer({ ...both, ...more } as StartOptions), {
      name: 'TypeError',
      message,
    });
  }
  const args = ['--https', '--https-cert', 'a', '--https-key', 'b', '--https-dir', 'c'];
  t.strictSame(await runHere(t, args), {
    status: 2,
    stdout: '',
    stderr:
      '--https-cert and --https-dir contradict each other: the folder has a certificate of its own.\n',
  });
});
