import type { CollectionName } from '../contract/collections.ts';
import type { Campagne, Partenaire, Proposition, Thematique } from '../contract/types.ts';
import { parseExactly } from '../json/exact.ts';
import type { JournalFilter } from '../traffic/journal.ts';
import type { Rule } from '../traffic/rules.ts';
import type { JournalEntry } from '../traffic/shown.ts';
import type { RuleDefinition } from '../traffic/types.ts';
import { type Verdict, type Verification, verify } from '../traffic/verification.ts';
import type { Difference } from '../world/difference.ts';
import { admitRules } from '../world/rule-checks.ts';
import { checkAgainst, invalid, show } from '../world/validation.ts';
import type { Snapshot, World } from '../world/world.ts';
import type { ClockReading } from '../world/world-clock.ts';
import { checkExpectation, checkVerification } from './expectations.ts';
import { Listening, type RequestListener } from './listening.ts';
import * as schemas from './schemas.ts';
import type { Between, GivenState, Wait } from './types.ts';
import { VerificationError } from './verification-error.ts';
import { waitFor } from './waiting.ts';

/** A collection's record as stored: without derived members, and with any members that the contract lacks. */
export interface RecordOf {
  readonly users: Partenaire & Further;
  readonly thematiques: Thematique & Further;
  readonly campagnes: Omit<Campagne, 'etat'> & Further;
  readonly propositions: Proposition & Further;
}

/** Members that the contract lacks. */
type Further = Readonly<Record<string, unknown>>;

/** The data and the rules of a world, as fixtures. */
export type State = {
  readonly [Name in CollectionName]: ReadonlyArray<RecordOf[Name]>;
} & { readonly rules: readonly RuleDefinition[] };

/** The default time-out of `waitForRequest`, in seconds. */
const WAIT = 5;

/**
 * The operations of a test on a world; the control plane over HTTP and the in-process handles share them. Invalid input
 * throws a `WorldError` that says what is expected.
 */
export class WorldControl {
  readonly #given: World;
  readonly #listening = new Listening();

  /** @internal */
  constructor(world: World) {
    this.#given = world;
  }

  /** The world; throws if it has ended or a listener has failed. */
  get #world(): World {
    this.#listening.check();
    this.#given.check();
    return this.#given;
  }

  /** Restores the baseline: data, clock, rules, journal. Snapshots stay. */
  reset(): void {
    this.#world.reset();
  }

  /** Saves the data, the clock and the rules under a name. */
  saveSnapshot(name: string): Snapshot {
    return this.#world.saveSnapshot(checkAgainst(schemas.Name, name, 'the name', '/name'));
  }

  /** The snapshots, oldest first. */
  listSnapshots(): Snapshot[] {
    return this.#world.snapshots();
  }

  /** Restores a snapshot; empties the journal. */
  restoreSnapshot(name: string): void {
    this.#world.restoreSnapshot(checkAgainst(schemas.Name, name, 'the name', '/name'));
  }

  deleteSnapshot(name: string): void {
    this.#world.deleteSnapshot(checkAgainst(schemas.Name, name, 'the name', '/name'));
  }

  /** The records that differ between the baseline and now, from a snapshot, or to a snapshot. */
  diff(between: Between = {}): Difference[] {
    return this.#world.diff(checkAgainst(schemas.Between, between, 'the difference'));
  }

  /**
   * The data and the rules as fixtures; numbers outside JavaScript's range or precision are raw JSON (JSON.rawJSON).
   */
  exportState(): State {
    return parseExactly(Buffer.concat([...this.#world.exportState()]).toString()) as State;
  }

  /** Replaces the data, and the rules if any are given; empties the journal. */
  replaceState(state: GivenState): void {
    const { rules, ...records } = checkAgainst(schemas.GivenState, state, 'the state');
    if (rules) admitRules(rules, 'the state', (location) => ['rules', ...location]);
    this.#world.replaceState(records, rules);
  }

  /** One record as it is stored; throws a `WorldError` if there is none. */
  getRecord<Name extends CollectionName>(collection: Name, key: number): RecordOf[Name] {
    return this.#world.record(
      checkAgainst(schemas.Collection, collection, 'the collection', '/collection'),
      checkAgainst(schemas.Key, key, 'the key', '/key'),
    ) as unknown as RecordOf[Name];
  }

  /** Creates or replaces a record; checks it as a fixture. */
  putRecord<Name extends CollectionName>(
    collection: Name,
    record: Record<string, unknown>,
  ): RecordOf[Name] {
    return this.#world.putRecord(
      checkAgainst(schemas.Collection, collection, 'the collection', '/collection'),
      checkAgainst(schemas.Fields, record, 'the record'),
    ) as unknown as RecordOf[Name];
  }

  /** Deletes a record that no other refers to. */
  deleteRecord(collection: CollectionName, key: number): void {
    this.#world.deleteRecord(
      checkAgainst(schemas.Collection, collection, 'the collection', '/collection'),
      checkAgainst(schemas.Key, key, 'the key', '/key'),
    );
  }

  /** The requests by arrival, without secrets; the latest 1,000 unless the filter has another limit. */
  listJournal(filter: JournalFilter = {}): JournalEntry[] {
    return this.#world.journal.list(checkExpectation(schemas.JournalFilter, filter, 'the filter'));
  }

  /** Empties the journal; running requests are answered, but leave no entry. */
  clearJournal(): void {
    this.#world.journal.empty('clear');
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
    return waitFor(this.#world.journal, { expectation, after, timeout, signal });
  }

  /**
   * Verifies the journal against an expectation. Throws a `VerificationError` if it does not hold, or if it cannot be
   * decided because too much was dropped to make room.
   */
  verify(verification: Verification): Verdict {
    const expected = checkVerification(verification);
    const verdict = verify(this.#world.journal, expected);
    if (!verdict.passed) throw new VerificationError(verdict);
    return verdict;
  }

  /**
   * Calls the listener with every request when it has ended, until the returned function is called. An error of the
   * listener or of its promise does not affect the request: the next call of the handle throws it, `close()` included,
   * and the first one is written to stderr.
   */
  onRequest(listener: RequestListener): () => void {
    const { journal } = this.#world;
    const call = this.guardListener('onRequest', listener);
    return journal.watch({
      changed(entry) {
        if (entry.state !== 'running') call(journal.show(entry));
      },
    });
  }

  /** The rules in order, with the numbers of requests that they matched and acted on. */
  listRules(): Rule[] {
    return this.#world.rules.list();
  }

  /** Appends a rule, or replaces the rule with its id. */
  addRule(rule: RuleDefinition): Rule {
    admitRules([rule], 'the rule', ([, ...location]) => location);
    return this.#world.addRule(rule);
  }

  /** Replaces all rules. */
  replaceRules(rules: readonly RuleDefinition[]): Rule[] {
    this.#world.replaceRules(admitRules(rules, 'the rules'));
    return this.listRules();
  }

  deleteRule(id: string): void {
    this.#world.deleteRule(checkAgainst(schemas.RuleId, id, 'the id', '/id'));
  }

  readClock(): ClockReading {
    return this.#world.readClock();
  }

  /** Moves the clock to a time, from which it runs on; a frozen clock stays frozen there. */
  setClock(at: string): ClockReading {
    return this.#world.setClock(new Date(checkAgainst(schemas.Instant, at, 'the time')));
  }

  /** Stops the clock, at a time or at the present. */
  freezeClock(at?: string): ClockReading {
    return this.#world.freezeClock(
      at === undefined ? undefined : new Date(checkAgainst(schemas.Instant, at, 'the time')),
    );
  }

  /** Moves the clock forward by seconds, or back by a negative number. */
  advanceClock(seconds: number): ClockReading {
    return this.#world.advanceClock(checkAgainst(schemas.Duration, seconds, 'the seconds'));
  }

  /**
   * Throws if the world has ended or a listener has failed.
   * @internal
   */
  protected check(): void {
    void this.#world;
  }

  /**
   * Throws the first listener's error since the last call.
   * @internal
   */
  protected checkListeners(): void {
    this.#listening.check();
  }

  /**
   * A listener whose errors are kept, as those of `onRequest()`; throws if it is not a function.
   * @internal
   */
  protected guardListener<Value>(
    method: string,
    listener: (value: Value) => unknown,
  ): (value: Value) => void {
    if (typeof listener !== 'function') {
      const violation = { location: [], found: show(listener), expected: 'a function' };
      throw invalid('Invalid value for the listener.', [violation]);
    }
    return this.#listening.guard(method, listener);
  }

  /** Sets the clock to the machine's time. */
  realClock(): ClockReading {
    return this.#world.realClock();
  }
}

/** Accepts the signals of DOM implementations too, which have a class of their own. */
function checkSignal(signal: unknown): void {
  if (signal === undefined || typeof Object(signal).removeEventListener === 'function') return;
  const wrong = { location: [], found: show(signal), expected: 'an AbortSignal' };
  throw invalid('Invalid value for the signal.', [wrong]);
}
