import type { Rule } from '../traffic/rules.ts';
import type { RuleDefinition } from '../traffic/types.ts';
import { admitRules } from '../world/rule-checks.ts';
import { checkAgainst } from '../world/validation.ts';
import type { ClockReading } from '../world/world-clock.ts';
import { JournalControl } from './journal-control.ts';
import * as schemas from './schemas.ts';

/**
 * The operations of a test on a world; the control plane over HTTP and the in-process handles share them. Invalid input
 * throws a `WorldError` that says what is expected.
 */
export class WorldControl extends JournalControl {
  /** The rules in order, with the numbers of requests that they matched and acted on. */
  listRules(): Rule[] {
    return this.world.rules.list();
  }

  /** Appends a rule, or replaces the rule with its id. */
  addRule(rule: RuleDefinition): Rule {
    admitRules([rule], 'the rule', ([, ...location]) => location);
    return this.world.addRule(rule);
  }

  /** Replaces all rules. */
  replaceRules(rules: readonly RuleDefinition[]): Rule[] {
    this.world.replaceRules(admitRules(rules, 'the rules'));
    return this.listRules();
  }

  deleteRule(id: string): void {
    this.world.deleteRule(checkAgainst(schemas.RuleId, id, 'the id', '/id'));
  }

  readClock(): ClockReading {
    return this.world.readClock();
  }

  /** Moves the clock to a time, from which it runs on; a frozen clock stays frozen there. */
  setClock(at: string): ClockReading {
    return this.world.setClock(new Date(checkAgainst(schemas.Instant, at, 'the time')));
  }

  /** Stops the clock, at a time or at the present. */
  freezeClock(at?: string): ClockReading {
    return this.world.freezeClock(
      at === undefined ? undefined : new Date(checkAgainst(schemas.Instant, at, 'the time')),
    );
  }

  /** Moves the clock forward by seconds, or back by a negative number. */
  advanceClock(seconds: number): ClockReading {
    return this.world.advanceClock(checkAgainst(schemas.Duration, seconds, 'the seconds'));
  }

  /** Sets the clock to the machine's time. */
  realClock(): ClockReading {
    return this.world.realClock();
  }
}
