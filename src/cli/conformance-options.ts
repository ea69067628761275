import { CONFORMANCE_OPTIONS, type ConformanceValues } from '../options/conformance.ts';
import { overridePaths } from '../options/paths.ts';
import { StartError } from '../start-error.ts';
import { type Given, readFlags, valuesIn } from './given.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A parsed command line of "conformance". */
export interface Conformance {
  readonly url: string;
  readonly values: ConformanceValues;
}

/** Reads the arguments after the name of the command; undefined if they ask for the help. */
export function readConformance(args: readonly string[], env: Env): Conformance | undefined {
  const { given, positionals } = readFlags(args, CONFORMANCE_OPTIONS);
  if (given.has('help')) return undefined;
  const [url = env.FAIRE_SIMPLE_URL, ...rest] = positionals;
  if (!url || rest.length > 0) {
    throw new StartError(
      '"conformance" takes one base URL, or that in FAIRE_SIMPLE_URL: faire-simple-mock conformance http://127.0.0.1:3000/api.',
    );
  }
  const values = valuesIn(given, CONFORMANCE_OPTIONS) as ConformanceValues;
  refuseContradictions(given, values);
  overridePaths(values.paths ?? {}, '--path');
  return { url, values };
}

function refuseContradictions(given: Given<string>, values: ConformanceValues): void {
  for (const { name, flag, excludes = [] } of CONFORMANCE_OPTIONS) {
    for (const other of excludes) {
      if (values[name] && given.has(other.name)) {
        throw new StartError(`--${flag} and --read-only contradict each other: ${other.because}.`);
      }
    }
  }
}
