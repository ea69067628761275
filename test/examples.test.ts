import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import t, { type Test } from 'tap';
import { ROOT, runForeign } from './command-helpers.ts';
import {
  alwaysFail,
  copyExample,
  dropVerification,
  EXAMPLES,
  environment,
  INSTALL,
  output,
  readmeCommands,
  reasonToSkip,
} from './example-helpers.ts';

t.setTimeout(300_000);
// curl waits before it tries again.
t.jobs = 3;

const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'faire-simple-mock-examples-'));
t.teardown(() => fs.rmSync(temp, { recursive: true }));

/** A copy of the package with fixtures of its own; its place stays the same, for the compile cache. */
const bad = t.testdir();
for (const entry of ['package.json', 'bin', 'src', 'fixtures']) {
  fs.cpSync(path.join(ROOT, entry), path.join(bad, entry), { recursive: true });
}
fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(bad, 'node_modules'));
alwaysFail(bad);

/** A copy of an example alone, with the package installed in it as `npm install` of a folder does: by a link. */
function copyOf(example: string, installed: string): string {
  const copy = fs.mkdtempSync(path.join(temp, `${example}-`));
  copyExample(example, copy);
  const modules = path.join(copy, 'node_modules');
  fs.mkdirSync(path.join(modules, '.bin'), { recursive: true });
  fs.symlinkSync(installed, path.join(modules, 'faire-simple-mock'));
  const command = path.join(installed, 'bin', 'faire-simple-mock.js');
  fs.symlinkSync(command, path.join(modules, '.bin', 'faire-simple-mock'));
  return copy;
}

/** Runs the test of an example as its README says, where it is installed already; `npx` only finds the command. */
function runExample(t: Test, example: string, cwd: string, more: Record<string, string> = {}) {
  const [, command = ''] = readmeCommands(example);
  const line = command.replace(/^npx /, `${path.join(cwd, 'node_modules', '.bin')}${path.sep}`);
  return runForeign(t, 'sh', ['-c', line], { cwd, env: { ...environment(), ...more } });
}

t.test('every folder has its row and says how to run it', async (t) => {
  const folders = fs
    .readdirSync(path.join(ROOT, 'examples'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  t.strictSame(folders.sort(), EXAMPLES.map(({ folder }) => folder).sort());
  const readme = fs.readFileSync(path.join(ROOT, 'examples', 'README.md'), 'utf8');
  for (const { folder, command } of EXAMPLES) {
    t.match(readme, `](${folder})`);
    t.strictSame(readmeCommands(folder), [INSTALL, command]);
  }
});

t.test(
  'a helper is one file of fewer than 80 lines, and the copies of a file are the same',
  async (t) => {
    const read = (...names: string[]) =>
      fs.readFileSync(path.join(ROOT, 'examples', ...names), 'utf8');
    for (const { folder, helper } of EXAMPLES) {
      if (helper === undefined) continue;
      t.ok(read(folder, helper).split('\n').length <= 80, folder);
      t.match(read('README.md'), `[${helper}](${folder}/${helper})`);
      t.match(read(folder, 'README.md'), `[${helper}](${helper})`);
    }
    for (const [file, folder, ...others] of [
      ['faire-simple.js', 'node', 'vitest', 'jest'],
      ['faire_simple.py', 'python', 'pytest'],
      ['FaireSimple.php', 'php', 'phpunit'],
      ['sandbox.js', 'node', 'sync'],
      ['conftest.py', 'pytest', 'register'],
      ['InSandbox.java', 'junit', 'import'],
    ] as const) {
      for (const other of others)
        t.equal(read(other, file), read(folder, file), `${other}/${file}`);
    }
  },
);

/** They take seconds to compile, or to give up; test/long/package.test.ts has them fail. */
const SLOW = ['java', 'import', 'sync', 'register'];

for (const example of EXAMPLES) {
  const { folder, says, fails, helper, test = '' } = example;
  // Their own frameworks are installed in test/long/package.test.ts only.
  if (folder === 'vitest' || folder === 'jest') continue;
  t.test(`the example in ${folder}`, { skip: reasonToSkip(example), buffered: true }, async (t) => {
    const token = { FAIRE_SIMPLE_MOCK_CONTROL_TOKEN: 'un jeton' };
    // The test finds the token by the variable that `exec` sets.
    const passed = await runExample(t, folder, copyOf(folder, ROOT), token);
    t.equal(passed.status, 0, output(passed));
    t.match(output(passed), says);
    if (helper !== undefined) {
      const copy = copyOf(folder, ROOT);
      dropVerification(path.join(copy, test));
      const unverified = await runExample(t, folder, copy);
      t.not(unverified.status, 0, 'it fails where a request is not verified');
      t.match(output(unverified), /unexpected requests/);
      t.match(output(unverified), /POST \/api\/users\/9\/statut/);
      return;
    }
    if (SLOW.includes(folder)) return;
    const failed = await runExample(t, folder, copyOf(folder, bad));
    t.not(failed.status, 0, 'it fails where the server always answers 503');
    t.match(output(failed), fails);
    t.match(output(failed), '503', 'for that reason');
  });
}
