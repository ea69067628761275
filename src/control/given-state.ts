import { toInstant } from '../contract/instants.ts';
import type { RuleDefinition } from '../traffic/types.ts';
import { admitPartialState } from '../world/admission.ts';
import { admitRules } from '../world/rule-checks.ts';
import type { SandboxStart } from '../world/sandbox.ts';
import { atPlace, checkAgainst } from '../world/validation.ts';
import { type ClockSetting, settingOf } from '../world/world-clock.ts';
import { PartialState as schema } from './partial-schemas.ts';
import type { PartialState } from './types.ts';

/** A state that a world starts with, complete and checked. */
export interface StartState {
  readonly records: NonNullable<SandboxStart['records']>;
  readonly rules: readonly RuleDefinition[] | undefined;
  readonly clock: ClockSetting | undefined;
}

/**
 * Completes a partial state, in the member `state` of the input, with dates from the time of its clock; throws a
 * `WorldError` if it is not valid.
 */
export function checkState(
  given: PartialState,
  timeOf: (clock: ClockSetting | undefined) => Date,
): StartState {
  return atPlace('/state', () => {
    const { rules, clock, ...records } = checkAgainst(schema, given, 'the state');
    if (rules) admitRules(rules, 'the state', (location) => ['rules', ...location]);
    const setting = clock && settingOf(clock);
    return {
      records: admitPartialState(records, toInstant(timeOf(setting))),
      rules,
      clock: setting,
    };
  });
}
