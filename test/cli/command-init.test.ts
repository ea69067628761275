import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { initFixtures } from '../../src/fixtures/init.ts';
import { ROOT } from '../command-helpers.ts';
import { runHere, serveHere } from '../command-here.ts';
import { skip, smallDisk } from '../disk-helpers.ts';
import { call } from '../helpers.ts';

t.setTimeout(120_000);

const FIXTURES = path.join(ROOT, 'fixtures');

/** The files below a folder, with their contents. */
function contents(folder: string): Record<string, string> {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => fs.statSync(path.join(folder, name)).isFile());
  return Object.fromEntries(
    files.map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8')]),
  );
}

t.test(
  'init writes the default fixtures, which check finds good and which are served',
  async (t) => {
    const folder = path.join(t.testdir(), 'my data');
    const counts = '54 users, 17 thematiques, 11 campagnes, 60 propositions.';
    t.strictSame(await runHere(t, ['init', folder]), {
      status: 0,
      stdout: [
        `Wrote the fixtures ${folder}: ${counts}`,
        `VS Code and the editors of JetBrains check and complete them if you open the folder ${folder} itself.`,
        '',
        'Next: change them, check them, serve them:',
        `  faire-simple-mock check '${folder}'`,
        `  faire-simple-mock --fixtures '${folder}' --watch`,
        '',
      ].join('\n'),
      stderr: '',
    });
    t.match(contents(folder), contents(FIXTURES));
    const { stdout } = await runHere(t, ['check', folder]);
    t.equal(
      stdout,
      `The fixtures ${folder} hold: ${counts}\n`,
      'schemas and settings do not disturb',
    );
    const { server } = await serveHere(t, ['--fixtures', folder]);
    t.equal((await call(server, '/users/1')).json.nom, 'Morvan');
  },
);

t.test('the settings of each editor map every fixture file to its schema', async (t) => {
  const folder = path.join(t.testdir(), 'new');
  initFixtures(folder);
  const titles = fs.readdirSync(FIXTURES).map((file) => [file, path.parse(file).name]);
  const titleOf = (schema = '') =>
    JSON.parse(fs.readFileSync(path.join(folder, schema), 'utf8')).title;
  const files = contents(folder);
  const settings = JSON.parse(files['.vscode/settings.json'] as string);
  const inVsCode = (settings['json.schemas'] as { fileMatch: string[]; url: string }[]).map(
    ({ fileMatch: [file = ''], url }) => [file.slice(1), titleOf(url)],
  );
  t.strictSame(inVsCode.sort(), titles);
  const entries = (files['.idea/jsonSchemas.xml'] as string).split('<entry').slice(1);
  const inJetBrains = entries.map((entry) => {
    const option = (name: string) => new RegExp(`name="${name}" value="(.*?)"`).exec(entry)?.[1];
    return [option('path'), titleOf(option('relativePathToSchema'))];
  });
  t.strictSame(inJetBrains.sort(), titles);
  t.equal(Object.keys(files).length, 14, 'and nothing else is written');
});

t.test('in a folder that has other files, it leaves those', async (t) => {
  const folder = t.testdir({ 'README.md': 'x', '.vscode': { 'tasks.json': '{}' }, '.idea': {} });
  initFixtures(folder);
  t.match(contents(folder), {
    ...contents(FIXTURES),
    'README.md': 'x',
    '.vscode/tasks.json': '{}',
  });
});

t.test('a folder that has a file of this name is refused, and left as it is', async (t) => {
  const there =
    'it already has %, and nothing is overwritten. Give a folder without it, such as a new one';
  const foreign =
    'it has %: a folder of fixtures has no other JSON file. Give another folder, such as a new one';
  for (const [name, reason] of [
    ['rules.json', there],
    ['schema/users.schema.json', there],
    ['.vscode/settings.json', there],
    ['.idea/jsonSchemas.xml', there],
    ['package.json', foreign],
  ] as const) {
    const folder = t.testdir({});
    fs.mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), 'x');
    const message = `Cannot write the fixtures ${folder}: ${reason.replace('%', name)}.`;
    t.throws(() => initFixtures(folder), { name: 'StartError', message });
    t.strictSame(contents(folder), { [name]: 'x' });
  }
});

t.test('a second init in the same folder changes nothing', async (t) => {
  const folder = path.join(t.testdir(), 'new');
  initFixtures(folder);
  fs.writeFileSync(path.join(folder, 'users.json'), '[]');
  const before = contents(folder);
  const exit = await runHere(t, ['init', folder]);
  t.match(exit, { status: 1, stdout: '', stderr: /it already has users\.json, .*\n$/ });
  t.strictSame(contents(folder), before);
});

t.test('where it cannot write, it says why, and leaves nothing of its own', async (t) => {
  const folder = t.testdir({ file: '', broken: { '.vscode': 'a file', 'own.txt': 'x' } });
  const before = contents(folder);
  const wrong = 'it is, or lies below, a file: give a folder that is new or empty';
  for (const [name, reason] of [
    ['file', wrong],
    ['broken', wrong],
    ['none/below', 'its folder does not exist: create it first'],
  ] as const) {
    const place = path.join(folder, name);
    const message = `Cannot write the fixtures ${place}: ${reason}.`;
    t.throws(() => initFixtures(place), { name: 'StartError', message });
    t.strictSame(contents(folder), before);
    t.strictSame(fs.readdirSync(folder), ['broken', 'file']);
  }
});

t.test('on a disk that fills up, it prints one line and leaves no file', { skip }, async (t) => {
  const disk = smallDisk(t, 'size=64k');
  const exit = await runHere(t, ['init', path.join(disk, 'data')]);
  t.match(exit, { status: 1, stdout: '', stderr: /^Cannot write .*: the disk is full: .*\n$/ });
  t.strictSame(fs.readdirSync(disk), []);
});
