// In the syntax of Node 12, like the entries that import it.
import { built, nodeVersionProblem, packageProblem, source, unbuilt } from './code.js';

/** The URL of the package's own code. Built code loads on any Node: startServer() rejects on one that is too old. */
export function packageCode() {
  const code = built('index') || (nodeVersionProblem() ? undefined : source('index'));
  const problem = code ? packageProblem() : nodeVersionProblem() || unbuilt();
  if (problem) throw new Error(problem);
  return code;
}
