import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import t from 'tap';
import manifest from '../../package.json' with { type: 'json' };
import { type Exit, ROOT, runForeign } from '../command-helpers.ts';

export const { name, version } = manifest;

/** The programs of the project's packages. */
export const bin = path.join(ROOT, 'node_modules', '.bin');

/** The environment in which `node` is the one in a folder, by default the one that runs the tests. */
export function envOf(nodeFolder = path.dirname(process.execPath)): Record<string, string> {
  return { PATH: [nodeFolder, bin, process.env.PATH].join(path.delimiter) };
}

/** Away from the repository, whose node_modules would stand in for a dependency that is not declared. */
export const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'faire-simple-mock-package-'));
t.teardown(() => fs.rmSync(temp, { recursive: true }));

/** The packed project, once `pack()` has run. */
export const tarball = path.join(temp, `${name}-${version}.tgz`);

/** Runs a program to its end, which must be good. */
export async function succeed(cwd: string, file: string, ...args: string[]): Promise<Exit> {
  return succeedIn(envOf(), cwd, file, ...args);
}

/** The same, in an environment. */
export async function succeedIn(
  env: Record<string, string>,
  cwd: string,
  file: string,
  ...args: string[]
): Promise<Exit> {
  const exit = await runForeign(t, file, args, { cwd, env });
  if (exit.status !== 0) throw new Error(`${file} ${args.join(' ')}: ${exit.stdout}${exit.stderr}`);
  return exit;
}

/** A copy of the project, so that what is built there is nobody else's. */
export function copyOf(name: string): string {
  const copy = path.join(temp, name);
  const left = ['node_modules', 'dist', '.tap', '.git'];
  for (const entry of fs.readdirSync(ROOT).filter((each) => !left.includes(each))) {
    fs.cpSync(path.join(ROOT, entry), path.join(copy, entry), { recursive: true });
  }
  return copy;
}

export function linkDependencies(copy: string): void {
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
}

/** Builds and packs a copy of the project. */
export async function pack(): Promise<void> {
  const copy = copyOf('copy');
  linkDependencies(copy);
  await succeed(copy, 'npm', 'pack', '--pack-destination', temp);
}

/** An empty project of an integrator's. */
export function emptyProject(name: string): string {
  const folder = path.join(temp, name);
  fs.mkdirSync(folder);
  const own = { name: 'integrator', private: true, type: 'module' };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(own));
  return folder;
}

/** Options of npm for an installation without questions. */
export const QUIETLY = ['--prefer-offline', '--no-audit', '--no-fund'];

/** A program that starts the server, requests the API, the page and the document from it, and prints the statuses. */
export const SERVE = `import { startServer } from '${name}';
const server = await startServer();
const { login, password, key } = server.application;
const headers = { authorization: 'Basic ' + btoa(login + ':' + password) };
const { status } = await fetch(server.apiUrl + '/users?key=' + key, { headers });
const docs = await fetch(server.docsUrl);
const openapi = await fetch(server.url + '/openapi.json');
const page = await fetch(server.url + '/page/main.js');
console.log(status, docs.status, openapi.status, page.status);
await server.close();
`;
