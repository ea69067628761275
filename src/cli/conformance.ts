import fs from 'node:fs';
import os from 'node:os';
import { credentialsOf } from '../conformance/credentials.ts';
import { exitStatusOf, summary, written } from '../conformance/report.ts';
import { type RunOptions, runChecks } from '../conformance/run.ts';
import { type Target, targetOf, USAGE } from '../conformance/target.ts';
import type { ConformanceValues } from '../options/conformance.ts';
import { StartError } from '../start-error.ts';
import type { Conformance } from './conformance-options.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Requests in a second to another machine, if no other rate is given. */
const POLITE = 5;

/** The end of a run: what is printed, and the exit status. */
export interface End {
  readonly text: string;
  readonly exitStatus: number;
}

/**
 * Checks a server. Throws a `StartError` for wrong usage, and if the server cannot be reached. The reason of `signal`, if
 * it ends the run, is the name of the process's signal.
 */
export async function conform(
  { url, values }: Conformance,
  env: Env,
  signal: AbortSignal,
): Promise<End> {
  const credentials = credentialsOf(env, values.credentials);
  const ca = values.ca === undefined ? undefined : readText(values.ca);
  const target = await targetOf(url);
  const { loopback, secure, host } = target;
  if (!loopback && !secure && !values.plainHttp) {
    throw new StartError(
      `${host} is another machine, and plain HTTP would show it the credentials readable on the way: give an https URL, or --plain-http to send them nevertheless.`,
      USAGE,
    );
  }
  if (!loopback && values.write && values.uid === undefined) {
    throw new StartError(
      '--write needs --uid: its partner is the one whose status changes.',
      USAGE,
    );
  }
  const output = values.output === undefined ? undefined : openToWrite(values.output);
  const report = await runChecks({
    target,
    credentials,
    ca,
    paths: values.paths ?? {},
    uid: values.uid,
    timeout: values.timeout ?? 10,
    ...freedomOf(target, values),
    strict: values.strict ?? false,
    signal,
  });
  const text = written(report, values.format ?? 'text');
  const found = exitStatusOf(report);
  const ended = signal.aborted && found < 2;
  const exitStatus = ended ? 128 + os.constants.signals[signal.reason as NodeJS.Signals] : found;
  if (output === undefined) return { text, exitStatus };
  try {
    fs.writeFileSync(output, `${text}\n`);
  } catch (error) {
    throw unusable('write', values.output as string, error);
  }
  fs.closeSync(output);
  const lines = [report.notRestored, summary(report)].filter((line) => line !== undefined);
  return { text: lines.join('\n'), exitStatus };
}

/** How fast a server is asked, and for what: on this machine for all, elsewhere only for what options permit. */
export function freedomOf(
  { loopback }: Pick<Target, 'loopback'>,
  { rate, write, refusals, readOnly }: ConformanceValues,
): Pick<RunOptions, 'rate' | 'write' | 'refusals'> {
  const free = loopback && !readOnly;
  return {
    rate: rate ?? (loopback ? undefined : POLITE),
    write: write || free,
    refusals: refusals || free,
  };
}

function readText(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw unusable('read', file, error);
  }
}

/** Opens the file of the report before the run, whose result would be lost otherwise. */
function openToWrite(file: string): number {
  try {
    return fs.openSync(file, 'w');
  } catch (error) {
    throw unusable('write', file, error);
  }
}

function unusable(verb: string, file: string, error: unknown): StartError {
  const { code } = error as NodeJS.ErrnoException;
  return new StartError(`Cannot ${verb} ${file} (${code}): give another file.`, USAGE);
}
