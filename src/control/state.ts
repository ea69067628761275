import { COLLECTIONS, type CollectionName } from '../contract/collections.ts';
import { checkAgainst } from '../world/validation.ts';
import { WorldError } from '../world/world-error.ts';
import { Difference, listOf, Snapshot, State, StoredRecord } from './answers.ts';
import * as data from './data-schemas.ts';
import type { ControlOperation } from './operations.ts';
import { PartialRecord } from './partial-schemas.ts';
import * as schemas from './schemas.ts';

const record = { collection: schemas.Collection, key: schemas.Key };
const snapshot = { name: schemas.Name };

const THEMATIQUE = {
  tid: 100,
  nom: 'Une thématique de plus',
  description: 'Pour un test.',
  parent: null,
  date_creation: '2016-03-14T09:26:53Z',
  date_modification: '2016-03-14T09:26:53Z',
};

/** The operations on the data of a world. */
export const STATE: readonly ControlOperation[] = [
  {
    operationId: 'reset',
    method: 'POST',
    path: '/reset',
    tag: 'State',
    summary:
      'Reset data, clock, rules and journal to the start, on the main world the TLS fault too; snapshots stay',
    run: ({ control }) => control.reset(),
  },
  {
    operationId: 'resetData',
    method: 'POST',
    path: '/reset-data',
    tag: 'State',
    summary: 'Reset the data to the start; clock, rules, applications and journal stay',
    run: ({ control }) => control.resetData(),
  },
  {
    operationId: 'listSnapshots',
    method: 'GET',
    path: '/snapshots',
    tag: 'State',
    summary: 'List the snapshots, oldest first',
    answer: { description: 'The snapshots.', schema: listOf(Snapshot) },
    run: ({ control }) => control.listSnapshots(),
  },
  {
    operationId: 'saveSnapshot',
    method: 'PUT',
    path: '/snapshots/{name}',
    tag: 'State',
    summary: 'Save data, clock and rules as a snapshot',
    params: snapshot,
    answer: { description: 'The snapshot.', schema: Snapshot },
    run: ({ control, params }) => control.saveSnapshot(params.name),
  },
  {
    operationId: 'restoreSnapshot',
    method: 'POST',
    path: '/snapshots/{name}/restore',
    tag: 'State',
    summary: 'Restore a snapshot; the journal is emptied',
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
    summary: 'Export the data, the clock and the rules',
    answer: {
      description:
        'The state, as `importState` takes it. Each member but `clock` is the content of the fixture file of its name.',
      schema: State,
    },
    run: ({ control }) => control.exportState(),
  },
  {
    operationId: 'importState',
    method: 'PUT',
    path: '/state',
    tag: 'State',
    summary:
      'Replace the data; the clock and the rules stay unless the body has others; the journal is emptied',
    body: data.GivenState,
    run: ({ control, body }) => control.importState(body),
  },
  {
    operationId: 'listRecords',
    method: 'GET',
    path: '/records/{collection}',
    tag: 'State',
    summary: 'List records as they are stored, by key and by pages',
    params: { collection: schemas.Collection },
    query: data.RecordsFilter.properties,
    answer: { description: 'The records.', schema: listOf(StoredRecord) },
    refusals: ['world_reset'],
    run: ({ control, params, query }) => control.listRecords(params.collection, query),
  },
  {
    operationId: 'addRecord',
    method: 'POST',
    path: '/records/{collection}',
    tag: 'State',
    summary:
      'Create a record from the members that matter, and the missing records that it refers to',
    params: { collection: schemas.Collection },
    body: PartialRecord,
    example: { statut: 1 },
    bodyOptional: true,
    answer: { description: 'The record.', schema: StoredRecord },
    created: true,
    refusals: ['conflict'],
    run: ({ control, params, body }) => control.addRecord(params.collection, body),
  },
  {
    operationId: 'getRecord',
    method: 'GET',
    path: '/records/{collection}/{key}',
    tag: 'State',
    summary: 'Read one record as it is stored',
    params: record,
    answer: { description: 'The record.', schema: StoredRecord },
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
    answer: { description: 'The record.', schema: StoredRecord },
    refusals: ['not_found'],
    run: ({ control, params, body }) => control.putRecord(params.collection, withKey(params, body)),
  },
  {
    operationId: 'patchRecord',
    method: 'PATCH',
    path: '/records/{collection}/{key}',
    tag: 'State',
    summary: 'Set and remove members of a record; the result is checked as in a fixture',
    params: record,
    body: data.RecordPatch,
    example: { merge: { ville: 'Brest' } },
    answer: { description: 'The record.', schema: StoredRecord },
    run: ({ control, params, body }) => control.patchRecord(params.collection, params.key, body),
  },
  {
    operationId: 'restoreRecord',
    method: 'POST',
    path: '/records/{collection}/{key}/restore',
    tag: 'State',
    summary: 'Restore a record of the baseline; delete one that the baseline lacks',
    params: record,
    refusals: ['conflict'],
    run: ({ control, params }) => control.restoreRecord(params.collection, params.key),
  },
  {
    operationId: 'deleteRecord',
    method: 'DELETE',
    path: '/records/{collection}/{key}',
    tag: 'State',
    summary: 'Delete a record; with `cascade`, also the references to it',
    params: record,
    query: data.Deletion.properties,
    refusals: ['conflict'],
    run: ({ control, params, query }) => control.deleteRecord(params.collection, params.key, query),
  },
  {
    operationId: 'diff',
    method: 'GET',
    path: '/diff',
    tag: 'State',
    summary: 'Compare two states: the baseline, a snapshot or the present',
    query: data.Between.properties,
    answer: {
      description: 'The records that differ, with their fields before and after.',
      schema: listOf(Difference),
    },
    run: ({ control, query }) => control.diff(query),
  },
];

/** Adds the key of the path to a body without one; refuses a body with another key. The method checks the rest. */
function withKey(
  { collection, key }: { collection: CollectionName; key: unknown },
  body: unknown,
): Fields {
  const member = COLLECTIONS.find(({ name }) => name === collection)?.key;
  if (member === undefined || typeof body !== 'object' || body === null) return body as Fields;
  checkAgainst(schemas.Key, key, 'the key', '/key');
  const { [member]: own = key } = body as Fields;
  if (own !== key) {
    throw new WorldError('invalid', 'The record is another one than the path says.', [
      { pointer: `/${member}`, detail: `found ${JSON.stringify(own)}; expected ${key}` },
    ]);
  }
  return { ...body, [member]: key };
}

type Fields = Record<string, unknown>;
