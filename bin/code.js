// In the syntax of Node 12: a Node that is too old can still print the message.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Node does not strip types below node_modules. */
const isInstalled = (folder) => /[\\/]node_modules[\\/]/.test(folder);

/** The URL of a source file. */
export const source = (name) => find(`src/${name}.ts`, !isInstalled(ROOT));

/** The URL of the code built from a source file. */
export const built = (name) => find(`dist/${name}.js`, true);

/** The URL of a file; undefined if it is missing or not loadable. */
function find(file, loadable) {
  const found = path.join(ROOT, file);
  return loadable && fs.existsSync(found) ? pathToFileURL(found).href : undefined;
}

/** The message about missing built code. */
export function unbuilt(root = ROOT) {
  const problem = `faire-simple-mock is not built in ${root}`;
  return isInstalled(root)
    ? `${problem}: install it with its scripts (without --ignore-scripts), or from a tarball that npm pack wrote in a clone.`
    : `${problem}: run npm ci && npm run build there.`;
}

/** The message about a clone whose packages are not installed, as after `npm install FOLDER`; undefined if they are. */
export function packageProblem(root = ROOT) {
  try {
    createRequire(path.join(root, 'package.json')).resolve('fastify');
  } catch {
    return packageMissing('fastify');
  }
}

export function packageMissing(name) {
  return `The package ${name}, which faire-simple-mock needs, is missing: run npm ci in ${ROOT}.`;
}

/** The message about a Node version below `engines` in package.json. */
export function nodeVersionProblem() {
  const manifest = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const needed = manifest.engines.node.replace('>=', '');
  const version = process.versions.node;
  if (rank(version) >= rank(needed)) return undefined;
  const problem = `faire-simple-mock needs Node ${needed} or newer, because better-sqlite3 cannot be loaded by older ones; this is Node ${version}.`;
  return `${problem} Install a newer one, or run "npm install --save-dev node@24" in your project ("npm ci" in a clone): npx and npm then use that one.`;
}

/** A number that increases with the version. */
function rank(version) {
  const [major, minor] = version.split('.').map(Number);
  return major * 1000 + minor;
}
