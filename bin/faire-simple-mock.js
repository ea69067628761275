#!/usr/bin/env node
// In the syntax of Node 12, so that a Node that is too old can read it and print what is missing.
import module from 'node:module';
import { built, nodeVersionProblem, packageMissing, source, unbuilt } from './code.js';

function run() {
  const problem = nodeVersionProblem();
  if (problem) return fail(problem);
  // The sources of a clone first: what is built may be older.
  const code = source('cli/command') || built('cli/command');
  if (!code) return fail(unbuilt());
  // V8's coverage of functions that come from the cache is less precise.
  if (!process.env.NODE_V8_COVERAGE) module.enableCompileCache();
  return import(code).then(
    ({ runCommand }) => runCommand(process).then(() => module.flushCompileCache()),
    (error) => {
      const [, missing] = /^Cannot find package '([^']+)'/.exec(error.message) || [];
      if (!missing) throw error;
      fail(packageMissing(missing));
    },
  );
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}

run();
