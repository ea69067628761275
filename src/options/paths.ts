import {
  DEFAULT_PATHS,
  OPERATIONS,
  type OperationId,
  type Paths,
  parametersOf,
} from '../contract/operations.ts';
import { suggestion } from '../json/suggestion.ts';
import { StartError } from '../start-error.ts';

/**
 * The contract's paths, with those of some `named` operations replaced. Throws a `StartError` for an operation whose
 * path is fixed, and for an invalid path; `source` names the option in the message.
 */
export function overridePaths(overrides: Readonly<Record<string, string>>, source: string): Paths {
  const named = OPERATIONS.filter(({ provenance }) => provenance === 'named');
  const paths: Record<OperationId, string> = { ...DEFAULT_PATHS };
  for (const [operationId, path] of Object.entries(overrides)) {
    const operation = OPERATIONS.find((known) => known.operationId === operationId);
    const names = named.map((known) => known.operationId);
    if (operation === undefined) {
      throw new StartError(
        `${source}: unknown operation "${operationId}": ${suggestion(operationId, names)}`,
      );
    }
    if (operation.provenance !== 'named') {
      throw new StartError(
        `${source}: the path of ${operationId} is ${operation.provenance}, and cannot be changed; those of ${names.join(', ')} can.`,
      );
    }
    refuseUnusablePath(source, operationId, path, parametersOf(operation.path));
    paths[operation.operationId] = path;
  }
  refuseSharedPaths(source, paths);
  return paths;
}

function refuseUnusablePath(
  source: string,
  operationId: string,
  path: string,
  expected: readonly string[],
): void {
  // Clients resolve "." and ".." before they send a request: such a path would never be requested.
  if (!/^(\/(?!\.{1,2}(\/|$))(\{\w+\}|[\w.~-]+))+$/.test(path)) {
    throw new StartError(
      `${source}: "${path}" cannot be the path of ${operationId}: give one such as /partenaires or /v2/partenaires, of letters, digits and . _ ~ -, without a slash at the end.`,
    );
  }
  if (parametersOf(path).join() !== expected.join()) {
    const needed =
      expected.length > 0 ? `{${expected.join('}, {')}} and no other parameter` : 'no parameter';
    throw new StartError(
      `${source}: the path of ${operationId} has ${needed}, but "${path}" was given.`,
    );
  }
}

/** Throws a `StartError` for two operations with the same path: the second one could not be reached. */
function refuseSharedPaths(source: string, paths: Paths): void {
  const taken = new Map<string, OperationId>();
  for (const { operationId, method } of OPERATIONS) {
    const place = `${method} ${paths[operationId].replace(/\{\w+\}/g, '{}')}`;
    const other = taken.get(place);
    if (other !== undefined) {
      throw new StartError(
        `${source}: ${other} and ${operationId} would share ${paths[operationId]}: give another path.`,
      );
    }
    taken.set(place, operationId);
  }
}
