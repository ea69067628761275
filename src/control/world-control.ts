import type { JournalFilter } from '../traffic/journal.ts';
import type { Rule } from '../traffic/rules.ts';
import type { JournalEntry } from '../traffic/shown.ts';
import type { RuleDefinition } from '../traffic/types.ts';
import { type Verdict, type Verification, verify } from '../traffic/verification.ts';
import { admitRules } from '../world/rule-checks.ts';
import { checkAgainst, invalid, show } from '../world/validation.ts';
import type { ClockReading } from '../world/world-clock.ts';
import { DataControl } from './data-control.ts';
import { checkExpectation, checkVerification } from './expectations.ts';
import type { RequestListener } from './listening.ts';
import * as schemas from './schemas.ts';
import type { Wait } from './types.ts';
import { VerificationError } from './verification-error.ts';
import { waitFor } from './waiting.ts';

/** The default time-out of `waitForRequest`, in seconds. */
const WAIT = 5;

/**
 * The operations of a test on a world; the control plane over HTTP and the in-process handles share them. Invalid input
 * throws a `WorldError` that says what is expected.
 */
export class WorldControl extends DataControl {
  /** The requests by arrival, without secrets; the latest 1,000 unless the filter has another limit. */
  listJournal(filter: JournalFilter = {}): JournalEntry[] {
    return this.world.journal.list(checkExpectation(schemas.JournalFilter, filter, 'the filter'));
  }

  /** Empties the journal; running requests are answered, but leave no entry. */
  clearJournal(): void {
    this.world.journal.empty('clear');
  }

  /**
   * Resolves with the first request that matches the expectation and has ended or, with `state`, is in that state.
   * Rejects at the time-out, when the signal is aborted, and when the world is reset.
   */
  async waitForRequest(wait: Wait = {}, signal?: AbortSignal): Promise<JournalEntry> {
    const {
      after = 0,
      timeout = WAIT,
      ...expectation
    } = checkExpectation(schemas.Wait, wait, 'the wait');
    checkSignal(signal);
    return waitFor(this.world.journal, { expectation, after, timeout, signal });
  }

  /**
   * Verifies the journal against an expectation. Throws a `VerificationError` if it does not hold, or if it cannot be
   * decided because too much was dropped to make room.
   */
  verify(verification: Verification): Verdict {
    const expected = checkVerification(verification);
    const verdict = verify(this.world.journal, expected);
    if (!verdict.passed) throw new VerificationError(verdict);
    return verdict;
  }

  /**
   * Calls the listener with every request when it has ended, until the returned function is called. An error of the
   * listener or of its promise does not affect the request: the next call of the handle throws it, `close()` included,
   * and the first one is written to stderr.
   */
  onRequest(listener: RequestListener): () => void {
    const { journal } = this.world;
    const call = this.guardListener('onRequest', listener);
    return journal.watch({
      changed(entry) {
        if (entry.state !== 'running') call(journal.show(entry));
      },
    });
  }

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

/** Accepts the signals of DOM implementations too, which have a class of their own. */
function checkSignal(signal: unknown): void {
  if (signal === undefined || typeof Object(signal).removeEventListener === 'function') return;
  const wrong = { location: [], found: show(signal), expected: 'an AbortSignal' };
  throw invalid('Invalid value for the signal.', [wrong]);
}
