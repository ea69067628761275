import type { Rule } from '../traffic/rules.ts';
import type { JournalEntry } from '../traffic/shown.ts';

/** A rule that a test added. Its counters are those of the present. */
export interface RuleHandle extends Rule {
  /**
   * Deletes the rule; does nothing if it is gone already.
   * @example
   * const rule = server.addRule({ delay: { fixed: 500 } });
   * rule.remove();
   */
  remove(): void;
  /**
   * Releases the requests that it holds (action `hold`): all, or the oldest `count`; returns their number.
   * @example
   * const rule = server.addRule({ operation: 'getUser', then: { action: 'hold' } });
   * rule.release(1);
   */
  release(count?: number): number;
  /**
   * The requests in the journal on which it acted, by arrival: the latest 10,000.
   * @example
   * assert.equal(rule.requests().length, 2);
   */
  requests(): JournalEntry[];
}

/** The operations of a handle on its world. */
export interface RuleMethods {
  /** The rule as it is now; undefined once it is gone. */
  find(): Rule | undefined;
  remove(): void;
  release(count?: number): number;
  requests(): JournalEntry[];
}

/** The handle of a rule: its members, and methods that neither JSON nor a comparison of members sees. */
export function handleOf(rule: Rule, { find, ...methods }: RuleMethods): RuleHandle {
  let latest = rule;
  const present = () => {
    latest = find() ?? latest;
    return latest;
  };
  const remove = () => {
    present();
    methods.remove();
  };
  const handle = { ...rule };
  Object.defineProperties(handle, {
    matched: { get: () => present().matched, enumerable: true },
    acted: { get: () => present().acted, enumerable: true },
    shadowed: { get: () => present().shadowed, enumerable: true },
    held: { get: () => find()?.held ?? 0, enumerable: true },
    remove: { value: remove },
    release: { value: methods.release },
    requests: { value: methods.requests },
  });
  return handle as RuleHandle;
}
