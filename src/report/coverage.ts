import { COMMON_REFUSALS, OPERATIONS, type Operation } from '../contract/operations.ts';
import type { Action, RuleDefinition } from '../traffic/types.ts';
import type { Outcome } from './outcomes.ts';
import type { Tallies } from './tally.ts';

/** An outcome that no request has had, and the rule by which a test gets it. */
export interface Gap {
  readonly operation: Operation['operationId'];
  readonly outcome: Outcome;
  readonly rule: RuleDefinition;
}

/** The outcomes of operations that were met, of those that the contract and its faults have. */
export interface Coverage {
  readonly covered: number;
  readonly total: number;
  readonly gaps: readonly Gap[];
}

/** The actions of rules, by the outcome that they give. */
const ACTIONS = {
  drop: { action: 'drop' },
  reset: { action: 'reset' },
  garbage: { action: 'garbage' },
  stall: { action: 'stall' },
  cut: { action: 'cut' },
  'broken-json': { action: 'broken-json' },
  'content-type': { action: 'content-type', type: 'text/html; charset=utf-8' },
  patch: { action: 'patch', merge: { membre_inconnu: null } },
  drip: { action: 'drip', bytesPerSecond: 20_000 },
} as const satisfies Partial<Record<Outcome, Action>>;

/** The outcomes that an operation can have, each with its rule. */
export function outcomesOf(operation: Operation): readonly Gap[] {
  const { operationId, refusals, change } = operation;
  const gap = (outcome: Outcome, action: Action): Gap => {
    // biome-ignore lint/suspicious/noThenProperty: the name in the rules' grammar; nobody awaits a rule
    const rule = { operation: operationId, times: 1, then: action };
    return { operation: operationId, outcome, rule };
  };
  return [
    gap('ok', { action: 'pass' }),
    ...[...COMMON_REFUSALS, ...refusals].map((code) => gap(code, { action: 'refuse', code })),
    ...Object.entries(ACTIONS).map(([outcome, action]) => gap(outcome as Outcome, action)),
    // A change that is made, and whose answer is lost.
    ...(change ? [gap('lost', { action: 'drop', perform: true })] : []),
    {
      operation: operationId,
      outcome: 'slow',
      rule: { operation: operationId, times: 1, delay: 'PT2S' },
    },
  ];
}

/** The coverage by the requests that came. */
export function coverageOf(tallies: Tallies): Coverage {
  const all = OPERATIONS.flatMap(outcomesOf);
  const gaps = all.filter(
    ({ operation, outcome }) => !tallies.get(operation)?.outcomes.has(outcome),
  );
  return { covered: all.length - gaps.length, total: all.length, gaps };
}
