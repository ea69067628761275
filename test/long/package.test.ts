import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { ROOT, runForeign } from '../command-helpers.ts';
import {
  alwaysFail,
  copyExample,
  dropVerification,
  EXAMPLES,
  output,
  readmeCommands,
  reasonToSkip,
} from '../example-helpers.ts';
import {
  bin,
  copyOf,
  emptyProject,
  envOf,
  linkDependencies,
  name,
  pack,
  QUIETLY,
  SERVE,
  succeed,
  tarball,
  temp,
  version,
} from './package-helpers.ts';

t.setTimeout(1_200_000);

const env = envOf();
const project = path.join(temp, 'project');

/** A project of an integrator's, which has installed the package from there. */
async function projectWith(name: string, ...from: string[]): Promise<string> {
  const folder = emptyProject(name);
  await succeed(folder, 'npm', 'install', '--omit=dev', ...QUIETLY, ...from);
  return folder;
}

t.before(async () => {
  await pack();
  await projectWith('project', tarball);
});

/** Runs the command, and a program that imports the package; both must work. */
async function works(t: Test, folder: string): Promise<void> {
  const command = await succeed(folder, 'npx', '--no-install', name, 'exec', '--', 'true');
  t.equal(command.stderr, '');
  const { stdout } = await succeed(folder, process.execPath, '-e', PROGRAM);
  t.equal(stdout, 'function function\n');
}

const PROGRAM = `import('${name}').then(async ({ startServer, WorldError }) => {
  await (await startServer()).close();
  console.log(typeof startServer, typeof WorldError);
});`;

/** A git repository of the project as it stands. */
async function repository(): Promise<string> {
  const copy = copyOf('faire-simple-mock.git');
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@test.example'];
  await succeed(copy, 'git', 'init', '-q');
  await succeed(copy, 'git', 'add', '-A');
  await succeed(copy, 'git', ...author, 'commit', '-q', '-m', 'All');
  return copy;
}

const git = spawnSync('git', ['--version']).status === 0;
const skip = !git && !process.env.CI && 'there is no git here';

t.test('installed from git, it is built, unless scripts are ignored', { skip }, async (t) => {
  const url = `file://${encodeURI(await repository())}`;
  const page = fs.readFileSync(path.join(ROOT, 'docs', 'install.md'), 'utf8');
  const [install = '', , clone = '', pack = '', fromTarball = ''] = [
    ...page.matchAll(/```sh\n(.*?)```/gs),
  ]
    .flatMap(([, block]) => (block as string).trim().split('\n'))
    .map((command) => command.replace('https://git.example/faire-simple-mock.git', url));
  const prefix = 'npm install --save-dev ';
  t.match(install, prefix);
  await works(t, await projectWith('from-git', install.slice(prefix.length)));
  const folder = await projectWith(
    'from-git-without-scripts',
    '--ignore-scripts',
    install.slice(prefix.length),
  );
  const installed = fs.realpathSync(path.join(folder, 'node_modules', name));
  const unbuilt = `faire-simple-mock is not built in ${installed}: install it with its scripts (without --ignore-scripts), or from a tarball that npm pack wrote in a clone.`;
  const options = { cwd: folder, env };
  const command = await runForeign(t, 'npx', ['--no-install', name], options);
  t.strictSame(command, { status: 1, stdout: '', stderr: `${unbuilt}\n` });
  const program = await runForeign(t, process.execPath, ['-e', PROGRAM], options);
  t.match(program.stderr, `\nError: ${unbuilt}\n`);

  const workshop = path.join(temp, 'workshop');
  fs.mkdirSync(workshop);
  await succeed(workshop, 'sh', '-c', clone);
  linkDependencies(path.join(workshop, name));
  await succeed(workshop, 'sh', '-c', pack.replace('npm ci && ', ''));
  t.equal(fromTarball, `${prefix}${path.basename(tarball)}`);
  t.ok(fs.existsSync(path.join(workshop, name, path.basename(tarball))));
});

t.test('installed from a folder, it runs once that has its packages', async (t) => {
  const copy = copyOf('folder');
  const folder = await projectWith('from-folder', copy);
  const command = await runForeign(t, 'npx', ['--no-install', name], { cwd: folder, env });
  t.match(command.stderr, `is missing: run npm ci in ${fs.realpathSync(copy)}.\n`);
  const program = await runForeign(t, process.execPath, ['-e', PROGRAM], { cwd: folder, env });
  t.match(program.stderr, `is missing: run npm ci in ${fs.realpathSync(copy)}.\n`);
  linkDependencies(copy);
  await works(t, folder);
  t.notOk(fs.existsSync(path.join(copy, 'dist')), 'from its sources');
  await succeed(copy, 'npm', 'run', 'prepare');
  t.ok(fs.existsSync(path.join(copy, 'dist', 'index.js')));
  await works(t, folder);
  const { stdout } = await succeed(copy, 'npx', '--yes', '.', '--version');
  t.equal(stdout, `${version}\n`, 'and npx runs it in the folder');
});

t.test('without the tools to build it, prepare does nothing, silently', async (t) => {
  const copy = copyOf('without-tools');
  const first = await succeed(copy, 'npm', 'run', '--silent', 'prepare');
  t.match(first, { stdout: '', stderr: '' });
  // As in a Dockerfile that copies package.json first.
  fs.rmSync(path.join(copy, 'scripts'), { recursive: true });
  const { stdout, stderr } = await succeed(copy, 'npm', 'run', '--silent', 'prepare');
  t.strictSame({ stdout, stderr }, { stdout: '', stderr: '' });
});

t.test('installed from a tarball, it needs no scripts', async (t) => {
  await works(t, await projectWith('without-scripts', '--ignore-scripts', tarball));
});

for (const example of EXAMPLES) {
  const { folder, says, fails, helper, test = '' } = example;
  const skip = reasonToSkip(example);
  t.test(`the example in ${folder}, copied alone, works by its README`, { skip }, async (t) => {
    const copy = path.join(temp, `example-${folder}`);
    copyExample(folder, copy);
    fs.copyFileSync(tarball, path.join(copy, path.basename(tarball)));
    const [install = '', run = ''] = readmeCommands(folder);
    const quick = `${install} --prefer-offline --no-audit --no-fund`;
    const sh = (line: string, more: Record<string, string> = {}) =>
      runForeign(t, 'sh', ['-c', line], { cwd: copy, env: { ...env, NO_COLOR: '1', ...more } });
    const installed = await sh(quick);
    t.equal(installed.status, 0, output(installed));
    // The test finds the token by the variable that `exec` sets.
    const passed = await sh(run, { FAIRE_SIMPLE_MOCK_CONTROL_TOKEN: 'un jeton' });
    t.equal(passed.status, 0, output(passed));
    t.match(output(passed), says);
    if (folder === 'sync') {
      // Node only strips the types. Those of the package are checked, too.
      const tsc = path.join(ROOT, 'node_modules', '.bin', 'tsc');
      const types = path.join(ROOT, 'node_modules', '@types');
      const checked = await sh(
        `'${tsc}' --noEmit --strict --module nodenext --allowJs --allowImportingTsExtensions --types node --typeRoots '${types}' *.ts`,
      );
      t.equal(checked.status, 0, output(checked));
    }
    if (helper !== undefined) {
      dropVerification(path.join(copy, test));
      const unverified = await sh(run);
      t.not(unverified.status, 0, 'it fails where a request is not verified');
      t.match(output(unverified), /unexpected.*POST \/api\/users\/9\/statut/s);
    }
    alwaysFail(path.join(copy, 'node_modules', name));
    const failed = await sh(run);
    t.not(failed.status, 0, 'and fails where the server always answers 503');
    t.match(output(failed), fails);
    t.match(output(failed), '503', 'for that reason');
  });
}

t.test(
  'the package holds what it needs to run, its contract and its data, and no more',
  async (t) => {
    const { stdout } = await succeed(temp, 'tar', '-tzf', tarball);
    const files = stdout.trim().split('\n');
    for (const file of [
      'package.json',
      'LICENSE',
      ...fs.readdirSync(path.join(ROOT, 'bin')).map((each) => `bin/${each}`),
      'dist/index.js',
      'dist/index.d.ts',
      ...fs.globSync('docs/*.{md,svg}', { cwd: ROOT }),
      ...fs.readdirSync(path.join(ROOT, 'fixtures')).map((each) => `fixtures/${each}`),
      ...fs.readdirSync(path.join(ROOT, 'openapi')).map((each) => `openapi/${each}`),
      ...(fs.readdirSync(path.join(ROOT, 'page'), { recursive: true }) as string[])
        .filter((each) => path.extname(each) !== '')
        .map((each) => `page/${each}`),
    ]) {
      t.ok(files.includes(`package/${file}`), file);
    }
    const expected =
      /^package\/(package\.json|LICENSE|(README|CHANGELOG)[\w.]*\.md|docs\/[\w.-]+\.(md|svg)|(bin|dist|docs\/ci|fixtures|openapi|page|src)\/.+)$/;
    t.strictSame(
      files.filter((file) => !expected.test(file)),
      [],
    );
    const sources = fs.readdirSync(path.join(ROOT, 'src'), { recursive: true }) as string[];
    const modules = sources
      .filter((file) => /(?<!\.d)\.ts$/.test(file))
      .map((file) => file.slice(0, -3));
    t.strictSame(
      files.filter((file) => /^package\/dist\/.*\.js$/.test(file)).sort(),
      modules.map((file) => `package/dist/${file}.js`).sort(),
      'every module is built, and nothing that has no source',
    );
    t.strictSame(
      files.filter((file) => /^package\/src\//.test(file)).sort(),
      sources
        .filter((file) => path.extname(file) !== '')
        .map((file) => `package/src/${file}`)
        .sort(),
      'the sources are beside it',
    );
    for (const kind of ['js', 'd.ts']) {
      const map = await succeed(temp, 'tar', '-xzOf', tarball, `package/dist/index.${kind}.map`);
      t.strictSame(JSON.parse(map.stdout).sources, ['../src/index.ts'], `of index.${kind}`);
    }
  },
);

t.test('the installed command works', async (t) => {
  const { stdout } = await succeed(project, 'npx', '--no-install', name, '--version');
  t.equal(stdout, `${version}\n`);
  const fixtures = path.join('node_modules', name, 'fixtures');
  t.match((await succeed(project, 'npx', '--no-install', name, 'check', fixtures)).stdout, 'hold:');
  const args = ['--no-install', name, 'generate', 'data', '--generate', '100'];
  t.match((await succeed(project, 'npx', ...args)).stdout, 'Wrote the fixtures data: 100 users');
});

t.test('the installed package serves, its documentation too', async (t) => {
  fs.writeFileSync(path.join(project, 'serve.js'), SERVE);
  const { stdout, stderr } = await succeed(project, process.execPath, 'serve.js');
  t.strictSame({ stdout, stderr }, { stdout: '200 200 200 200\n', stderr: '' });
});

t.test('its types are those an integrator needs, and hold', async (t) => {
  fs.writeFileSync(
    path.join(project, 'consumer.ts'),
    `import { startServer, type JournalEntry, type MockServer, type OperationId, type Partenaire, type Rule, type StartOptions } from '${name}';
    const operation: OperationId = 'listUsers';
    const options: StartOptions = { port: 0, generate: 100, seed: 7, paths: { [operation]: '/partenaires' } };
    const server: MockServer = await startServer(options);
    const user = (await server.inject('/api/users/1')).json<Partenaire>();
    const statut: 0 | 1 = user.statut;
    const rule: Rule = server.addRule({ operation, delay: { fixed: 10 }, then: { action: 'drop' } });
    const [entry]: JournalEntry[] = server.listJournal({ uid: 1 });
    const refused: string | undefined = entry?.refusal?.code;
    {
      await using sandbox = server.createSandbox({ lifetime: 60_000 });
      const { FAIRE_SIMPLE_KEY = refused } = sandbox.environment;
      server.deleteRule(rule.id);
      sandbox.setClock('2016-03-14T09:26:53Z');
      // @ts-expect-error an action that does not exist
      sandbox.addRule({ then: { action: 'explode', key: FAIRE_SIMPLE_KEY } });
    }
    // @ts-expect-error an option that does not exist
    await startServer({ prot: statut });
    await server.close();`,
  );
  const strict = [
    '--strict',
    '--noEmit',
    '--target',
    'es2024',
    '--lib',
    'es2024,esnext.disposable',
  ];
  const types = ['--types', 'node', '--typeRoots', path.join(ROOT, 'node_modules', '@types')];
  const args = [...strict, ...types, '--module', 'nodenext', 'consumer.ts'];
  t.equal((await succeed(project, path.join(bin, 'tsc'), ...args)).stdout, '');
});

t.test('publint and "are the types wrong" find nothing to say', async (t) => {
  t.match((await succeed(temp, path.join(bin, 'publint'), tarball)).stdout, 'All good!');
  // Its exit status is 1 for any problem that the profile does not leave aside.
  const attw = await succeed(temp, path.join(bin, 'attw'), tarball, '--profile', 'esm-only');
  t.match(attw.stdout, '🟢 (ESM)');
});
