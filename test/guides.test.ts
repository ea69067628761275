import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { parse } from 'yaml';
import manifest from '../package.json' with { type: 'json' };
import { readCommand } from '../src/cli/config.ts';
import { ROOT_VARIABLES } from '../src/cli/roots.ts';
import { REAL_URL } from '../src/contract/operations.ts';
import { environmentOf } from '../src/control/environment.ts';
import { plainPortProblem, tlsProblem } from '../src/http/tls-problems.ts';
import { startServer } from '../src/index.ts';
import { OPTIONS } from '../src/options/options.ts';
import { HTTPS_FAULTS } from '../src/tls/fault-names.ts';
import { RuleDefinition } from '../src/traffic/schemas.ts';
import { CLI, type Exit, ROOT, runForeign } from './command-helpers.ts';
import { runHere, serveHere } from './command-here.ts';
import { basic } from './helpers.ts';

t.setTimeout(120_000);

const noop = () => {};

const DOCS = path.join(ROOT, 'docs');
const GUIDES = ['testing', 'ci', 'clients', 'https'];
const PAGES = [
  'getting-started',
  ...GUIDES,
  'conformance',
  'fidelity',
  'rules',
  'report',
  'refresh',
  'comparison',
  'install',
  'operations',
  'data',
  'options',
  'troubleshooting',
  'reliability',
];
const read = (file: string) => fs.readFileSync(path.join(DOCS, file), 'utf8');

const VARIABLES = Object.keys(
  environmentOf(
    { apiUrl: '', controlUrl: '', controlToken: '' },
    { login: '', password: '', key: '' },
    '',
  ),
);

/** The fenced blocks of one language, in order. */
function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(
    ([, block]) => block as string,
  );
}

/** The anchor of a heading. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\d_ -]/gu, '')
    .replaceAll(' ', '-');

/** All that a process said. */
const output = ({ stdout, stderr }: Exit) => stdout + stderr;

/** A project that has the package installed, as far as npx is concerned. */
function project(t: Test): string {
  const bin = `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`;
  const test = 'test -n "$FAIRE_SIMPLE_CONTROL_URL" && echo "tested $FAIRE_SIMPLE_URL"';
  const folder = t.testdir({
    'package.json': JSON.stringify({ private: true, scripts: { test } }),
    node_modules: { '.bin': { [manifest.name]: bin } },
  });
  fs.chmodSync(path.join(folder, 'node_modules', '.bin', manifest.name), 0o755);
  return folder;
}

for (const file of PAGES.flatMap((name) => [`${name}.md`, `${name}.fr.md`])) {
  t.test(`the links of ${file} lead somewhere`, async (t) => {
    const links = [...read(file).matchAll(/\]\((?!http)([^)]+)\)/g)].map(
      ([, link]) => link as string,
    );
    t.ok(links.length > 0);
    for (const link of links) {
      const [target = '', name] = link.split('#');
      const place = target === '' ? file : target;
      t.ok(fs.existsSync(path.join(DOCS, place)), link);
      if (name === undefined) continue;
      const headings = [...read(place).matchAll(/^#+ (.*)$/gm)].map(([, text]) =>
        anchor(text as string),
      );
      t.ok(headings.includes(name), link);
    }
  });
}

for (const name of [...PAGES, '../README']) {
  t.test(`${name}.fr.md has the blocks and the code words of ${name}.md`, async (t) => {
    // The tables that the code writes have a test of their own.
    const [english, french] = [`${name}.md`, `${name}.fr.md`].map((file) =>
      read(file).replaceAll(/<!-- \w.*?<!-- \/.*?-->/gs, ''),
    ) as [string, string];
    t.strictSame(french.match(/^```.*?^```$/gms), english.match(/^```.*?^```$/gms));
    const words = (text: string) =>
      new Set(text.replaceAll(/^```.*?^```$/gms, '').match(/`[^`]+`/g) ?? []);
    t.strictSame([...words(english)].sort(), [...words(french)].sort());
  });

  t.test(`${name}.fr.md has the no-break spaces of French`, async (t) => {
    const prose = read(`${name}.fr.md`)
      .replaceAll(/^```.*?^```$/gms, '')
      .replaceAll(/`[^`]+`/g, 'x');
    t.strictSame(prose.match(/.*(« | [»;:?!](\s|$)).*/gm), null);
  });
}

t.test('comparison.fr.md has the rows of comparison.md', async (t) => {
  /** The number of cells and the links of each row. */
  const rows = (file: string) =>
    read(file)
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) => ({
        cells: line.split(' | ').length,
        links: line.match(/\]\([^)]*\)/g),
      }));
  t.ok(rows('comparison.md').length > 20, 'they are found');
  t.strictSame(rows('comparison.fr.md'), rows('comparison.md'));
  for (const { cells } of rows('comparison.md')) t.ok([1, 5, 6, 8].includes(cells));
});

/** Runs JavaScript of a guide as a program. */
async function runProgram(t: Test, found: readonly string[]) {
  const source = JSON.stringify(path.join(ROOT, 'src', 'index.ts'));
  const program = found.join('\n').replace("'faire-simple-mock'", source);
  const folder = t.testdir({ 'guide.mjs': `${program}\nconsole.log('held');\n` });
  const exit = await runForeign(t, process.execPath, [path.join(folder, 'guide.mjs')]);
  t.strictSame(exit, { status: 0, stdout: 'held\n', stderr: '' });
}

t.test('the JavaScript of testing.md and rules.md works, from first to last', async (t) => {
  const found = ['testing.md', 'rules.md'].flatMap((file) => blocks(read(file), 'js'));
  t.ok(found.length >= 10, 'it is found');
  await runProgram(t, [...found, 'await server.close();']);
});

t.test('the JavaScript of refresh.md works', async (t) => {
  await runProgram(t, blocks(read('refresh.md'), 'js'));
});

t.test('the tests in testing.md are those of the examples', async (t) => {
  const text = read('testing.md');
  const examples = [
    'node/faire-simple.test.js',
    'jest/faire-simple.test.js',
    'pytest/test_faire_simple.py',
  ]
    .map((file) => fs.readFileSync(path.join(ROOT, 'examples', file), 'utf8'))
    .join('\n');
  const found = [...blocks(text, 'javascript'), ...blocks(text, 'python')];
  t.equal(found.length, 3, 'they are found');
  for (const block of found) t.ok(examples.includes(block), block);
});

t.test('the commands of testing.md, rules.md and refresh.md work under exec', async (t) => {
  const files = ['testing.md', 'rules.md', 'refresh.md'];
  const found = files.flatMap((file) => blocks(read(file), 'sh'));
  t.ok(found.length >= 6, 'they are found');
  const script = `set -e\n${found.join('')}echo; echo held\n`;
  const args = [CLI, 'exec', '--', 'sh', '-c', script];
  const exit = await runForeign(t, process.execPath, args, { cwd: project(t) });
  t.equal(exit.status, 0, output(exit));
  t.match(exit.stdout, /^tested http:\/\/127\.0\.0\.1:\d+\/api$/m, 'npm test ran');
  t.match(exit.stdout, /\nheld\n$/);
});

/** The cells of a table's rows that hold actions, each row with the actions in it. */
function actionRows(section: string) {
  const [, text = ''] = read('testing.md').split(`\n## ${section}\n`);
  return (text.split('\n## ')[0] as string)
    .split('\n')
    .filter((line) => line.startsWith('|') && line.includes('{"action"'))
    .map((line) => ({
      cells: line.split('|').map((cell) => cell.trim()),
      actions: [...line.matchAll(/`(\{"action".*?\})`/g)].map(([, json]) =>
        JSON.parse(json as string),
      ),
    }));
}

t.test('the faults of testing.md are admitted', async (t) => {
  const rows = actionRows('Faults worth testing');
  t.ok(rows.length >= 10, 'they are found');
  await using server = await startServer();
  for (const then of rows.flatMap(({ actions }) => actions)) {
    t.match(server.addRule({ then }), { then }, JSON.stringify(then));
  }
});

t.test('the table of testing.md says what each action does with a POST', async (t) => {
  const rows = actionRows('A change and its answer');
  t.ok(rows.length >= 10, 'they are found');
  await using server = await startServer();
  for (const { cells, actions } of rows) {
    const [, then = '', changed, , inJournal] = cells;
    const sandbox = server.createSandbox();
    const rule = sandbox.addRule({ operation: 'setUserStatut', then: actions[0] });
    const isChanged = () => sandbox.getRecord('users', 9)?.statut === 1;
    const client = new AbortController();
    const { login, password, key } = sandbox.application;
    const ended = fetch(`${sandbox.apiUrl}/users/9/statut?key=${key}`, {
      method: 'POST',
      headers: { authorization: basic(`${login}:${password}`), 'content-type': 'application/json' },
      body: '{"action": 1}',
      signal: client.signal,
    }).then((response) => response.text());
    const done = ended.then(noop, noop);
    const { action, perform = false } = actions[0];
    if (action === 'stall') {
      // Only the client ends a request that is never answered.
      await sandbox.waitForRequest({ state: 'running' });
      while (perform && !isChanged()) await sleep(5);
      client.abort();
    } else if (action === 'hold') {
      while (sandbox.listRules()[0]?.held === 0) await sleep(5);
      t.equal(isChanged(), perform, 'before the release');
      t.equal(rule.release(), 1);
    }
    await done;
    const { state, status } = await sandbox.waitForRequest();
    t.equal(`\`${state} ${status}\``, inJournal, then);
    const words = action === 'hold' && !perform ? 'at the release' : 'yes';
    t.equal(isChanged() ? words : 'no', changed, then);
  }
});

t.test('the tables and lists of testing.md and rules.md are those of the code', async (t) => {
  const text = read('rules.md');
  for (const name of VARIABLES) {
    t.match(read('testing.md') + text, `\`${name}\``);
  }
  const rules = JSON.parse(fs.readFileSync(path.join(ROOT, 'fixtures', 'rules.json'), 'utf8'));
  const [, section = ''] = text.split('\n## Six special partners\n');
  const rows = [...section.matchAll(/^\| (\d+) \|/gm)].map(([, uid]) => Number(uid));
  t.strictSame(
    rows,
    rules.map(({ match }: { match: { uid: number } }) => match.uid),
  );
  // biome-ignore lint/suspicious/noExplicitAny: a JSON schema
  const { properties } = RuleDefinition as any;
  for (const name of [
    ...Object.keys(properties).filter((name) => name !== 'id'),
    ...Object.keys(properties.match.properties),
    // biome-ignore lint/suspicious/noExplicitAny: likewise
    ...properties.delay.anyOf.flatMap((each: any) => Object.keys(each.properties ?? {})),
    // biome-ignore lint/suspicious/noExplicitAny: likewise
    ...properties.then.anyOf[0].anyOf.map((each: any) => each.properties.action.const),
  ]) {
    t.match(text, `\`${name}\``);
  }
});

const NAMES = [...OPTIONS.map(({ env }) => env), ...VARIABLES];

t.test('the guides name only variables that exist', async (t) => {
  for (const file of GUIDES.map((name) => `${name}.md`)) {
    const names = read(file).match(/\bFAIRE_SIMPLE_\w*[A-Z]\b/g) ?? [];
    t.ok(names.length > 4, 'they are found');
    t.strictSame(
      names.filter((name) => !NAMES.includes(name)),
      [],
      file,
    );
  }
});

const ENVIRONMENT_MEMBERS = ['env', 'environment', 'variables'];

/** Every mapping of environment variables in a YAML document. */
function environments(node: unknown): Record<string, string>[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) =>
    ENVIRONMENT_MEMBERS.includes(name) ? [value] : environments(value),
  );
}

/** The files that ci.md shows, in order. */
const CI_FILES = ['compose.yaml', 'github-actions.yml', 'gitlab-ci.yml'];
const [compose, ...documents] = CI_FILES.map((file) => parse(read(`ci/${file}`), { strict: true }));
const settings = [compose, ...documents].flatMap(environments);
const ofServer = settings.filter((each) => 'FAIRE_SIMPLE_MOCK_CONTROL' in each);
const ofTests = settings.filter((each) => 'FAIRE_SIMPLE_URL' in each);

/** The environment of the Dockerfile, on a port of the test. */
const image = {
  ...Object.fromEntries(
    [
      ...fs.readFileSync(path.join(ROOT, 'Dockerfile'), 'utf8').matchAll(/^ENV (FAIRE\w+)=(.*)$/gm),
    ].map(([, name, value]) => [name, value] as [string, string]),
  ),
  FAIRE_SIMPLE_MOCK_PORT: '0',
};

t.test(
  'the YAML of ci.md is that of its files, and names what the server and the tests take',
  async (t) => {
    t.strictSame(
      blocks(read('ci.md'), 'yaml'),
      CI_FILES.map((file) => read(`ci/${file}`)),
    );
    for (const file of CI_FILES) t.match(read('ci.md'), `[${file}](ci/${file})`);
    t.equal(ofServer.length, 1);
    t.equal(ofTests.length, 2);
    for (const value of settings.flatMap((each) => Object.values(each))) {
      t.type(value, 'string', 'a value a variable can have');
    }
    t.match(read('ci.md'), `registry.example/faire-simple-mock:${manifest.version} .\n`);
    // The jobs build and run the service of the Compose file.
    t.match(read('ci/github-actions.yml'), / up --build --detach --wait faire-simple\n/);
    t.match(read('ci/gitlab-ci.yml'), / run --build --rm tests\n/);
    t.strictSame(Object.keys(compose.services), ['faire-simple', 'tests']);
  },
);

const own = fs.readFileSync(path.join(ROOT, 'compose.yaml'), 'utf8');

t.test('the health checks of the Compose files find a server that answers', async (t) => {
  const { server, command } = await serveHere(t, [], image);
  for (const { services } of [compose, parse(own)]) {
    const [kind, program, ...args] = services['faire-simple'].healthcheck.test;
    t.strictSame([kind, program], ['CMD', 'node']);
    const here = args.map((arg: string) => arg.replace('http://127.0.0.1:3000', server.url));
    const check = () => runForeign(t, process.execPath, here);
    t.strictSame(await check(), { status: 0, stdout: '', stderr: '' });
  }
  await command.stop();
  const [, , ...args] = parse(own).services['faire-simple'].healthcheck.test;
  const here = args.map((arg: string) => arg.replace('http://127.0.0.1:3000', server.url));
  t.equal((await runForeign(t, process.execPath, here)).status, 1, 'and notice when none does');
});

t.test('compose.yaml builds the image, and can serve data of one’s own', async (t) => {
  const service = parse(own).services['faire-simple'];
  t.match(service, { build: '.', read_only: true, ports: ['127.0.0.1:3000:3000'] });
  const uncommented = parse(own.replaceAll(/^ {4}# (?=volumes:| {2}-|command:)/gm, '    '));
  const { volumes, command } = uncommented.services['faire-simple'];
  t.strictSame(volumes, ['./my-data:/data:ro']);
  const read = readCommand(command.split(' '), {});
  t.match(read, { name: 'serve', config: { fixtures: '/data', watched: '/data' } });
});

/** Commands that cannot be run here, each with the reason. */
const ELSEWHERE = /^docker /; // They need a Docker engine; test/long/image.test.ts builds the image and runs it.

const jq = spawnSync('jq', ['--version']).status === 0;
const skip = !jq && !process.env.CI && 'there is no jq here';

t.test('the commands of ci.md work with a server of the image’s settings', { skip }, async (t) => {
  const commands = blocks(read('ci.md'), 'sh')
    .flatMap((block) => block.trim().split('\n'))
    .filter((command) => !ELSEWHERE.test(command));
  t.equal(commands.length, 7, 'they are found');
  for (const [index, variables] of ofTests.entries()) {
    const { server } = await serveHere(t, [], { ...image, ...ofServer[0] });
    const { port } = new URL(server.url);
    const env = Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [
        name,
        value.replace(/\/\/[^/]+/, `//127.0.0.1:${port}`),
      ]),
    );
    // exec, which is for jobs without a container, is the same in each.
    const mine = commands.filter((command) => index === 0 || !command.startsWith('npx '));
    const script = `set -e\n${mine.join('\n')}\necho; echo "sandbox $FAIRE_SIMPLE_SANDBOX held"\n`;
    const exit = await runForeign(t, 'sh', ['-c', script], { cwd: project(t), env });
    t.equal(exit.status, 0, output(exit));
    t.match(exit.stdout, /\nsandbox \w+ held\n$/);
    const refused = await fetch(`${server.url}/_mock/sandboxes`);
    t.equal(refused.status, 401, 'and without the token there is none');
  }
});

t.test('the image enables the control plane only by an option and with a token', async (t) => {
  const { server } = await serveHere(t, [], image);
  t.equal((await fetch(server.url)).status, 200, 'the health check needs no credentials');
  t.equal((await fetch(`${server.url}/_mock`)).status, 404);
  const exit = await runHere(t, [], { ...image, FAIRE_SIMPLE_MOCK_CONTROL: 'true' });
  t.equal(exit.status, 2);
  t.match(exit.stderr, 'control-token');
});

t.test('the Kubernetes example of ci.md works', async (t) => {
  for (const [name, value] of [
    ['FAIRE_SIMPLE_MOCK_SERVICE_HOST', '10.0.0.1'],
    ['FAIRE_SIMPLE_MOCK_PORT', 'tcp://10.0.0.1:3000'],
  ] as const) {
    const exit = await runHere(t, [], { [name]: value });
    t.equal(exit.status, 2);
    t.match(exit.stderr, name);
  }
});

t.test('the JavaScript of https.md works, from its first block to its last', async (t) => {
  const found = blocks(read('https.md'), 'js');
  t.equal(found.length, 2, 'it is found');
  await runProgram(t, found);
});

t.test('the tables and lists of https.md are those of the code', async (t) => {
  const text = read('https.md');
  const [, faults = ''] = text.split('\n## TLS faults\n');
  const rows = [...faults.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, fault]) => fault as string);
  t.strictSame(rows, [...HTTPS_FAULTS]);
  for (const name of [...ROOT_VARIABLES, 'JAVA_TOOL_OPTIONS', 'PHP_INI_SCAN_DIR']) {
    t.match(text, `\n| \`${name}\` |`);
  }
  const [, log = ''] = text.split('\n## In the log\n');
  const lines = [...log.matchAll(/^\| `([^`]+)` \|/gm)].map(([, line]) => line as string);
  const codes = ['HTTP_REQUEST', 'TLSV1_ALERT_UNKNOWN_CA', 'UNSUPPORTED_PROTOCOL'];
  const problems = codes.map((code) => tlsProblem(`ERR_SSL_${code}`, undefined));
  problems.push(plainPortProblem(Buffer.from([22, 3]), undefined));
  t.equal(lines.length, problems.length);
  for (const [index, problem] of problems.entries()) t.match(problem, lines[index]);
  const [compose] = blocks(text, 'yaml').map((block) => parse(block, { strict: true }));
  const { environment, networks } = compose.services['faire-simple'];
  t.strictSame(networks.default.aliases, [new URL(REAL_URL).hostname]);
  const options = environmentOfImage(environment);
  t.match(options, { port: 443, https: { httpPort: 80 } });
});

/** The settings of the image with these variables. */
function environmentOfImage(variables: Record<string, string>) {
  const command = readCommand([], { ...image, ...variables });
  return command.name === 'serve' ? command.config : undefined;
}
