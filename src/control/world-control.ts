import type { Rule } from '../traffic/rules.ts';
import type { RuleDefinition } from '../traffic/types.ts';
import { admitRules } from '../world/rule-checks.ts';
import { checkAgainst } from '../world/validation.ts';
import type { ClockReading } from '../world/world-clock.ts';
import { ClockControl } from './clock-control.ts';
import { JournalControl } from './journal-control.ts';
import { handleOf, type RuleHandle } from './rule-handle.ts';
import * as schemas from './schemas.ts';
import type { RuleRelease } from './types.ts';

/** The outcome of a release. */
export interface Released {
  /** The number of released requests. */
  readonly released: number;
}

/** The most entries of a list. */
const MOST_REQUESTS = 10_000;

/**
 * The operations of a test on a world; the control plane over HTTP and the in-process handles share them. Invalid input
 * throws a `WorldError` that says what is expected.
 */
export class WorldControl extends JournalControl {
  /**
   * The rules in the order in which they are asked, with the numbers of requests that they matched and acted on.
   * @example
   * const hidden = server.listRules().filter(({ shadowed }) => shadowed !== null);
   */
  listRules(): Rule[] {
    return this.target.rules.list();
  }

  /**
   * Adds a rule before the others of its priority, or replaces the rule with its id.
   * @throws WorldError `invalid` for a rule that could never act, or whose answer could not be sent.
   * @example
   * const rule = server.addRule({ operation: 'getUser', times: 2, then: { action: 'answer', status: 503 } });
   * assert.equal(rule.acted, 2);
   */
  addRule(rule: RuleDefinition): RuleHandle {
    admitRules([rule], 'the rule', ([, ...location]) => location);
    const added = this.target.addRule(rule);
    const { id } = added;
    const find = () => this.target.rules.get(id);
    return handleOf(added, {
      find,
      remove: () => {
        if (find()) this.deleteRule(id);
      },
      release: (count) =>
        find() ? this.releaseRule(id, count === undefined ? {} : { count }).released : 0,
      requests: () => this.listJournal({ rule: id, limit: MOST_REQUESTS }),
    });
  }

  /**
   * Replaces all rules; the list keeps its order, apart from priorities. Requests that the former ones hold pass.
   * @example
   * server.replaceRules([{ delay: 'PT1S' }]);
   */
  replaceRules(rules: readonly RuleDefinition[]): Rule[] {
    this.target.replaceRules(admitRules(rules, 'the rules'));
    return this.listRules();
  }

  /**
   * Deletes a rule; the requests that it holds pass. Throws a `WorldError` if there is none.
   * @example
   * server.deleteRule('uid-9503');
   */
  deleteRule(id: string): void {
    this.target.deleteRule(checkAgainst(schemas.RuleId, id, 'the id', '/id'));
  }

  /**
   * Removes the rules that were added: those of the start, such as of the partners with special answers, are as they were
   * then.
   * @example
   * server.clearRules();
   */
  clearRules(): void {
    this.target.clearRules();
  }

  /**
   * Releases the requests that a rule with the action `hold` holds: all, or the oldest `count`. Throws a `WorldError`
   * if there is no such rule.
   * @example
   * const { released } = server.releaseRule('slow', { count: 1 });
   */
  releaseRule(id: string, release: RuleRelease = {}): Released {
    const { count } = checkAgainst(schemas.RuleRelease, release, 'the release');
    const rule = checkAgainst(schemas.RuleId, id, 'the id', '/id');
    return { released: this.target.releaseRule(rule, count) };
  }

  /**
   * The rules that tests have added and that acted fewer times than `times`, or never without it. Not those of the
   * fixtures, and not those of chance or a rate limit.
   * @example
   * assert.deepEqual(server.unusedRules(), []);
   */
  unusedRules(): Rule[] {
    return this.target.unusedRules();
  }

  /** The clock of the world. */
  get clock(): ClockControl {
    return new ClockControl(() => this.target);
  }

  /** @deprecated Use `clock.read()`. */
  readClock(): ClockReading {
    return this.clock.read();
  }

  /** @deprecated Use `clock.set(at)`. */
  setClock(at: string): ClockReading {
    return this.clock.set(at);
  }

  /** @deprecated Use `clock.freeze(at)`. */
  freezeClock(at?: string): ClockReading {
    return this.clock.freeze(at);
  }

  /** @deprecated Use `clock.advance(by)`, which takes milliseconds or an ISO 8601 text; this one takes seconds. */
  advanceClock(seconds: number): ClockReading {
    return this.clock.advance(checkAgainst(schemas.Duration, seconds, 'the seconds') * 1000);
  }

  /** @deprecated Use `clock.real()`. */
  realClock(): ClockReading {
    return this.clock.real();
  }
}
