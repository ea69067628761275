import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import t from 'tap';
// @ts-expect-error: it is JavaScript, without types
import { packageMissing, packageProblem, unbuilt } from '../bin/code.js';
import manifest from '../package.json' with { type: 'json' };
import { nodeVersionProblem } from '../src/version.ts';
import { CLI, type Command, environment, ROOT, run, runForeign, start } from './command-helpers.ts';

t.setTimeout(120_000);

/** Has Node run a module before the command. */
const before = (code: string) => ({
  measured: true,
  nodeArgs: ['--import', `data:text/javascript,${encodeURIComponent(code)}`],
});

const PRETENDS_NODE_20 = before(
  'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } });',
);

t.test('on a Node that is too old, every command prints one line', async (t) => {
  for (const args of [[], ['--help'], ['--prot']]) {
    const exit = await run(t, args, { ...PRETENDS_NODE_20, measured: args.length === 0 });
    t.strictSame(exit, { status: 1, stdout: '', stderr: `${nodeVersionProblem('20.20.2')}\n` });
  }
});

const FINDS_NOTHING = before('import fs from "fs"; fs.existsSync = () => false;');
const FINDS_NO_PACKAGE = before(`
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve(name, context, next) {
      return next(name === 'fastest-levenshtein' ? 'no-such-package' : name, context);
    },
  });
`);
const LOADS_NOTHING = before(`
  import { registerHooks } from 'node:module';
  registerHooks({
    load(url, context, next) {
      if (url.endsWith('/src/cli/command.ts')) throw new Error('the disk failed');
      return next(url, context);
    },
  });
`);

t.test('without code or a package, it says in one line what to do', async (t) => {
  const unbuilt = `faire-simple-mock is not built in ${ROOT}: run npm ci && npm run build there.\n`;
  t.strictSame(await run(t, [], FINDS_NOTHING), { status: 1, stdout: '', stderr: unbuilt });
  const lacks = `The package no-such-package, which faire-simple-mock needs, is missing: run npm ci in ${ROOT}.\n`;
  t.strictSame(await run(t, [], FINDS_NO_PACKAGE), { status: 1, stdout: '', stderr: lacks });
});

t.test('any other error while the code is loaded is shown as Node shows it', async (t) => {
  const { status, stderr } = await run(t, [], LOADS_NOTHING);
  t.equal(status, 1);
  t.match(stderr, /Error: the disk failed\n {4}at /);
});

/** Copies of parts of the project in a folder of its own, for a command that finds no more than these. */
function copyOf(...parts: string[]): string {
  const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'faire-simple-mock-bin-'));
  t.teardown(() => fs.rmSync(temp, { recursive: true }));
  for (const part of ['bin', 'package.json', ...parts]) {
    fs.cpSync(path.join(ROOT, part), path.join(temp, part), { recursive: true });
  }
  return fs.realpathSync(temp);
}

const binOf = (folder: string) => path.join(folder, 'bin', 'faire-simple-mock.js');

function linkDependencies(folder: string): void {
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
}

let built: Promise<string> | undefined;

/** Builds the project, once, and puts what is built into a folder. */
async function build(folder: string): Promise<void> {
  built ??= compile();
  fs.cpSync(await built, path.join(folder, 'dist'), { recursive: true });
}

async function compile(): Promise<string> {
  const dist = path.join(copyOf(), 'dist');
  const tsc = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [tsc, '-p', path.join(ROOT, 'tsconfig.build.json'), '--outDir', dist];
  const exit = await runForeign(t, process.execPath, args);
  t.strictSame(exit, { status: 0, stdout: '', stderr: '' });
  return dist;
}

t.test('in a clone without dependencies, the message says to install them', async (t) => {
  const clone = copyOf('src', 'fixtures');
  const stderr = RegExp(`^The package \\S+, which .* is missing: run npm ci in ${clone}\\.\n$`);
  t.match(await runForeign(t, process.execPath, [binOf(clone)]), { status: 1, stdout: '', stderr });
});

t.test('the message about missing built code depends on the installation', async (t) => {
  t.match(unbuilt('/clone'), /: run npm ci && npm run build there\.$/);
  t.match(unbuilt('/app/node_modules/faire-simple-mock'), /: install it with its scripts/);
});

t.test('a package that is missing is named', async (t) => {
  t.equal(packageProblem(), undefined);
  t.equal(packageProblem(copyOf()), packageMissing('fastify'));
});

t.test('a linked clone is imported by its sources, once its packages are there', async (t) => {
  const load = (clone: string) => import(path.join(clone, 'bin', 'index.js'));
  const bare = copyOf('src', 'fixtures');
  const message = `The package fastify, which faire-simple-mock needs, is missing: run npm ci in ${bare}.`;
  await t.rejects(load(bare), { message });
  const clone = copyOf('src', 'fixtures');
  linkDependencies(clone);
  const sources = await import('../src/index.ts');
  t.strictSame(Object.keys(await load(clone)), Object.keys(sources), 'with all that they export');
  const require = createRequire(import.meta.url);
  const required = require(path.join(clone, 'bin', 'require.js'));
  t.strictSame(Object.keys(required), Object.keys(sources), 'and required');
});

t.test('below node_modules, where Node strips no types, what is built is run', async (t) => {
  const project = copyOf();
  const installed = path.join(project, 'node_modules', 'faire-simple-mock');
  for (const part of ['bin', 'package.json', 'src', 'fixtures']) {
    fs.cpSync(path.join(ROOT, part), path.join(installed, part), { recursive: true });
  }
  const unbuilt = await runForeign(t, process.execPath, [binOf(installed), '--version']);
  const stderr = `faire-simple-mock is not built in ${installed}: install it with its scripts (without --ignore-scripts), or from a tarball that npm pack wrote in a clone.\n`;
  t.strictSame(unbuilt, { status: 1, stdout: '', stderr });
  const script =
    'try { console.log(Object.keys(require("faire-simple-mock")).length); } catch ({ message }) { console.error(message); }';
  const requires = () => runForeign(t, process.execPath, ['-e', script], { cwd: installed });
  t.strictSame(await requires(), { status: 0, stdout: '', stderr });
  linkDependencies(installed);
  await build(installed);
  const count = Object.keys(await import('../src/index.ts')).length;
  t.strictSame(await requires(), { status: 0, stdout: `${count}\n`, stderr: '' });
  const built = await runForeign(t, process.execPath, [binOf(installed), '--version']);
  t.strictSame(built, { status: 0, stdout: `${manifest.version}\n`, stderr: '' });
});

/** The command, whose temporary folder is the one given. */
function startIn(folder: string, more: Record<string, string> = {}): Command {
  const env = environment({ TMPDIR: folder, ...more });
  delete env.NODE_DISABLE_COMPILE_CACHE;
  // Without what tap has every Node load.
  const line = ['-c', 'unset NODE_OPTIONS; exec "$@"', 'sh', process.execPath, CLI, '--port', '0'];
  return start(t, 'sh', line, { env });
}

/** How many modules are in the compile cache of a temporary folder. */
function cachedIn(folder: string): number {
  const cache = path.join(folder, 'node-compile-cache');
  return fs.existsSync(cache) ? fs.readdirSync(cache, { recursive: true }).length : 0;
}

t.test('once the server listens, what Node has compiled is kept', async (t) => {
  const folder = t.testdir();
  const command = startIn(folder);
  await command.listening();
  // Not at its end: a process that is killed writes nothing any more.
  while (cachedIn(folder) < 100) await setTimeout(20);
  t.match(await command.stop('SIGKILL'), { status: 'SIGKILL', stderr: '' });
});

t.test('where V8 measures coverage, nothing is kept', async (t) => {
  const folder = t.testdir();
  const command = startIn(folder, { NODE_V8_COVERAGE: path.join(folder, 'coverage') });
  await command.listening();
  t.match(await command.stop(), { status: 0, stderr: '' });
  t.equal(cachedIn(folder), 0);
});

t.test('a start does not load the client of the Fetch API', async (t) => {
  const program = `
    const { startServer } = await import('./bin/index.js');
    const server = await startServer();
    await server.close();
    console.log(process.moduleLoadList.filter((name) => /undici|_http_server/.test(name)));`;
  const args = ['--input-type=module', '-e', program];
  const { stdout, stderr } = await runForeign(t, process.execPath, args, { cwd: ROOT });
  t.strictSame({ stdout, stderr }, { stdout: "[ 'NativeModule _http_server' ]\n", stderr: '' });
});

t.test('startServer() does not turn the cache on', async (t) => {
  const script = `
    import module from 'node:module';
    import { startServer } from ${JSON.stringify(path.join(ROOT, 'src', 'index.ts'))};
    const server = await startServer();
    console.log(module.getCompileCacheDir());
    await server.close();
  `;
  const env = { NODE_DISABLE_COMPILE_CACHE: '' };
  const args = ['--input-type=module', '-e', script];
  const { stdout, stderr } = await runForeign(t, process.execPath, args, { env });
  t.strictSame({ stdout, stderr }, { stdout: 'undefined\n', stderr: '' });
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
  'a real Node that is too old gets the message from the command and from the package',
  { skip: old ? false : 'this machine has no Node that is too old' },
  async (t) => {
    const { file, version } = old as { file: string; version: string };
    const message = `${nodeVersionProblem(version)}\n`;
    const command = await runForeign(t, file, [CLI]);
    t.strictSame(command, { status: 1, stdout: '', stderr: message });

    const folder = copyOf('src');
    linkDependencies(folder);
    const script = `import(${JSON.stringify(path.join(folder, 'bin', 'index.js'))})
      .then(({ startServer }) => startServer()).catch(({ message }) => console.log(message))`;
    for (const how of ['from its sources', 'built']) {
      const inProcess = await runForeign(t, file, ['-e', script]);
      t.strictSame(inProcess, { status: 0, stdout: message, stderr: '' }, how);
      await build(folder);
    }
  },
);
