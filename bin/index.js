// The package for `import`: its built code or, in a clone that npm has linked, its sources. `require` takes the built code.
import { built, nodeVersionProblem, packageProblem, source, unbuilt } from './code.js';

/** Built code loads on any Node: startServer() rejects where it is too old. */
const code = built('index') || (nodeVersionProblem() ? undefined : source('index'));
const problem = code ? packageProblem() : nodeVersionProblem() || unbuilt();
if (problem) throw new Error(problem);

export const { startServer, VerificationError, WorldError } = await import(code);
