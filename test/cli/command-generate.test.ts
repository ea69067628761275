import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { CLI, ROOT, runForeign } from '../command-helpers.ts';
import { runHere, serveHere } from '../command-here.ts';
import { skip, smallDisk } from '../disk-helpers.ts';
import { call } from '../helpers.ts';

t.setTimeout(120_000);

const FIXTURES = path.join(ROOT, 'fixtures');

/** The content of a folder, file by file. */
function contents(folder: string): Record<string, string> {
  const names = fs.readdirSync(folder).sort();
  return Object.fromEntries(
    names.map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8')]),
  );
}

t.test('generate writes a folder that check finds good, and that is served', async (t) => {
  const folder = path.join(t.testdir(), 'data');
  const counts = '1000 users, 17 thematiques, 11 campagnes, 154 propositions.\n';
  const exit = await runHere(t, ['generate', folder]);
  const stdout = `Wrote the fixtures ${folder}: ${counts}`;
  t.strictSame(exit, { status: 0, stdout, stderr: '' });
  const checked = await runHere(t, ['check', folder]);
  t.strictSame(checked, {
    status: 0,
    stdout: `The fixtures ${folder} hold: ${counts}`,
    stderr: '',
  });
  const { server } = await serveHere(t, ['--fixtures', folder]);
  const made = await serveHere(t, ['--generate', '1000']);
  for (const list of ['/users', '/propositions', '/thematiques', '/campagnes']) {
    const served = (await call(server, list)).text;
    t.equal(served, (await call(made.server, list)).text, `${list} as --generate makes them`);
  }
});

t.test('the number, the seed and what it is made around can be chosen', async (t) => {
  const folder = t.testdir({ base: {}, empty: {} });
  const base = path.join(folder, 'base');
  fs.cpSync(FIXTURES, base, { recursive: true });
  const users = JSON.parse(fs.readFileSync(path.join(base, 'users.json'), 'utf8')).slice(0, 9);
  fs.writeFileSync(path.join(base, 'users.json'), JSON.stringify(users));
  for (const name of ['propositions.json', 'applications.json', 'rules.json']) {
    fs.rmSync(path.join(base, name));
  }
  const empty = path.join(folder, 'empty');
  const options = ['--generate', '40', '--seed', '7', '--fixtures', base];
  const { status, stdout, stderr } = await runHere(t, ['generate', ...options, empty]);
  t.strictSame({ status, stderr }, { status: 0, stderr: '' });
  t.strictSame(stdout.split('\n'), [
    'Note: propositions.json is missing: the collection propositions is empty.',
    'Note: applications.json is missing: the default applications are used.',
    `Wrote the fixtures ${empty}: 40 users, 17 thematiques, 11 campagnes, 3 propositions.`,
    '',
  ]);
  const files = contents(empty);
  t.strictSame(JSON.parse(files['users.json'] as string).slice(0, 9), users);
  t.equal(files['rules.json'], '[]\n');
  const own = JSON.parse(fs.readFileSync(path.join(FIXTURES, 'applications.json'), 'utf8'));
  t.strictSame(JSON.parse(files['applications.json'] as string), own);
  const other = path.join(folder, 'other');
  await runHere(t, ['generate', '--generate=40', '--seed=8', '--fixtures', base, other]);
  t.not(contents(other)['users.json'], files['users.json']);
  t.equal(contents(other)['campagnes.json'], files['campagnes.json']);
});

t.test('with enough partners in the fixtures, a note is printed', async (t) => {
  const folder = path.join(t.testdir(), 'data');
  const { stdout } = await runHere(t, ['generate', folder, '--generate', '5']);
  t.strictSame(stdout.split('\n'), [
    'Note: the fixtures already have 54 partners: none is generated for a total of 5.',
    `Wrote the fixtures ${folder}: 54 users, 17 thematiques, 11 campagnes, 60 propositions.`,
    '',
  ]);
});

t.test('nothing is overwritten, not even what it wrote itself', async (t) => {
  const folder = path.join(t.testdir(), 'data');
  await runHere(t, ['generate', folder, '--generate', '60']);
  const before = contents(folder);
  const exit = await runHere(t, ['generate', folder, '--generate', '70']);
  const stderr = `Cannot write the fixtures ${folder}: it is not empty, and nothing is overwritten. Give a folder that is new or empty.\n`;
  t.strictSame(exit, { status: 1, stdout: '', stderr });
  t.strictSame(contents(folder), before);
});

t.test('bad fixtures to start from are refused, and nothing is written', async (t) => {
  const folder = t.testdir({ base: { 'users.json': '[{}]' } });
  const place = path.join(folder, 'data');
  const exit = await runHere(t, ['generate', place, '--fixtures', path.join(folder, 'base')]);
  t.match(exit, {
    status: 1,
    stdout: '',
    stderr: /^\d+ problems in the fixtures .*base:\n.*\/base\/users\.json:1:2/,
  });
  t.strictSame(fs.readdirSync(folder), ['base']);
});

for (const [what, options, reason] of [
  [
    'that fills up',
    'size=1024k',
    'the disk is full: free some space, or give a folder on another one',
  ],
  ['that is read-only', 'ro', 'the disk is read-only: give a folder on another one'],
] as const) {
  t.test(`on a disk ${what}, it prints one line and leaves no file`, { skip }, async (t) => {
    const disk = smallDisk(t, options);
    const folder = path.join(disk, 'data');
    const exit = await runHere(t, ['generate', folder, '--generate', '20000']);
    const stderr = `Cannot write the fixtures ${folder}: ${reason}.\n`;
    t.strictSame(exit, { status: 1, stdout: '', stderr });
    t.strictSame(fs.readdirSync(disk), []);
  });
}

t.test('where files may not grow, it prints one line and leaves no file', async (t) => {
  const folder = t.testdir();
  const place = path.join(folder, 'data');
  // Without tap's measuring, whose file would not be allowed to grow either.
  const line = ['-c', 'ulimit -f 64; exec "$@"', 'sh', process.execPath];
  const exit = await runForeign(t, 'sh', [...line, CLI, 'generate', place]);
  const stderr = `Cannot write the fixtures ${place}: EFBIG.\n`;
  t.strictSame(exit, { status: 1, stdout: '', stderr });
  t.strictSame(fs.readdirSync(folder), []);
});
