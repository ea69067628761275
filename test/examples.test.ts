import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import t from 'tap';
import rules from '../fixtures/rules.json' with { type: 'json' };
import { CLI, type Exit, ROOT, runForeign } from './command-helpers.ts';

t.setTimeout(300_000);

const FIXTURES = path.join(ROOT, 'fixtures');

/** What the server does to every request for one partner when the examples are to fail. */
const ALWAYS_503 = {
  id: 'always-503',
  match: { uid: 9 },
  then: { action: 'answer', status: 503, headers: { 'retry-after': '0' } },
};

/** The examples that reach a server by `exec`: how their README runs them, and what that needs and says. */
const OUTSIDE = [
  {
    folder: 'python',
    command: 'python3 -m unittest discover -s examples/python',
    probe: ['python3', '--version'],
    says: /\nRan 2 tests in .*\n\nOK\n/,
    fails: /HTTPError: HTTP Error 503/,
  },
  {
    folder: 'php',
    command: 'php examples/php/test.php',
    probe: ['php', '-r', 'exit(extension_loaded("curl") ? 0 : 1);'],
    says: /^ok: registers a partner\nok: tries again after a 503\n$/,
    fails: /FAILED: registers a partner: faire-simple answered 503/,
  },
  {
    folder: 'java',
    // The compiler is part of a JDK only.
    command: 'java examples/java/Example.java',
    probe: ['javac', '-version'],
    says: /^ok: registers a partner\nok: tries again after a 503\n$/,
    fails: /faire-simple answered 503/,
  },
  {
    folder: 'shell',
    command: 'sh examples/shell/test.sh',
    probe: ['curl', '--version'],
    says: /^ok: registers a partner\nok: tries again after a 503\n/,
    fails: /error: 503/,
  },
] as const;

/** The examples that start the server in their own process. */
const IN_PROCESS = [
  {
    folder: 'node',
    says: /pass 2\n/,
    fails: /fail 2\n/,
  },
  {
    folder: 'vitest',
    says: /Tests\s+2 passed \(2\)/,
    fails: /Tests\s+2 failed \(2\)/,
  },
] as const;

const env = {
  PATH: [path.dirname(process.execPath), process.env.PATH].join(path.delimiter),
  NO_COLOR: '1',
};

const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'faire-simple-mock-examples-'));
t.teardown(() => fs.rmSync(temp, { recursive: true }));

/** A folder of fixtures whose server fails. */
const broken = path.join(temp, 'broken');
fs.cpSync(FIXTURES, broken, { recursive: true });
fs.writeFileSync(path.join(broken, 'rules.json'), JSON.stringify([ALWAYS_503, ...rules]));

/** All that a process said. */
const output = ({ stdout, stderr }: Exit) => stdout + stderr;

t.test('every folder has its row and says how to run it', async (t) => {
  const folders = fs
    .readdirSync(path.join(ROOT, 'examples'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  const rows = [...IN_PROCESS, ...OUTSIDE].map(({ folder }) => folder);
  t.strictSame(folders.sort(), rows.sort());
  const readme = (folder: string) =>
    fs.readFileSync(path.join(ROOT, 'examples', folder, 'README.md'), 'utf8');
  for (const folder of folders) t.match(readme(''), `](${folder})`);
  for (const { folder, command } of OUTSIDE) {
    t.match(readme(folder), `\nnpm start -- exec -- ${command}\n`);
  }
  for (const { folder } of IN_PROCESS) {
    t.match(
      readme(folder),
      `\nnpm ci && npm run build\ncd examples/${folder}\nnpm install\nnpm test\n`,
    );
  }
});

for (const { folder, command, probe, says, fails } of OUTSIDE) {
  const [file, ...args] = probe;
  const there = spawnSync(file, args).status === 0;
  const skip = !there && !process.env.CI && `« ${probe.join(' ')} » does not succeed here`;

  t.test(`the example in ${folder}`, { skip }, async (t) => {
    const run = (...options: string[]) =>
      runForeign(
        t,
        process.execPath,
        [CLI, 'exec', ...options, '--', ...command.split(' ')],
        // Python's compiled files are not the repository's.
        { cwd: ROOT, env: { ...env, PYTHONDONTWRITEBYTECODE: '1' } },
      );
    const good = await run();
    t.equal(good.status, 0, output(good));
    t.match(output(good), says);
    const bad = await run('--fixtures', broken);
    t.not(bad.status, 0, 'it fails where the server always answers 503');
    t.match(output(bad), fails);
  });
}

t.test('in-process', async (t) => {
  // A copy, so that what is built and installed here is nobody else's; the examples find the package above them.
  const copy = path.join(temp, 'copy');
  for (const entry of ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'src', 'fixtures']) {
    fs.cpSync(path.join(ROOT, entry), path.join(copy, entry), { recursive: true });
  }
  for (const { folder } of IN_PROCESS) {
    const example = path.join(copy, 'examples', folder);
    fs.cpSync(path.join(ROOT, 'examples', folder), example, {
      recursive: true,
      filter: (source) => path.basename(source) !== 'node_modules',
    });
  }
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  const npm = (cwd: string, ...args: string[]) => runForeign(t, 'npm', args, { cwd, env });
  const built = await npm(copy, 'run', 'build');
  t.equal(built.status, 0, output(built));

  for (const { folder, says, fails } of IN_PROCESS) {
    await t.test(`the example in ${folder}`, async (t) => {
      const example = path.join(copy, 'examples', folder);
      const installed = await npm(
        example,
        'install',
        '--prefer-offline',
        '--no-audit',
        '--no-fund',
      );
      t.equal(installed.status, 0, output(installed));
      const good = await npm(example, 'test');
      t.equal(good.status, 0, output(good));
      t.match(output(good), says);
      fs.copyFileSync(path.join(broken, 'rules.json'), path.join(copy, 'fixtures', 'rules.json'));
      t.teardown(() => fs.cpSync(FIXTURES, path.join(copy, 'fixtures'), { recursive: true }));
      const bad = await npm(example, 'test');
      t.not(bad.status, 0, 'it fails where the server always answers 503');
      t.match(output(bad), fails);
      t.match(output(bad), 'faire-simple answered 503', 'for that reason');
    });
  }
});
