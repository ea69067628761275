import { StartError } from '../start-error.ts';
import { elapsed } from '../world/clock.ts';
import type { Check } from './check.ts';
import { CHECKS } from './checks/checks.ts';
import { Client, NoAnswer, type Pace } from './client.ts';
import { Context, type Setting } from './context.ts';
import { readContract } from './contract.ts';
import { Failed, Skipped } from './outcome.ts';
import { UNREACHABLE } from './target.ts';

/** How a run is made. */
export interface RunOptions extends Setting, Pace {
  /** Whether requests may be sent that change a status, or that a careless server could store. */
  readonly write: boolean;
  /** Whether wrong passwords and keys may be sent. */
  readonly refusals: boolean;
  /** Whether `named` and `inferred` checks can fail. */
  readonly strict: boolean;
  /** Ends the run; a changed status is put back nevertheless. */
  readonly signal: AbortSignal;
  /** Milliseconds after which the run ends; default: ten minutes. */
  readonly longest?: number;
}

/** `finding`: failed, but not `documented`. */
export type Outcome = 'passed' | 'failed' | 'finding' | 'skipped';

/** The result of a check. */
export interface Result {
  readonly id: string;
  readonly level: Check['level'];
  readonly title: string;
  readonly outcome: Outcome;
  /** Why it is not passed. */
  readonly reason: string | undefined;
  /** In milliseconds. */
  readonly duration: number;
}

/** The result of a run. */
export interface Report {
  /** The base URL. */
  readonly url: string;
  readonly results: readonly Result[];
  /** Which changed status could not be put back. */
  readonly notRestored: string | undefined;
  /** Whether the run was ended by a signal. */
  readonly interrupted: boolean;
  /** The number of requests. */
  readonly requests: number;
}

/** No answer to this many checks in succession ends a run. */
const SILENT = 3;

/** Milliseconds after which a run ends: a server that answers as late as it may would keep it busy for hours. */
const LONGEST = 600_000;

/**
 * Runs checks, one after another, and puts a changed status back, whatever happens. Throws a `StartError` if the server
 * does not answer the first request.
 */
export async function runChecks(
  options: RunOptions,
  checks: readonly Check[] = CHECKS,
): Promise<Report> {
  const client = new Client(options.target, options, options.signal);
  const context = new Context(client, readContract(), options);
  const results: Result[] = [];
  let end: string | undefined;
  let silent = 0;
  let notRestored: string | undefined;
  const begin = elapsed();
  try {
    end = await firstContact(context, options);
    for (const check of checks) {
      const start = elapsed();
      if (options.signal.aborted) end ??= 'the run was ended';
      if (start - begin > (options.longest ?? LONGEST)) end ??= 'the run has taken too long';
      const error = await errorOf(check, context, options, end);
      silent = error instanceof NoAnswer ? silent + 1 : 0;
      if (silent === SILENT) end ??= 'the server has ceased to answer';
      results.push(resultOf(check, error, options, elapsed() - start));
    }
  } finally {
    notRestored = await context.original.restore();
    client.close();
  }
  return {
    url: options.target.base,
    results,
    notRestored,
    interrupted: options.signal.aborted,
    requests: client.count,
  };
}

/**
 * Asks for one partner; resolves with the reason to skip all that needs an answer, if the certificate is at fault or the
 * run is ended.
 */
async function firstContact(
  context: Context,
  { target, signal }: RunOptions,
): Promise<string | undefined> {
  try {
    await context.read(context.pathOf('getUser', { uid: context.setting.uid ?? 1 }));
    return undefined;
  } catch (error) {
    const { message, certificate } = error as NoAnswer;
    if (certificate) {
      context.untrusted = message;
      return 'credentials are sent to trusted servers only';
    }
    if (signal.aborted) return message;
    throw new StartError(`Cannot check ${target.base}: ${message}.`, UNREACHABLE);
  }
}

/** Runs a check; resolves with what it has thrown. */
async function errorOf(
  check: Check,
  context: Context,
  options: RunOptions,
  end: string | undefined,
): Promise<Error | undefined> {
  if (end !== undefined && !check.offline) return new Skipped(end);
  const lacking = check.needs.find((permission) => !options[permission]);
  if (lacking !== undefined) return new Skipped(`it needs --${lacking}`);
  try {
    await check.run(context);
    return undefined;
  } catch (error) {
    if (error instanceof NoAnswer && options.signal.aborted)
      return new Skipped('the run was ended');
    return error as Error;
  }
}

function resultOf(
  { id, level, title }: Check,
  error: Error | undefined,
  { strict, credentials }: RunOptions,
  duration: number,
): Result {
  const fails = strict || level === 'documented' ? 'failed' : 'finding';
  const outcome = error === undefined ? 'passed' : error instanceof Skipped ? 'skipped' : fails;
  return { id, level, title, outcome, reason: error && reasonIn(error, credentials), duration };
}

/** The reason in an error, without the secrets, which a server may use as names. */
function reasonIn(error: Error, { password, key, otherKey }: RunOptions['credentials']): string {
  if (error instanceof NoAnswer) return `no answer: ${error.message}`;
  if (!(error instanceof Failed || error instanceof Skipped)) {
    return `the answer could not be judged (${error.name})`;
  }
  let text = error.message;
  for (const secret of [password, key, otherKey]) {
    // A shorter one would be found in our own words.
    if (secret !== undefined && secret.length > 7) text = text.replaceAll(secret, '…');
  }
  return text;
}
