import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import t from 'tap';
import manifest from '../../package.json' with { type: 'json' };
import { type Exit, ROOT, runForeign } from '../command-helpers.ts';

t.setTimeout(300_000);

const { name, version } = manifest;
const bin = path.join(ROOT, 'node_modules', '.bin');
// The Node that runs the tests, whichever else the machine has.
const env = { PATH: [path.dirname(process.execPath), bin, process.env.PATH].join(path.delimiter) };

// Away from the repository, whose node_modules would stand in for a dependency that is not declared.
const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'faire-simple-mock-package-'));
t.teardown(() => fs.rmSync(temp, { recursive: true }));
const project = path.join(temp, 'project');
const tarball = path.join(temp, `${name}-${version}.tgz`);

/** Runs a program to its end, which must be good. */
async function succeed(cwd: string, file: string, ...args: string[]): Promise<Exit> {
  const exit = await runForeign(t, file, args, { cwd, env });
  if (exit.status !== 0) throw new Error(`${file} ${args.join(' ')}: ${exit.stdout}${exit.stderr}`);
  return exit;
}

t.before(async () => {
  // A copy, so that what is built here is nobody else's.
  const copy = path.join(temp, 'copy');
  const left = ['node_modules', 'dist', '.tap', '.git'];
  for (const entry of fs.readdirSync(ROOT).filter((each) => !left.includes(each))) {
    fs.cpSync(path.join(ROOT, entry), path.join(copy, entry), { recursive: true });
  }
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  await succeed(copy, 'npm', 'pack', '--pack-destination', temp);
  const own = { name: 'integrator', private: true, type: 'module' };
  fs.mkdirSync(project);
  fs.writeFileSync(path.join(project, 'package.json'), JSON.stringify(own));
  const options = ['--omit=dev', '--prefer-offline', '--no-audit', '--no-fund'];
  await succeed(project, 'npm', 'install', ...options, tarball);
});

t.test(
  'the package holds what it needs to run, its contract and its data, and no more',
  async (t) => {
    const { stdout } = await succeed(temp, 'tar', '-tzf', tarball);
    const files = stdout.trim().split('\n');
    for (const file of [
      'package.json',
      'LICENSE',
      'bin/faire-simple-mock.js',
      'dist/index.js',
      'dist/index.d.ts',
      ...fs.readdirSync(path.join(ROOT, 'fixtures')).map((each) => `fixtures/${each}`),
      ...fs.readdirSync(path.join(ROOT, 'openapi')).map((each) => `openapi/${each}`),
    ]) {
      t.ok(files.includes(`package/${file}`), file);
    }
    const expected =
      /^package\/(package\.json|LICENSE|(README|CHANGELOG)[\w.]*\.md|(bin|dist|fixtures|openapi|src)\/.+)$/;
    t.strictSame(
      files.filter((file) => !expected.test(file)),
      [],
    );
    const sources = fs.readdirSync(path.join(ROOT, 'src'), { recursive: true }) as string[];
    const modules = sources.filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -3));
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
  fs.writeFileSync(
    path.join(project, 'serve.js'),
    `import { startServer } from '${name}';
    const server = await startServer();
    const { login, password, key } = server.application;
    const headers = { authorization: 'Basic ' + btoa(login + ':' + password) };
    const { status } = await fetch(server.apiUrl + '/users?key=' + key, { headers });
    const docs = await fetch(server.docsUrl);
    const openapi = await fetch(server.url + '/openapi.json');
    console.log(status, docs.status, openapi.status);
    await server.close();`,
  );
  const { stdout, stderr } = await succeed(project, process.execPath, 'serve.js');
  t.strictSame({ stdout, stderr }, { stdout: '200 200 200\n', stderr: '' });
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
      await using sandbox = server.createSandbox({ lifetime: 60 });
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
