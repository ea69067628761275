import type { Schema } from '../json/schema.ts';
import type { Worlds } from '../world/worlds.ts';
import { CLOCK } from './clock.ts';
import { JOURNAL } from './journal.ts';
import type { ControlCode } from './refusals.ts';
import { RULES } from './rules.ts';
import { SANDBOXES } from './sandboxes.ts';
import { STATE } from './state.ts';
import type { WorldControl } from './world-control.ts';

/** The input of an operation: numbers are read from the texts of path and query; the method of the handle checks it. */
export interface ControlContext {
  readonly control: WorldControl;
  readonly worlds: Worlds;
  // biome-ignore lint/suspicious/noExplicitAny: the method of the handle checks it
  readonly params: any;
  // biome-ignore lint/suspicious/noExplicitAny: likewise
  readonly query: any;
  // biome-ignore lint/suspicious/noExplicitAny: likewise
  readonly body: any;
  /** Aborted when the server stops. */
  readonly closing: AbortSignal;
  /** The server's address, as the caller reached it. */
  readonly url: string;
}

/** One operation of the control plane, by the name of the handle's method that does it. */
export interface ControlOperation {
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the control path, with `{parameters}`. */
  readonly path: string;
  readonly tag: 'State' | 'Sandboxes' | 'Journal' | 'Rules' | 'Clock';
  readonly summary: string;
  readonly params?: Readonly<Record<string, Schema>>;
  readonly query?: Readonly<Record<string, Schema>>;
  readonly body?: Schema;
  /** A body that does something, and no harm; `replaceState` has none: it would replace all data at one click. */
  readonly example?: unknown;
  /** The body may be left out. */
  readonly bodyOptional?: true;
  /** Without it, the answer is 204. */
  readonly answer?: { readonly description: string; readonly schema: Schema };
  /** The answer's status is 201. */
  readonly created?: true;
  /** The refusals that only some operations have. */
  readonly refusals?: readonly ControlCode[];
  run(context: ControlContext): unknown;
}

/** The operations of the control plane, by tag. */
export const CONTROL_OPERATIONS: readonly ControlOperation[] = [
  ...STATE,
  ...SANDBOXES,
  ...JOURNAL,
  ...RULES,
  ...CLOCK,
];
