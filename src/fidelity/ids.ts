import type { NotedName, OperationId, ParameterName } from '../contract/operations.ts';
import type { RefusalCode } from '../contract/refusals.ts';
import type { FieldName } from '../contract/resources.ts';
import type { BehaviourName } from './behaviours/behaviours.ts';

/**
 * The stable id of a row of the ledger: its kind, and its name in the contract. The notation of a documented parameter
 * has a row of its own.
 */
export type RowId =
  | `operation.${OperationId}`
  | `answer.${OperationId}`
  | `parameter.${ParameterName}`
  | `parameter.${NotedName}.notation`
  | `field.${FieldName}`
  | `refusal.${RefusalCode}`
  | `behaviour.${BehaviourName}`;
