import { millisecondsOf } from '../json/durations.ts';
import { violationsOfDuration } from '../world/durations.ts';
import { admitRules } from '../world/rule-checks.ts';
import type { SandboxStart } from '../world/sandbox.ts';
import { checkAgainst, invalid, show } from '../world/validation.ts';
import type { Worlds } from '../world/worlds.ts';
import { type Credentials, toCredentials } from './credentials.ts';
import { checkState } from './given-state.ts';
import * as schemas from './sandbox-schemas.ts';
import type { SandboxOptions, WithCredentials } from './types.ts';

const WHAT = 'the sandbox';

/** A sandbox as a list shows it. */
export interface SandboxSummary {
  readonly id: string;
  /** The instant of its creation, in the machine's time. */
  readonly created: string;
  /** Milliseconds since its creation. */
  readonly age: number;
  /** The instant at which it is dropped, in the machine's time; null: never. */
  readonly expires: string | null;
  /** Its applications, if the list was asked for credentials. */
  readonly applications?: readonly Credentials[];
}

/**
 * The sandboxes, oldest first.
 * @internal
 */
export function listSandboxes(worlds: Worlds, options: WithCredentials): SandboxSummary[] {
  const { credentials } = checkAgainst(schemas.WithCredentials, options, 'the list');
  return worlds.sandboxes().map(({ id, created, age, expires, world }) => ({
    id,
    created,
    age,
    expires,
    ...(credentials && { applications: world.applications.map(toCredentials) }),
  }));
}

/**
 * The start that valid options describe; throws a `WorldError` for others.
 * @internal
 */
export function checkSandbox(worlds: Worlds, options: SandboxOptions): SandboxStart {
  const given = checkAgainst(schemas.SandboxOptions, options, WHAT);
  const { snapshot, state, rules, applications, lifetime } = given;
  if (snapshot !== undefined && state !== undefined) {
    const expected = 'nothing: the data are those of `snapshot`';
    throw invalid(`Invalid value for ${WHAT}.`, [
      { location: ['state'], found: show(state), expected },
    ]);
  }
  if (rules) admitRules(rules, WHAT, (location) => ['rules', ...location]);
  const now = given.now === undefined ? undefined : new Date(given.now);
  const started = state && checkState(state, (clock) => now ?? worlds.timeOf(clock));
  return {
    snapshot,
    records: started?.records,
    rules: rules ?? started?.rules,
    now,
    clock: started?.clock,
    applications,
    lifetime: typeof lifetime === 'object' ? lifetime : lifetimeOf(lifetime),
  };
}

function lifetimeOf(lifetime: number | string | undefined): number | undefined {
  if (lifetime === undefined) return undefined;
  const wrong = violationsOfDuration(schemas.Lifetime, lifetime, ['lifetime']);
  if (wrong.length > 0) throw invalid(`Invalid value for ${WHAT}.`, wrong);
  return millisecondsOf(lifetime);
}
