import { spawnSync } from 'node:child_process';
import path from 'node:path';
import t from 'tap';
import manifest from '../package.json' with { type: 'json' };
import { nodeVersionProblem } from '../src/node-version.ts';
import { ROOT, run, runForeign } from './command-helpers.ts';

t.setTimeout(120_000);

const TOO_OLD = (version: string) =>
  `faire-simple-mock needs Node 22.18 or newer, because better-sqlite3 cannot be loaded by older ones; this is Node ${version}.`;

for (const [version, fits] of [
  ['18.0.0', false],
  ['20.20.2', false],
  ['22.17.9', false],
  ['22.18.0', true],
  ['22.100.0', true],
  ['23.0.0', true],
  ['24.1.0', true],
  ['100.0.0', true],
] as const) {
  t.test(`Node ${version} is ${fits ? 'new enough' : 'too old'}`, async (t) => {
    t.equal(nodeVersionProblem(version), fits ? undefined : TOO_OLD(version));
  });
}

t.test('this Node is new enough, as package.json demands', async (t) => {
  t.equal(nodeVersionProblem(), undefined);
  t.equal(manifest.engines.node, '>=22.18');
});

/** A Node that says it is another one. */
const PRETENDS_NODE_20 =
  'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.20.2"}})';

t.test('a Node that is too old is told so in one line, whatever is asked', async (t) => {
  for (const args of [[], ['--help'], ['--prot']]) {
    const exit = await run(t, args, { nodeArgs: ['--import', PRETENDS_NODE_20] });
    t.strictSame(exit, { status: 1, stdout: '', stderr: `${TOO_OLD('20.20.2')}\n` });
  }
});

/** A Node of this machine that is really too old, and its version. */
function findOldNode(): { file: string; version: string } | undefined {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/bin', '/usr/local/bin'];
  for (const folder of folders) {
    const file = path.join(folder, 'node');
    const { stdout } = spawnSync(file, ['-p', 'process.versions.node'], { env: {} });
    const version = stdout?.toString().trim();
    if (version && nodeVersionProblem(version)) return { file, version };
  }
  return undefined;
}

const old = findOldNode();
t.test(
  'the built command says the same to a real Node that is too old',
  {
    skip: old
      ? false
      : 'this machine has no Node that is too old; the pretended one above stands in',
  },
  async (t) => {
    const { file, version } = old as { file: string; version: string };
    const dist = path.join(t.testdir(), 'dist');
    const tsc = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const args = [tsc, '-p', path.join(ROOT, 'tsconfig.build.json'), '--outDir', dist];
    const build = await runForeign(t, process.execPath, args);
    t.strictSame(build, { status: 0, stdout: '', stderr: '' });
    const exit = await runForeign(t, file, [path.join(dist, 'cli.js')]);
    t.strictSame(exit, { status: 1, stdout: '', stderr: `${TOO_OLD(version)}\n` });

    const script = `import(${JSON.stringify(path.join(dist, 'index.js'))})
      .then(({ startServer }) => startServer()).catch(({ message }) => console.log(message))`;
    const inProcess = await runForeign(t, file, ['-e', script]);
    t.strictSame(inProcess, { status: 0, stdout: `${TOO_OLD(version)}\n`, stderr: '' });
  },
);
