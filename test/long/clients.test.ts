import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import t, { type Test } from 'tap';
import { OPERATIONS } from '../../src/contract/operations.ts';
import type { MockServer } from '../../src/index.ts';
import { CLI, type Exit, ROOT, runForeign } from '../command-helpers.ts';
import { start } from '../helpers.ts';

// It installs the generators and the runners of requests.
t.setTimeout(600_000);

const bin = path.join(ROOT, 'node_modules', '.bin');
const env = { PATH: [path.dirname(process.execPath), bin, process.env.PATH].join(path.delimiter) };

const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'faire-simple-mock-clients-'));
t.teardown(() => fs.rmSync(temp, { recursive: true }));

const guide = fs.readFileSync(path.join(ROOT, 'docs', 'clients.md'), 'utf8');

/** The fenced blocks of one language, in order. */
function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(
    ([, block]) => block as string,
  );
}

/** The tools are installed from the registry: without it, they cannot be tried. */
const reachable = spawnSync('npm', ['view', 'orval@8', 'name'], {
  env: { ...process.env, ...env },
});
const skip = reachable.status !== 0 && !process.env.CI && 'the npm registry cannot be reached';

/** Runs a command to its end, which must be good. */
async function succeed(t: Test, cwd: string, command: string, more = {}): Promise<Exit> {
  const exit = await runForeign(t, 'sh', ['-c', command], { cwd, env: { ...env, ...more } });
  if (exit.status !== 0) throw new Error(`${command}: ${exit.stdout}${exit.stderr}`);
  return exit;
}

/** A project of an integrator's, in which npx finds the command. */
function project(name: string, files: Readonly<Record<string, string>> = {}): string {
  const folder = path.join(temp, name);
  fs.mkdirSync(folder);
  const manifest = JSON.stringify({ private: true, type: 'module' });
  for (const [file, text] of Object.entries({ 'package.json': manifest, ...files })) {
    fs.writeFileSync(path.join(folder, file), text);
  }
  return folder;
}

const install = (command: string) => `${command} --prefer-offline --no-audit --no-fund`;

const [beginning = '', ...sections] = guide.split(/^## /m);
const [tsconfig = ''] = blocks(beginning, 'json');
const GENERATORS = sections.filter((section) => section.includes('```sh'));

t.test('clients.md has three generators', { skip }, async (t) => {
  t.strictSame(
    GENERATORS.map((section) => section.split('\n', 1)[0]),
    ['openapi-typescript and openapi-fetch', '@hey-api/openapi-ts', 'orval'],
  );
});

for (const [index, section] of GENERATORS.entries()) {
  const [title = ''] = section.split('\n', 1);
  t.test(`the client of ${title} works`, { skip }, async (t) => {
    const server = await start(t);
    const here = (text: string) => text.replaceAll('http://127.0.0.1:3000', server.url);
    const files = blocks(section, 'ts').map((block): [string, string] => {
      const [, name = ''] = /^\/\/ (\S+)\n/.exec(block) ?? [];
      return [name, here(block)];
    });
    t.ok(files.some(([name]) => name === 'client.ts'));
    const folder = project(`generator-${index}`, {
      ...Object.fromEntries(files),
      'tsconfig.json': tsconfig,
    });
    const commands = blocks(section, 'sh').flatMap((block) => block.trim().split('\n'));
    const [add = '', generate = '', run = ''] = commands;
    t.equal(commands.length, 3);
    await succeed(t, folder, install(add));
    await succeed(t, folder, here(generate));
    // npx finds the command as in a project that has installed the package.
    const command = path.join(folder, 'node_modules', '.bin', 'faire-simple-mock');
    fs.writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`, {
      mode: 0o755,
    });
    const { stdout } = await succeed(t, folder, run);
    t.equal(stdout, '1\npartenaire_inconnu\n');

    const client = async (more: Record<string, string>) =>
      runForeign(t, process.execPath, ['dist/client.js'], {
        cwd: folder,
        env: { ...env, ...server.environment, ...more },
      });
    t.equal((await client({})).stdout, '1\npartenaire_inconnu\n');
    t.match(server.listJournal(), [
      { operation: 'setUserStatut', uid: 9, status: 200, application: 'demo' },
      { operation: 'getUser', uid: 999999, status: 404, application: 'demo' },
    ]);
    for (const [name, status] of [
      ['FAIRE_SIMPLE_PASSWORD', 401],
      ['FAIRE_SIMPLE_KEY', 403],
    ] as const) {
      server.clearJournal();
      t.not((await client({ [name]: 'wrong' })).stdout, '1\npartenaire_inconnu\n');
      t.match(server.listJournal(), [{ status }, { status }], `${name} is given, as it is`);
    }
  });
}

t.test('@hey-api/openapi-ts takes the URL of the server from the document', { skip }, async (t) => {
  const server = await start(t);
  const folder = project('base-url');
  fs.symlinkSync(path.join(temp, 'generator-1', 'node_modules'), path.join(folder, 'node_modules'));
  await succeed(t, folder, `npx openapi-ts -i ${server.url}/openapi.json -o made`);
  const made = fs.readFileSync(path.join(folder, 'made', 'client.gen.ts'), 'utf8');
  t.match(made, `baseUrl: '${server.apiUrl}'`);
});

/** Whether every operation was requested, and every request answered 200. */
function allAnswered(t: Test, server: MockServer): void {
  const journal = server.listJournal();
  t.strictSame([...new Set(journal.map(({ status }) => status))], [200]);
  t.strictSame(
    [...new Set(journal.map(({ operation }) => operation))].sort(),
    OPERATIONS.map(({ operationId }) => operationId).sort(),
  );
}

t.test('newman, the runner of Postman, runs the collection', { skip }, async (t) => {
  const server = await start(t);
  const folder = project('newman');
  await succeed(t, folder, install('npm install newman@6'));
  const collection = path.join(ROOT, 'openapi', 'faire-simple.postman_collection.json');
  const run = (more: string) => `npx newman run '${collection}' --env-var ${more}`;
  await succeed(t, folder, run(`baseUrl=${server.apiUrl}`));
  allAnswered(t, server);
  await t.rejects(succeed(t, folder, run(`baseUrl=${server.url}/nowhere`)), /expected response/);
});

t.test('httpyac runs the .http file', { skip }, async (t) => {
  const server = await start(t);
  const text = fs.readFileSync(path.join(ROOT, 'openapi', 'faire-simple.http'), 'utf8');
  const own = text.replace('http://127.0.0.1:3000', server.url);
  const folder = project('httpyac', { 'faire-simple.http': own });
  await succeed(t, folder, install('npm install httpyac@6'));
  await succeed(t, folder, 'npx httpyac send faire-simple.http --all --output none');
  allAnswered(t, server);
});
