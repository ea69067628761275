import { COLLECTIONS, type Collection, type CollectionName } from '../contract/collections.ts';
import type { Schema } from '../json/schema.ts';
import { RuleDefinition } from '../traffic/schemas.ts';
import { WorldError } from '../world/world-error.ts';
import type { Worlds } from '../world/worlds.ts';
import { environmentOf } from './environment.ts';
import { CONTROL_PATH } from './path.ts';
import * as schemas from './schemas.ts';
import type { WorldControl } from './world-control.ts';

/** What an operation works on; params, query and body have been checked. */
export interface ControlContext {
  readonly control: WorldControl;
  readonly worlds: Worlds;
  // biome-ignore lint/suspicious/noExplicitAny: each has been checked against the operation's schemas
  readonly params: any;
  // biome-ignore lint/suspicious/noExplicitAny: likewise
  readonly query: any;
  // biome-ignore lint/suspicious/noExplicitAny: likewise
  readonly body: any;
  /** The server is about to stop. */
  readonly closing: AbortSignal;
  /** The server's address, as the caller knows it. */
  readonly url: string;
}

/** One operation of the control plane, by the name that the in-process handle has too. */
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
  /** What the answer holds, in words; without it, the answer is 204. */
  readonly answer?: string;
  readonly created?: true;
  run(context: ControlContext): unknown;
}

const record = {
  collection: schemas.Collection,
  key: schemas.Key,
};
const snapshot = { name: schemas.Name };
const ruleId = { id: schemas.RuleId };
const sandboxId = { id: { type: 'string', description: 'The sandbox’s id.' } as const };

const RULE = {
  operation: 'getUser',
  times: 1,
  // biome-ignore lint/suspicious/noThenProperty: the word of the rules' own grammar; nobody awaits a rule
  then: { action: 'answer', status: 503, headers: { 'retry-after': '1' } },
};
const THEMATIQUE = {
  tid: 100,
  nom: 'Une thématique de plus',
  description: 'Pour un test.',
  parent: null,
  date_creation: '2016-03-14T09:26:53Z',
  date_modification: '2016-03-14T09:26:53Z',
};

/** The operations of the control plane. */
export const CONTROL_OPERATIONS: readonly ControlOperation[] = [
  {
    operationId: 'reset',
    method: 'POST',
    path: '/reset',
    tag: 'State',
    summary: 'Back to the baseline: data, clock, rules, journal; snapshots stay',
    run: ({ control }) => control.reset(),
  },
  {
    operationId: 'listSnapshots',
    method: 'GET',
    path: '/snapshots',
    tag: 'State',
    summary: 'The snapshots, oldest first',
    answer: 'The snapshots.',
    run: ({ control }) => control.listSnapshots(),
  },
  {
    operationId: 'saveSnapshot',
    method: 'PUT',
    path: '/snapshots/{name}',
    tag: 'State',
    summary: 'Keep the data, the clock and the rules under a name',
    params: snapshot,
    answer: 'The snapshot.',
    run: ({ control, params }) => control.saveSnapshot(params.name),
  },
  {
    operationId: 'restoreSnapshot',
    method: 'POST',
    path: '/snapshots/{name}/restore',
    tag: 'State',
    summary: 'Back to a snapshot; the journal is emptied',
    params: snapshot,
    run: ({ control, params }) => control.restoreSnapshot(params.name),
  },
  {
    operationId: 'deleteSnapshot',
    method: 'DELETE',
    path: '/snapshots/{name}',
    tag: 'State',
    summary: 'Delete a snapshot',
    params: snapshot,
    run: ({ control, params }) => control.deleteSnapshot(params.name),
  },
  {
    operationId: 'exportState',
    method: 'GET',
    path: '/state',
    tag: 'State',
    summary: 'The data and the rules, as fixtures',
    answer: 'Each member is what a fixture file of its name holds.',
    run: ({ control }) => control.exportState(),
  },
  {
    operationId: 'replaceState',
    method: 'PUT',
    path: '/state',
    tag: 'State',
    summary: 'Put other data in the place of the present; rules stay unless there are others',
    body: schemas.GivenState,
    run: ({ control, body }) => control.replaceState(body),
  },
  {
    operationId: 'getRecord',
    method: 'GET',
    path: '/records/{collection}/{key}',
    tag: 'State',
    summary: 'One record as it is stored',
    params: record,
    answer: 'The record.',
    run: ({ control, params }) => control.getRecord(params.collection, params.key),
  },
  {
    operationId: 'putRecord',
    method: 'PUT',
    path: '/records/{collection}/{key}',
    tag: 'State',
    summary: 'Create or replace a record, checked as in a fixture',
    params: record,
    body: schemas.Fields,
    example: THEMATIQUE,
    answer: 'The record.',
    run: ({ control, params, body }) => control.putRecord(params.collection, withKey(params, body)),
  },
  {
    operationId: 'deleteRecord',
    method: 'DELETE',
    path: '/records/{collection}/{key}',
    tag: 'State',
    summary: 'Delete a record that no other refers to',
    params: record,
    run: ({ control, params }) => control.deleteRecord(params.collection, params.key),
  },
  {
    operationId: 'diff',
    method: 'GET',
    path: '/diff',
    tag: 'State',
    summary: 'What differs between the baseline and now, or between snapshots',
    query: schemas.Between.properties,
    answer: 'The records that differ, with their fields before and after.',
    run: ({ control, query }) => control.diff(query),
  },
  {
    operationId: 'listSandboxes',
    method: 'GET',
    path: '/sandboxes',
    tag: 'Sandboxes',
    summary: 'The sandboxes there are',
    answer: 'The sandboxes, with their credentials.',
    run: ({ worlds }) => worlds.sandboxes(),
  },
  {
    operationId: 'createSandbox',
    method: 'POST',
    path: '/sandboxes',
    tag: 'Sandboxes',
    summary: 'A world of its own, reached at the same URL by its own credentials',
    body: schemas.SandboxOptions,
    example: { lifetime: 600 },
    bodyOptional: true,
    answer: 'The sandbox, its credentials, and the environment that a client needs.',
    created: true,
    run: ({ worlds, body, url }) => {
      const sandbox = worlds.createSandbox(body);
      const controlUrl = `${url}${CONTROL_PATH}`;
      return { ...sandbox, environment: environmentOf({ url, controlUrl }, sandbox, sandbox.id) };
    },
  },
  {
    operationId: 'dropSandbox',
    method: 'DELETE',
    path: '/sandboxes/{id}',
    tag: 'Sandboxes',
    summary: 'Drop a sandbox; its credentials are valid no more',
    params: sandboxId,
    run: ({ worlds, params }) => worlds.dropSandbox(params.id),
  },
  {
    operationId: 'listJournal',
    method: 'GET',
    path: '/journal',
    tag: 'Journal',
    summary: 'The requests that have come to the API, oldest first, without secrets',
    query: schemas.JournalFilter.properties,
    answer: 'The latest 1,000 requests, no more than 4 MiB of them.',
    run: ({ control, query }) => control.listJournal(query),
  },
  {
    operationId: 'clearJournal',
    method: 'DELETE',
    path: '/journal',
    tag: 'Journal',
    summary: 'Empty the journal',
    run: ({ control }) => control.clearJournal(),
  },
  {
    operationId: 'waitForRequest',
    method: 'POST',
    path: '/journal/wait',
    tag: 'Journal',
    summary: 'Wait for a request; 409 when it has not come in time, with what came instead',
    body: schemas.Wait,
    example: { operation: 'getUser', timeout: 5 },
    bodyOptional: true,
    answer: 'The request.',
    run: ({ control, body, closing }) => control.waitForRequest(body, closing),
  },
  {
    operationId: 'verify',
    method: 'POST',
    path: '/journal/verify',
    tag: 'Journal',
    summary: 'Verify that a request came, how often, in which order; 409 when it was otherwise',
    body: schemas.Verification,
    example: { operation: 'setUserStatut', uid: 9, body: { action: 1 }, times: 1 },
    answer: 'The verdict, with the requests that held.',
    run: ({ control, body }) => control.verify(body),
  },
  {
    operationId: 'listRules',
    method: 'GET',
    path: '/rules',
    tag: 'Rules',
    summary: 'The rules in order, with how often they applied and acted',
    answer: 'The rules.',
    run: ({ control }) => control.listRules(),
  },
  {
    operationId: 'addRule',
    method: 'POST',
    path: '/rules',
    tag: 'Rules',
    summary: 'Add a rule behind the others, or in the place of the one with its id',
    body: RuleDefinition,
    example: RULE,
    answer: 'The rule, with its id and its seed.',
    created: true,
    run: ({ control, body }) => control.addRule(body),
  },
  {
    operationId: 'replaceRules',
    method: 'PUT',
    path: '/rules',
    tag: 'Rules',
    summary: 'Put other rules in the place of all; an empty list removes them',
    body: schemas.RuleDefinitions,
    example: [RULE],
    answer: 'The rules.',
    run: ({ control, body }) => control.replaceRules(body),
  },
  {
    operationId: 'deleteRule',
    method: 'DELETE',
    path: '/rules/{id}',
    tag: 'Rules',
    summary: 'Delete a rule',
    params: ruleId,
    run: ({ control, params }) => control.deleteRule(params.id),
  },
  {
    operationId: 'readClock',
    method: 'GET',
    path: '/clock',
    tag: 'Clock',
    summary: 'The time of the world, and how its clock runs',
    answer: 'The clock.',
    run: ({ control }) => control.readClock(),
  },
  {
    operationId: 'setClock',
    method: 'POST',
    path: '/clock/set',
    tag: 'Clock',
    summary: 'Move the clock to a time, from which it runs on',
    body: schemas.At,
    example: { at: '2016-03-14T09:26:53Z' },
    answer: 'The clock.',
    run: ({ control, body }) => control.setClock(body.at),
  },
  {
    operationId: 'freezeClock',
    method: 'POST',
    path: '/clock/freeze',
    tag: 'Clock',
    summary: 'Stop the clock, at a time or at the present',
    body: schemas.AtOrNow,
    example: { at: '2016-03-14T09:26:53Z' },
    bodyOptional: true,
    answer: 'The clock.',
    run: ({ control, body }) => control.freezeClock(body.at),
  },
  {
    operationId: 'advanceClock',
    method: 'POST',
    path: '/clock/advance',
    tag: 'Clock',
    summary: 'Move the clock forward by seconds, or back by a negative number',
    body: schemas.Seconds,
    example: { seconds: 3600 },
    answer: 'The clock.',
    run: ({ control, body }) => control.advanceClock(body.seconds),
  },
  {
    operationId: 'realClock',
    method: 'POST',
    path: '/clock/real',
    tag: 'Clock',
    summary: 'Give the clock the machine’s time',
    answer: 'The clock.',
    run: ({ control }) => control.realClock(),
  },
];

/** The key in the path is the record's, whether the body repeats it or not. */
function withKey(
  { collection, key }: { collection: CollectionName; key: number },
  body: Record<string, unknown>,
): Record<string, unknown> {
  const { key: member } = COLLECTIONS.find(({ name }) => name === collection) as Collection;
  const { [member]: own = key } = body;
  if (own !== key) {
    throw new WorldError('invalid', 'The record is another one than the path says.', [
      { pointer: `/${member}`, detail: `found ${JSON.stringify(own)}; expected ${key}` },
    ]);
  }
  return { ...body, [member]: key };
}
