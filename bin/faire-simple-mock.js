#!/usr/bin/env node
// In the syntax of Node 12: a Node that is too old can still print the message.
import module from 'node:module';
import { built, nodeVersionProblem, packageMissing, source, unbuilt } from './code.js';

function run() {
  const problem = nodeVersionProblem();
  if (problem) return fail(problem);
  // In a clone, the sources have precedence: the built code may be older.
  const code = source('cli/command') || built('cli/command');
  if (!code) return fail(unbuilt());
  // V8's coverage is less precise for functions from the cache.
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
