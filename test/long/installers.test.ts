import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import {
  emptyProject,
  envOf,
  name,
  pack,
  QUIETLY,
  SERVE,
  succeed,
  succeedIn,
  tarball,
  temp,
  version,
} from './package-helpers.ts';

// It installs Nodes and package managers.
t.setTimeout(600_000);

/** Whether the registry has a version of a package. */
function has(wanted: string): boolean {
  return (
    spawnSync('npm', ['view', wanted, 'name'], { env: { ...process.env, ...envOf() } }).stdout
      .length > 0
  );
}

/** The reason why a version of a package cannot be tried; the Node of the tests is from the registry, too. */
function missing(wanted: string): string | false {
  return has(wanted) ? false : `the npm registry has no ${wanted}, or cannot be reached`;
}

t.before(pack);

/** Installs tools from the registry, and returns the folder of their programs. */
async function tools(name: string, ...packages: string[]): Promise<string> {
  const folder = path.join(temp, name);
  fs.mkdirSync(folder);
  // The npm package `node` brings its program by a script.
  const own = { private: true, allowScripts: { node: true } };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(own));
  await succeed(folder, 'npm', 'install', ...QUIETLY, ...packages);
  return path.join(folder, 'node_modules', '.bin');
}

type Run = (...words: string[]) => Promise<{ stdout: string }>;

/** Tries an installed package: the command, a command with a server of its own, and a program that imports it. */
async function works(t: Test, folder: string, command: Run, node: Run): Promise<void> {
  t.equal((await command('--version')).stdout, `${version}\n`);
  const script = 'curl -fsS "$FAIRE_SIMPLE_URL" -u demo:demo -G -d key="$FAIRE_SIMPLE_KEY"';
  t.match((await command('exec', '--', 'sh', '-c', script)).stdout, '"operationId":"getIndex"');
  t.match((await command('init', 'data')).stdout, 'Wrote the fixtures data: 54 users');
  t.ok(fs.existsSync(path.join(folder, 'data', 'users.json')));
  fs.writeFileSync(path.join(folder, 'serve.js'), SERVE);
  t.equal((await node('serve.js')).stdout, '200 200 200 200\n');
}

for (const node of ['22.18', '24', '26']) {
  const skip = missing(`node@${node}`);
  t.test(`npm installs it under Node ${node}, and it works there`, { skip }, async (t) => {
    const env = envOf(await tools(`node-${node}`, `node@${node}`));
    const folder = emptyProject(`npm-${node}`);
    const run =
      (file: string) =>
      (...words: string[]) =>
        succeedIn(env, folder, file, ...words);
    t.match(
      (await run('node')('--version')).stdout,
      new RegExp(`^v${node.replace('.', '\\.')}\\.`),
    );
    const { stderr } = await run('npm')('install', ...QUIETLY, tarball);
    t.notMatch(stderr, 'EBADENGINE');
    const command: Run = (...words) => run('npx')('--no-install', name, ...words);
    await works(t, folder, command, run('node'));
  });
}

interface Manager {
  /** Its package. */
  readonly manager: string;
  readonly program: string;
  /** How it adds the tarball. */
  readonly add: readonly string[];
  /** How it runs a command. */
  readonly run: readonly string[];
  /** How `--` is written. */
  readonly dashes?: readonly string[];
}

/** The package managers besides npm. */
const MANAGERS: readonly Manager[] = [
  { manager: 'pnpm@12', program: 'pnpm', add: ['add', tarball], run: ['exec'] },
  {
    manager: 'yarn@1',
    program: 'yarn',
    // With scripts, it compiles every package that has a binding.gyp, also those that bring their binaries.
    add: ['add', '--ignore-scripts', `file:${tarball}`],
    run: ['-s'],
    // It keeps the first one.
    dashes: ['--', '--'],
  },
  // Yarn's own way: packages stay in archives, without node_modules.
  {
    manager: '@yarnpkg/cli-dist@4',
    program: 'yarn',
    add: ['add', `${name}@file:${tarball}`],
    run: [],
  },
];

for (const [index, { manager, program, add, run, dashes }] of MANAGERS.entries()) {
  t.test(`${manager} installs it, and it works`, { skip: missing(manager) }, async (t) => {
    const bin = await tools(`manager-${index}`, manager);
    const file = path.join(bin, program);
    const folder = emptyProject(`with-${index}`);
    // For what they keep; as root, Yarn 1 would keep it in /usr/local.
    const env = { ...envOf(), HOME: temp, YARN_CACHE_FOLDER: path.join(temp, 'cache') };
    // Else Yarn 4 searches the folders above for a project.
    if (manager.startsWith('@yarnpkg/')) fs.writeFileSync(path.join(folder, 'yarn.lock'), '');
    await succeedIn(env, folder, file, ...add);
    const command: Run = (...words) =>
      succeed(
        folder,
        file,
        ...run,
        name,
        ...words.flatMap((word) => (word === '--' && dashes) || word),
      );
    await works(t, folder, command, (...words) =>
      succeedIn(env, folder, file, ...run, 'node', ...words),
    );
  });
}
