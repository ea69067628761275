import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { mock } from 'node:test';
import tls from 'node:tls';
import t, { type Test } from 'tap';
import { startServer } from '../../src/index.ts';
import { createAuthority, issue } from '../../src/tls/authority.ts';
import { keptIn } from '../../src/tls/folder.ts';
import { textOf } from '../../src/tls/pair.ts';
import { command } from '../command-helpers.ts';
import { call, start } from '../helpers.ts';

t.setTimeout(120_000);

const NOW = new Date('2026-03-14T09:26:53Z');
const NAMES = ['localhost', '127.0.0.1'];
const DAY = 24 * 60 * 60 * 1000;
const later = (days: number) => new Date(NOW.getTime() + days * DAY);

/** A path that is new, below a folder that is deleted after the test. */
const newFolder = (t: Test) => path.join(t.testdir(), 'certificates');

const read = (folder: string, name: string) => fs.readFileSync(path.join(folder, name), 'utf8');
const write = (folder: string, name: string, text: string) =>
  fs.writeFileSync(path.join(folder, name), text);

/** The files of a folder, with their contents. */
const contents = (folder: string) =>
  Object.fromEntries(fs.readdirSync(folder).map((name) => [name, read(folder, name)]));

t.test('a new folder gets an authority and a certificate, and later starts use them', async (t) => {
  const httpsDir = path.join(newFolder(t), 'below');
  const first = await startServer({ https: true, httpsDir });
  await first.close();
  const made = contents(httpsDir);
  t.strictSame(Object.keys(made).sort(), ['ca-key.pem', 'ca.pem', 'server.pem']);
  t.equal(made['ca.pem'], first.ca);
  const modes = Object.keys(made).map((name) => [
    name,
    (fs.statSync(path.join(httpsDir, name)).mode & 0o777).toString(8),
  ]);
  t.match(Object.fromEntries(modes), { 'ca-key.pem': '600', 'server.pem': '600' });
  const second = await start(t, { https: true, httpsDir });
  t.equal(second.ca, first.ca);
  t.equal((await call(second, '/users/1')).status, 200);
  t.strictSame(contents(httpsDir), made, 'nothing is written anew');
});

t.test('a certificate is made anew for a name that it lacks, by the same authority', async (t) => {
  const folder = newFolder(t);
  const { authority, identity } = await keptIn(folder, [...NAMES, '2001:db8::1'], NOW);
  const fewer = await keptIn(folder, NAMES, NOW);
  t.strictSame(fewer.identity, identity, 'one with more names is kept');
  for (const name of ['mock.example', '192.0.2.7']) {
    const more = await keptIn(folder, [...NAMES, name], NOW);
    t.equal(more.authority.cert, authority.cert);
    t.match(new X509Certificate(more.identity.cert).subjectAltName, name);
    t.equal(read(folder, 'server.pem'), textOf(more.identity));
  }
});

t.test('a certificate is renewed a month before its end, by the same authority', async (t) => {
  const folder = newFolder(t);
  const { authority, identity } = await keptIn(folder, NAMES, NOW);
  const before = await keptIn(folder, NAMES, later(365));
  t.strictSame(before.identity, identity);
  for (const days of [367, 800]) {
    const now = later(days);
    const after = await keptIn(folder, NAMES, now);
    t.not(after.identity.cert, identity.cert);
    t.equal(after.authority.cert, authority.cert);
    t.strictSame(after.notices, []);
    const { validFromDate, validToDate } = new X509Certificate(after.identity.cert);
    t.ok(validFromDate <= now && validToDate > new Date(now.getTime() + 300 * DAY));
  }
});

t.test(
  'an authority is renewed with its key: clients that trust the former one go on',
  async (t) => {
    const folder = newFolder(t);
    const before = await keptIn(folder, NAMES, NOW);
    const { validTo } = new X509Certificate(before.authority.cert);
    const after = await keptIn(folder, NAMES, later(3625));
    const caFile = path.join(folder, 'ca.pem');
    t.equal(after.caFile, caFile);
    t.strictSame(after.notices, [
      `${caFile} was renewed: give it to your clients, which trust the former one until ${validTo}`,
    ]);
    t.equal(read(folder, 'ca.pem'), after.authority.cert);
    t.equal(read(folder, 'ca-key.pem'), textOf(after.authority));
    const [old, renewed] = [before, after].map(
      ({ authority }) => new X509Certificate(authority.cert),
    );
    t.equal(renewed?.subject, old?.subject);
    t.ok(renewed?.publicKey.equals(old?.publicKey as X509Certificate['publicKey']));
    t.ok(new X509Certificate(after.identity.cert).checkIssued(old as X509Certificate));
    const again = await keptIn(folder, NAMES, later(3626));
    t.strictSame(again.notices, []);
    t.equal(again.authority.cert, after.authority.cert);
  },
);

t.test('what begins later than the machine’s clock says is made anew', async (t) => {
  const folder = newFolder(t);
  await keptIn(folder, NAMES, later(10));
  const { authority, identity, notices } = await keptIn(folder, NAMES, NOW);
  for (const { cert } of [authority, identity]) t.ok(new X509Certificate(cert).validFromDate < NOW);
  t.equal(notices.length, 1);
});

t.test('a start that was killed between two files is completed', async (t) => {
  const folder = newFolder(t);
  const { authority, identity } = await keptIn(folder, NAMES, NOW);
  fs.rmSync(path.join(folder, 'ca.pem'));
  fs.rmSync(path.join(folder, 'server.pem'));
  const completed = await keptIn(folder, NAMES, NOW);
  t.equal(completed.authority.cert, authority.cert);
  t.not(completed.identity.cert, identity.cert);
  t.equal(read(folder, 'ca.pem'), authority.cert);
});

t.test('several starts at once over a new folder share one authority', async (t) => {
  const folder = newFolder(t);
  const both = await Promise.all([keptIn(folder, NAMES, NOW), keptIn(folder, NAMES, NOW)]);
  t.equal(both[0].authority.cert, both[1].authority.cert);
  const httpsDir = path.join(folder, 'processes');
  const commands = [1, 2, 3].map(() =>
    command(t, ['--https', '--https-dir', httpsDir, '--port', '0']),
  );
  const servers = await Promise.all(commands.map((each) => each.listening()));
  const ca = read(httpsDir, 'ca.pem');
  for (const { url } of servers) {
    const socket = tls.connect({ host: '127.0.0.1', port: Number(new URL(url).port), ca });
    await once(socket, 'secureConnect');
    socket.destroy();
  }
  t.strictSame(fs.readdirSync(httpsDir).sort(), ['ca-key.pem', 'ca.pem', 'server.pem']);
  for (const each of commands) await each.stop();
});

t.test('files that every new folder may have are no obstacle', async (t) => {
  const folder = t.testdir({
    '.gitignore': '*',
    '.gitkeep': '',
    'lost+found': {},
    '.ca-key.pem.0123456789ab.tmp': '-----BEGIN',
  });
  await keptIn(folder, NAMES, NOW);
  t.ok(fs.existsSync(path.join(folder, 'ca.pem')));
});

t.test('private keys that others may read are protected again', async (t) => {
  const folder = newFolder(t);
  await keptIn(folder, NAMES, NOW);
  for (const name of ['ca-key.pem', 'server.pem']) fs.chmodSync(path.join(folder, name), 0o644);
  await keptIn(folder, NAMES, NOW);
  for (const name of ['ca-key.pem', 'server.pem']) {
    t.equal(fs.statSync(path.join(folder, name)).mode & 0o777, 0o600, name);
  }
});

/** A key and a certificate that another program made. */
async function foreign(): Promise<string> {
  const authority = await createAuthority(NOW);
  return textOf(await issue(authority, ['localhost'], NOW));
}

const ANEW = 'delete it, and the next start writes it';
const EMPTY = 'give a folder that is new or empty';
for (const [what, spoil, reason] of [
  [
    'a folder of something else',
    (folder: string) => {
      fs.rmSync(folder, { recursive: true });
      fs.mkdirSync(folder);
      write(folder, 'rootCA.pem', 'x');
    },
    `it has rootCA.pem, but no ca-key.pem: ${EMPTY}`,
  ],
  [
    'a folder whose key is missing',
    (folder: string) => fs.rmSync(path.join(folder, 'ca-key.pem')),
    `it has ca.pem, but no ca-key.pem: ${EMPTY}`,
  ],
  [
    'a key of another program',
    async (folder: string) => write(folder, 'ca-key.pem', await foreign()),
    `its ca-key.pem is damaged or not of faire-simple-mock: ${EMPTY}`,
  ],
  [
    'a damaged key',
    (folder: string) => write(folder, 'ca-key.pem', read(folder, 'ca-key.pem').slice(20)),
    `its ca-key.pem is damaged or not of faire-simple-mock: ${EMPTY}`,
  ],
  [
    'a damaged key in PEM',
    (folder: string) =>
      write(
        folder,
        'ca-key.pem',
        read(folder, 'ca-key.pem').replace('KEY-----\nMI', 'KEY-----\nxx'),
      ),
    `its ca-key.pem is damaged or not of faire-simple-mock: ${EMPTY}`,
  ],
  [
    'a key with a damaged certificate',
    (folder: string) =>
      write(
        folder,
        'ca-key.pem',
        read(folder, 'ca-key.pem').replace('CERTIFICATE-----\nMII', 'CERTIFICATE-----\nxxx'),
      ),
    `its ca-key.pem is damaged or not of faire-simple-mock: ${EMPTY}`,
  ],
  [
    'a damaged certificate of the authority',
    (folder: string) => write(folder, 'ca.pem', read(folder, 'ca.pem').slice(0, 200)),
    `its ca.pem is damaged or of another authority than its ca-key.pem: ${ANEW}`,
  ],
  [
    'the certificate of another authority',
    async (folder: string) => write(folder, 'ca.pem', (await createAuthority(NOW)).cert),
    `its ca.pem is damaged or of another authority than its ca-key.pem: ${ANEW}`,
  ],
  [
    'a damaged certificate of the server',
    (folder: string) => write(folder, 'server.pem', ''),
    `its server.pem is damaged or of another authority than its ca-key.pem: ${ANEW}`,
  ],
  [
    'a server’s certificate by another authority',
    async (folder: string) => write(folder, 'server.pem', await foreign()),
    `its server.pem is damaged or of another authority than its ca-key.pem: ${ANEW}`,
  ],
] as const) {
  t.test(`${what} is refused, and left as it is`, async (t) => {
    const folder = newFolder(t);
    await keptIn(folder, NAMES, NOW);
    await spoil(folder);
    const before = contents(folder);
    await t.rejects(startServer({ https: true, httpsDir: folder }), {
      name: 'StartError',
      message: `Cannot keep certificates in ${folder}: ${reason}.`,
    });
    t.strictSame(contents(folder), before);
  });
}

t.test('a folder in place of a file is refused', async (t) => {
  const folder = newFolder(t);
  await keptIn(folder, NAMES, NOW);
  fs.rmSync(path.join(folder, 'ca.pem'));
  fs.mkdirSync(path.join(folder, 'ca.pem'));
  await t.rejects(keptIn(folder, NAMES, NOW), {
    message: `Cannot keep certificates in ${folder}: a folder in it has the name of a file.`,
  });
});

t.test('a file in place of a folder is refused', async (t) => {
  const file = path.join(t.testdir({ file: 'x' }), 'file');
  for (const [folder, reason] of [
    [file, 'it is a file: give a folder'],
    [path.join(file, 'below'), 'it lies below a file: give a folder'],
  ] as const) {
    await t.rejects(keptIn(folder, NAMES, NOW), {
      name: 'StartError',
      message: `Cannot keep certificates in ${folder}: ${reason}.`,
    });
  }
});

for (const [method, code, reason] of [
  ['mkdirSync', 'EACCES', 'it, or a file in it, may not be read or written'],
  ['writeFileSync', 'ENOSPC', 'the disk is full'],
  ['writeFileSync', 'EROFS', 'the disk is read-only'],
  ['linkSync', 'EPERM', 'it may not be changed, or its disk has no hard links'],
  ['readFileSync', 'EIO', 'EIO'],
] as const) {
  t.test(`${code} of ${method} is reported in one line, and leaves nothing behind`, async (t) => {
    const folder = newFolder(t);
    const error = Object.assign(new Error('failed'), { code });
    const mocked = mock.method(fs, method, () => {
      throw error;
    });
    t.teardown(() => mocked.mock.restore());
    await t.rejects(keptIn(folder, NAMES, NOW), {
      name: 'StartError',
      message: `Cannot keep certificates in ${folder}: ${reason}.`,
    });
    mocked.mock.restore();
    const left = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
    t.strictSame(left, method === 'readFileSync' ? ['ca-key.pem'] : []);
  });
}

t.test('an error that is none of the folder’s is passed on as it is', async (t) => {
  const error = new Error('a fault of the program');
  const mocked = mock.method(fs, 'readdirSync', () => {
    throw error;
  });
  t.teardown(() => mocked.mock.restore());
  await t.rejects(keptIn(newFolder(t), NAMES, NOW), error);
});
