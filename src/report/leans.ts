import { OPERATIONS } from '../contract/operations.ts';
import { REFUSALS } from '../contract/refusals.ts';
import type { Tallies } from './tally.ts';
import type { ReportLean } from './types.ts';

/** The used parts of the contract that the text does not state: those of the requests, as members that are read cannot be seen. */
export function leansOf(tallies: Tallies): ReportLean[] {
  return OPERATIONS.flatMap((operation) => {
    const tally = tallies.get(operation.operationId);
    if (tally === undefined) return [];
    const { operationId, provenance, source, params, query, body, answer } = operation;
    const parts: ReportLean['parts'][number][] = [];
    const add = (
      part: ReportLean['parts'][number]['part'],
      name: string,
      level: ReportLean['level'],
    ) => {
      if (level !== 'documented') parts.push({ part, name, level });
    };
    add('operation', operationId, provenance);
    for (const [name, parameter] of Object.entries(params)) {
      add('parameter', name, parameter.provenance);
      if (parameter.notation) add('notation', name, parameter.notation);
    }
    for (const [name, parameter] of Object.entries(query)) {
      if (tally.parameters.has(name)) add('parameter', name, parameter.provenance);
    }
    if (body !== undefined) add('body', body, 'inferred');
    add('answer', answer.schema, answer.provenance);
    add('members', answer.schema, 'inferred');
    for (const outcome of tally.outcomes.keys()) {
      if (Object.hasOwn(REFUSALS, outcome)) add('refusal', outcome, 'inferred');
    }
    const { requests } = tally;
    return [{ operation: operationId, requests, level: provenance, source, parts }];
  });
}
