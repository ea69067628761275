// The package's entry for `import`: its built code or, in a clone linked by npm, its sources. `require` loads the built
// code.
import { built, nodeVersionProblem, packageProblem, source, unbuilt } from './code.js';

/** Built code loads on any Node: startServer() rejects on one that is too old. */
const code = built('index') || (nodeVersionProblem() ? undefined : source('index'));
const problem = code ? packageProblem() : nodeVersionProblem() || unbuilt();
if (problem) throw new Error(problem);

export const { startServer, VerificationError, WorldError } = await import(code);
