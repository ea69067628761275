import { OPERATIONS, type Parameter } from '../contract/operations.ts';
import type { Choice, Provenance, Words } from '../contract/provenance.ts';
import { REFUSAL_CODES, REFUSALS } from '../contract/refusals.ts';
import { choiceOf, NESTED, SCHEMAS } from '../contract/resources.ts';
import type { Schema } from '../json/schema.ts';
import { BEHAVIOURS, type BehaviourName } from './behaviours/behaviours.ts';
import * as claims from './claims.ts';
import type { RowId } from './ids.ts';
import type { RowKind } from './kinds.ts';
import type { Section } from './sections.ts';
import { SENTENCES } from './sentences.ts';

/** A row of the fidelity ledger: a claim of the mock server about the API, with its grounds. */
export interface Row {
  /** A stable name, such as `operation.getUser`. */
  readonly id: RowId;
  readonly kind: RowKind;
  /** `documented`: the reference document states it; `named`: its contents name it; `inferred`: it is silent. */
  readonly level: Provenance;
  readonly claim: Words;
  /** The sections of the reference document that it rests on. */
  readonly sections: readonly Section[];
  /** The numbers of the sentences that it rests on, from 1. */
  readonly sentences: readonly number[];
  /** Why the invented part is as it is; null for documented rows. */
  readonly reason: Words | null;
  /** The other possibilities; null for documented rows. */
  readonly alternatives: Words | null;
}

/** The rows, by kind and in the order of the contract. */
export const ROWS: readonly Row[] = [
  ...operations(),
  ...parameters(),
  ...fields(),
  ...REFUSAL_CODES.map((code) => {
    const { english, when, choice } = REFUSALS[code];
    const claim = claims.ofRefusal(code, REFUSALS[code].status, { en: english, fr: when });
    return row('refusal', code, 'inferred', claim, choice);
  }),
  ...Object.entries(BEHAVIOURS).map(([name, behaviour]) => {
    const { provenance, claim } = behaviour;
    const choice = provenance === 'documented' ? undefined : behaviour.choice;
    return row('behaviour', name as BehaviourName, provenance, claim, choice);
  }),
];

function row(
  kind: RowKind,
  name: string,
  level: Provenance,
  claim: Words,
  choice: Choice | undefined,
): Row {
  const id = `${kind}.${name}` as RowId;
  const resting = SENTENCES.flatMap((sentence, index) =>
    sentence.rows.includes(id) ? [{ number: index + 1, section: sentence.section }] : [],
  );
  return {
    id,
    kind,
    level,
    claim,
    sections: [...new Set(resting.map(({ section }) => section))],
    sentences: resting.map(({ number }) => number),
    reason: choice?.reason ?? null,
    alternatives: choice?.alternatives ?? null,
  };
}

/** The operations, then their answers. */
function operations(): Row[] {
  return [
    ...OPERATIONS.map((operation) =>
      row(
        'operation',
        operation.operationId,
        operation.provenance,
        claims.ofOperation(operation),
        operation.choice,
      ),
    ),
    ...OPERATIONS.map(({ operationId, answer }) =>
      row('answer', operationId, answer.provenance, claims.ofAnswer(answer), answer.choice),
    ),
  ];
}

/** The parameters, each once; an inferred notation has a row of its own. */
function parameters(): Row[] {
  const all: Record<string, Parameter> = Object.assign(
    {},
    ...OPERATIONS.map(({ params, query }) => ({ ...params, ...query })),
  );
  return Object.entries(all).flatMap(([name, parameter]) => {
    const { provenance, notation, choice, schema } = parameter;
    const own = notation === undefined ? choice : undefined;
    return [
      row('parameter', name, provenance, claims.ofParameter(name, parameter), own),
      ...(notation === undefined
        ? []
        : [
            row('parameter', `${name}.notation`, notation, claims.ofNotation(name, schema), choice),
          ]),
    ];
  });
}

/** The fields of the named schemas, then those of the objects within them. */
function fields(): Row[] {
  return Object.entries({ ...SCHEMAS, ...NESTED }).flatMap(([name, { properties }]) =>
    Object.entries(properties as Readonly<Record<string, Schema>>).map(([member, schema]) => {
      const field = `${name}.${member}`;
      const level = schema['x-provenance'] as Provenance;
      return row('field', field, level, claims.ofField(field, schema), choiceOf(schema));
    }),
  );
}
