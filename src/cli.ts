#!/usr/bin/env node
import { nodeVersionProblem } from './node-version.ts';

const problem = nodeVersionProblem();
if (problem) {
  console.error(problem);
  process.exitCode = 1;
} else {
  const { runCommand } = await import('./cli/command.ts');
  await runCommand(process);
}
