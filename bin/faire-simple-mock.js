#!/usr/bin/env node
// In the syntax of Node 12, so that a Node that is too old can read it and print what is missing.
import fs from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** The code: the sources of a clone, else what is built from them. */
const CODE = ['src/cli/command.ts', 'dist/cli/command.js'];

function run() {
  const problem = nodeVersionProblem();
  if (problem) return fail(problem);
  const code = CODE.map((file) => path.join(ROOT, file)).find(isLoadable);
  if (!code) {
    return fail(`faire-simple-mock is not built in ${ROOT}: run npm ci && npm run build there.`);
  }
  // V8's coverage of functions that come from the cache is less precise.
  if (!process.env.NODE_V8_COVERAGE) module.enableCompileCache();
  return import(pathToFileURL(code).href).then(
    ({ runCommand }) => runCommand(process).then(() => module.flushCompileCache()),
    (error) => {
      const [, missing] = /^Cannot find package '([^']+)'/.exec(error.message) || [];
      if (!missing) throw error;
      fail(
        `The package ${missing}, which faire-simple-mock needs, is missing: run npm ci in ${ROOT}.`,
      );
    },
  );
}

/** The message about a Node that is older than package.json asks for. */
function nodeVersionProblem() {
  const manifest = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const needed = manifest.engines.node.replace('>=', '');
  const version = process.versions.node;
  if (rank(version) >= rank(needed)) return undefined;
  return `faire-simple-mock needs Node ${needed} or newer, because better-sqlite3 cannot be loaded by older ones; this is Node ${version}.`;
}

/** A number that grows with the version. */
function rank(version) {
  const [major, minor] = version.split('.').map(Number);
  return major * 1000 + minor;
}

/** Node does not strip types below node_modules. */
function isLoadable(file) {
  return fs.existsSync(file) && !/[\\/]node_modules[\\/].*\.ts$/.test(file);
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}

run();
