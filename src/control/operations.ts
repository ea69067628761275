import type { Schema } from '../json/schema.ts';
import type { Worlds } from '../world/worlds.ts';
import { Index } from './answers.ts';
import { APPLICATIONS } from './applications.ts';
import { CLOCK } from './clock.ts';
import { FIDELITY } from './fidelity.ts';
import { HTTPS } from './https.ts';
import { JOURNAL } from './journal.ts';
import type { Bases } from './public-url.ts';
import type { ControlCode } from './refusals.ts';
import { REPORT } from './report.ts';
import { RULES } from './rules.ts';
import { SANDBOXES } from './sandboxes.ts';
import type { ServerControl } from './server-control.ts';
import { STATE } from './state.ts';
import type { WorldControl } from './world-control.ts';

/**
 * The input of an operation: numbers are already read from path and query; the method of the handle checks the values.
 */
export interface ControlContext {
  readonly control: WorldControl;
  readonly server: ServerControl;
  readonly worlds: Worlds;
  // biome-ignore lint/suspicious/noExplicitAny: the method of the handle checks it
  readonly params: any;
  // biome-ignore lint/suspicious/noExplicitAny: likewise
  readonly query: any;
  // biome-ignore lint/suspicious/noExplicitAny: likewise
  readonly body: any;
  /** Aborted when the server stops. */
  readonly closing: AbortSignal;
  /** The base URLs of clients. */
  readonly bases: Bases;
  /** The token of the control plane, if it needs one. */
  readonly token: string | undefined;
}

/** An operation of the control plane, as documented. */
export interface OperationDescription {
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the control path, with `{parameters}`. */
  readonly path: string;
  readonly tag:
    | 'State'
    | 'Sandboxes'
    | 'Applications'
    | 'Journal'
    | 'Rules'
    | 'Clock'
    | 'HTTPS'
    | 'Report'
    | 'Fidelity';
  readonly summary: string;
  readonly params?: Readonly<Record<string, Schema>>;
  readonly query?: Readonly<Record<string, Schema>>;
  readonly body?: Schema;
  /** An example body without harmful effects; `importState` has none, as it would replace all data at one click. */
  readonly example?: unknown;
  /** The body is optional. */
  readonly bodyOptional?: true;
  /** The operation concerns all worlds and has no `sandbox`. */
  readonly allWorlds?: true;
  /** Without it, the status is 204. */
  readonly answer?: { readonly description: string; readonly schema: Schema };
  /** The answer's media type. Default: `application/json`. */
  readonly mediaType?: string;
  /** The answer's status is 201. */
  readonly created?: true;
  /** The refusals besides those of every operation. */
  readonly refusals?: readonly ControlCode[];
}

/** An operation, named like the handle's method that performs it. */
export interface ControlOperation extends OperationDescription {
  run(context: ControlContext): unknown;
}

/** The operations with a method of the handle, by tag. */
export const CONTROL_OPERATIONS: readonly ControlOperation[] = [
  ...STATE,
  ...SANDBOXES,
  ...APPLICATIONS,
  ...JOURNAL,
  ...RULES,
  ...CLOCK,
  ...HTTPS,
  ...REPORT,
  ...FIDELITY,
];

/** The list of the operations, at the control path itself. */
export const LIST_OPERATIONS: OperationDescription = {
  operationId: 'listOperations',
  method: 'GET',
  path: '/',
  tag: 'State',
  summary: 'List the operations of the control plane',
  allWorlds: true,
  answer: { description: 'The operations.', schema: Index },
};

/** The event stream; in-process, `onRequest()`. */
export const STREAM_JOURNAL: OperationDescription = {
  operationId: 'streamJournal',
  method: 'GET',
  path: '/journal/stream',
  tag: 'Journal',
  summary: 'Stream requests, when they arrive and when they end, as server-sent events',
  mediaType: 'text/event-stream',
  answer: {
    description:
      'Events (HTML standard §9.2): the `change` of the entry as `id`, and the entry in JSON as `data`. The events `reset`, `reload` (of the fixtures, with `--watch`) and `clear` mean that the journal was emptied, `end` that the stream ends. With `Last-Event-ID`, the stream begins with the entries that changed after it.',
    schema: { type: 'string' },
  },
};

/** All operations of the control plane. */
export const DESCRIBED_OPERATIONS: readonly OperationDescription[] = [
  LIST_OPERATIONS,
  ...CONTROL_OPERATIONS,
  STREAM_JOURNAL,
];
