import type { CollectionName } from '../contract/collections.ts';
import type { Application } from '../contract/types.ts';
import type { StoredRecord } from '../store/store.ts';
import type { RuleDefinition } from '../traffic/types.ts';
import type { GivenApplication } from './callers.ts';
import type { Origin, WorldState } from './world.ts';
import type { ClockSetting } from './world-clock.ts';

/** A further world over the same baseline, with its own credentials: those of its first application at the start. */
export interface Sandbox {
  readonly id: string;
  readonly login: string;
  readonly password: string;
  readonly key: string;
  /** The instant of its creation, in the machine's time. */
  readonly created: string;
  /** The instant at which it is dropped automatically, in the machine's time; null: never. */
  readonly expires: string | null;
}

/**
 * The start of a sandbox, and its lifetime.
 * @internal
 */
export interface SandboxStart {
  /** The name of a snapshot of the main world. Default: the baseline. */
  readonly snapshot?: string | undefined;
  /** The records, checked, in place of those of the baseline. */
  readonly records?: Readonly<Record<CollectionName, readonly StoredRecord[]>> | undefined;
  /** The rules, in place of those of the snapshot or the baseline. */
  readonly rules?: readonly RuleDefinition[] | undefined;
  /** The time of the clock at the start, from which it runs on. */
  readonly now?: Date | undefined;
  /** The clock at the start, unless there is `now`. Default: that of the snapshot or the baseline. */
  readonly clock?: ClockSetting | undefined;
  /** Default: one. */
  readonly applications?: readonly GivenApplication[] | undefined;
  /** Milliseconds; null: it is never dropped automatically. Default: an hour. */
  readonly lifetime?: number | null | undefined;
}

/** The default lifetime of a sandbox, in milliseconds. */
export const LIFETIME = 3_600_000;

/**
 * A sandbox in the database; version 0.1.0 did not store its creation.
 * @internal
 */
export type StoredSandbox = Omit<Sandbox, 'created'> & Partial<Sandbox>;

/**
 * The state of a world in the database.
 * @internal
 */
export interface WorldDocument {
  readonly sandbox?: StoredSandbox;
  /** The members of its origin that the baseline does not give. */
  readonly origin?: Partial<Origin>;
  readonly state?: WorldState | undefined;
  /** Its applications, if they are not those of its origin. */
  readonly applications?: readonly Application[] | undefined;
}

/**
 * The application of a sandbox that none was given for.
 * @internal
 */
export function applicationOf({ id, login, password, key }: StoredSandbox): Application {
  return { nom: `Bac à sable ${id}`, login, mot_de_passe: password, cle: key };
}

/**
 * The text of a document in the database: without counters, as a restart counts anew.
 * @internal
 */
export function textOf({ origin, state, ...others }: WorldDocument): string {
  return JSON.stringify({
    ...others,
    ...(origin && { origin: { ...origin, ...(origin.state && { state: lasting(origin.state) }) } }),
    ...(state && { state: lasting(state) }),
  });
}

function lasting({ clock, rules }: WorldState): WorldState {
  return { clock, rules };
}
