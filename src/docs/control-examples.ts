import type { OperationDescription } from '../control/operations.ts';

type Values = Readonly<Record<string, string | number>>;

const record: Values = { collection: 'users', key: 1 };
/** The record, the rule and the application that the example bodies create. */
const created: Readonly<Record<string, Values>> = {
  record: { collection: 'thematiques', key: 100 },
  rule: { id: 'un-503' },
  application: { login: 'de-plus' },
};
const snapshot: Values = { name: 'essai' };

/** Example parameters of operations: none of them deletes data, rules or applications of the start. */
const PARAMETERS: Readonly<Record<string, Values | undefined>> = {
  saveSnapshot: snapshot,
  restoreSnapshot: snapshot,
  deleteSnapshot: snapshot,
  listRecords: record,
  addRecord: record,
  getRecord: record,
  putRecord: created.record,
  patchRecord: record,
  deleteRecord: created.record,
  restoreRecord: record,
  revokeApplication: created.application,
  rotateKey: created.application,
  rotatePassword: created.application,
  deleteRule: created.rule,
  releaseRule: created.rule,
};

/** The example value of a path parameter, if the operation has one: the ids of sandboxes are not known before. */
export function exampleParameter({ operationId }: OperationDescription, name: string): unknown {
  return PARAMETERS[operationId]?.[name];
}
