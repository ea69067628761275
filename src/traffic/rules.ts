import { randomInt } from 'node:crypto';
import type { OperationId } from '../contract/operations.ts';
import { frozenCopy } from '../json/value.ts';
import { type Delays, NO_DELAYS, withDelay } from './delays.ts';
import type { RequestParts } from './request-parts.ts';
import { OrderedRules, RuleIndex } from './rule-index.ts';
import {
  type ActionOnRequest,
  type FixedRule,
  type RuleCounters,
  RuleState,
} from './rule-state.ts';
import { type Shadows, shadows, shadowsOf } from './shadowing.ts';
import type { RuleDefinition } from './types.ts';

/** A rule with its counters. */
export interface Rule extends RuleDefinition {
  readonly id: string;
  readonly seed: number;
  /** The number of requests that it matched, and the number on which it acted. */
  readonly matched: number;
  readonly acted: number;
  /** The id of an earlier rule that always acts on the requests that it matches; null without one. */
  readonly shadowed: string | null;
  /** The number of requests that wait for its release. */
  readonly held: number;
}

/** A request in the form that rules need. */
export interface RuledRequest extends RequestParts {
  /** Null for an unknown path. */
  readonly operation: OperationId | null;
  /** Whether it is about to be refused before its body is read. */
  readonly refused: boolean;
}

/** The effect of the rules on a request. */
export interface Decision {
  /** The ids of the rules that acted, in order; the last one has given the action, unless that is `pass`. */
  readonly rules: readonly string[];
  readonly delays: Delays;
  /** `pass` if the rules only delay. */
  readonly action: ActionOnRequest;
  /**
   * Of the action `hold`: takes the request, so that a release counts from now on. Returns the wait: it resolves at the
   * release, and at the deletion or replacement of the rule; it rejects when the signal is aborted.
   */
  readonly hold?: (signal: AbortSignal) => () => Promise<void>;
}

/** The counters of rules that have matched a request, by id. */
export type Counters = ReadonlyArray<readonly [id: string, counters: RuleCounters]>;

/**
 * A world's rules, in the order in which they are asked: a higher priority first. A rule that only delays lets the
 * search go on; the first one that acts otherwise ends it.
 */
export class Rules {
  readonly #states = new Map<string, RuleState>();
  readonly #ordered = new OrderedRules();
  readonly #index = new RuleIndex();
  /** The order of the first rule: an added one goes before it. */
  #first = 0;
  /** The number of rules that are asked about refused requests. */
  #forRefused = 0;
  /** The number of rules that match bodies. */
  #forBodies = 0;
  /** The number of the latest id given to a rule without one. */
  #named: number;
  /** Of the present rules, once they were listed. */
  #shadows: Shadows | undefined;

  /** The rules of a list, in its order; `named`: the number of ids that the journal may have from former rules. */
  constructor(definitions: readonly RuleDefinition[] = [], counters: Counters = [], named = 0) {
    this.#named = named;
    const given = new Set(definitions.map(({ id }) => id));
    const counted = new Map(counters);
    for (const [order, definition] of definitions.entries()) {
      const fixed = this.fix(definition, given);
      this.#add(new RuleState(fixed, order, counted.get(fixed.id)));
    }
  }

  list(): Rule[] {
    this.#shadows ??= shadowsOf(this.definitions());
    const shadows = this.#shadows;
    return this.#ordered.all.map((state) => toRule(state, shadows.get(state.definition.id)));
  }

  /** The rule with that id. */
  get(id: string): Rule | undefined {
    const state = this.#states.get(id);
    return state && toRule(state, this.#shadowOf(state));
  }

  has(id: string): boolean {
    return this.#states.has(id);
  }

  /** The number of ids that were given to rules without one. */
  get named(): number {
    return this.#named;
  }

  /** The rules with ids and seeds, as saved in snapshots. */
  definitions(): FixedRule[] {
    return this.#ordered.all.map(({ definition }) => definition);
  }

  /** The same with a further rule, or with one in place of the rule with its id. */
  definitionsWith(definition: FixedRule): FixedRule[] {
    const state = this.#stateOf(definition);
    const former = this.#states.get(definition.id);
    const place = this.#ordered.placeOf(state);
    const definitions = this.definitions().toSpliced(place, 0, definition);
    return definitions.filter((each) => each !== former?.definition);
  }

  /** Adds an id and a seed where missing; `reserved` ids are not generated. */
  fix(given: RuleDefinition, reserved: ReadonlySet<unknown> = new Set()): FixedRule {
    let { id } = given;
    while (id === undefined || (given.id === undefined && (this.has(id) || reserved.has(id)))) {
      id = `rule-${++this.#named}`;
    }
    // Later changes to the given object must not affect the rule, which has been checked.
    return { ...frozenCopy(given), id, seed: given.seed ?? randomInt(2 ** 32) };
  }

  /** Adds a rule before those of its priority; in place of the rule with its id, if that has the same priority. */
  put(definition: FixedRule): Rule {
    const state = this.#stateOf(definition);
    if (this.has(definition.id)) this.remove(definition.id);
    this.#first = Math.min(this.#first, state.order);
    this.#add(state);
    return toRule(state, this.#shadowOf(state));
  }

  remove(id: string): void {
    const state = this.#states.get(id) as RuleState;
    this.#states.delete(id);
    this.#ordered.remove(state);
    this.#index.remove(state);
    if (state.definition.refused) this.#forRefused--;
    if (state.definition.match?.body !== undefined) this.#forBodies--;
    this.#shadows = undefined;
    state.release();
  }

  /** The id of the rule that shadows another: found for one rule without those of all. */
  #shadowOf(state: RuleState): string | undefined {
    const { definition } = state;
    if (this.#shadows) return this.#shadows.get(definition.id);
    const before = this.#ordered.all.slice(0, this.#ordered.placeOf(state));
    return before.find((each) => shadows(each.definition, definition))?.definition.id;
  }

  #stateOf(definition: FixedRule): RuleState {
    const former = this.#states.get(definition.id);
    const keepsPlace = former?.priority === (definition.priority ?? 0);
    return new RuleState(definition, keepsPlace ? former.order : this.#first - 1);
  }

  #add(state: RuleState): void {
    this.#states.set(state.definition.id, state);
    this.#ordered.add(state);
    this.#index.add(state);
    if (state.definition.refused) this.#forRefused++;
    if (state.definition.match?.body !== undefined) this.#forBodies++;
    this.#shadows = undefined;
  }

  /** The counters that a snapshot saves. */
  counters(): Counters {
    return this.#ordered.all
      .filter(({ matched }) => matched > 0)
      .map(({ definition, counters }) => [definition.id, counters]);
  }

  /**
   * The rules that have acted less often than they should: `times`, or once. Not those of `baseline`, and not those of
   * chance or a rate limit.
   */
  unused(baseline: readonly RuleDefinition[]): Rule[] {
    const usual = new Set(baseline.map(({ seed: _, ...rule }) => JSON.stringify(rule)));
    return this.list().filter((rule) => {
      const { seed: _, matched: _m, acted, shadowed: _s, held: _h, ...definition } = rule;
      const { id: _i, ...unnamed } = definition;
      return (
        acted < (rule.times ?? 1) &&
        rule.probability === undefined &&
        ![rule.then ?? []].flat().some(({ action }) => action === 'rate-limit') &&
        ![definition, unnamed].some((each) => usual.has(JSON.stringify(each)))
      );
    });
  }

  /** Whether there are rules that are asked about refused requests. */
  get forRefused(): boolean {
    return this.#forRefused > 0;
  }

  /** Whether there are rules that match bodies. */
  get forBodies(): boolean {
    return this.#forBodies > 0;
  }

  /** Releases the oldest requests that a rule holds, by default all; returns their number. */
  release(id: string, count?: number): number {
    return this.#states.get(id)?.release(count) ?? 0;
  }

  /** Other rules replace these: lets pass the requests that they hold. */
  end(): void {
    for (const state of this.#ordered.all) state.release();
  }

  /** Whether a rule for this request needs the body. */
  needsBody(request: RuledRequest): boolean {
    return this.#candidates(request).some((state) => state.needsBody(request));
  }

  /** The decision on a request; undefined: the usual answer. `now`: milliseconds, called by rules that need it. */
  decide(request: RuledRequest, now: () => number): Decision | undefined {
    const candidates = this.#candidates(request);
    if (candidates.length === 0) return undefined;
    const rules: string[] = [];
    let delays = NO_DELAYS;
    for (const state of candidates) {
      const { id, delay, refused } = state.definition;
      if ((request.refused && !refused) || !state.matches(request)) continue;
      const acted = state.act(now);
      if (acted === undefined) continue;
      rules.push(id);
      if (delay !== undefined) delays = withDelay(delays, delay, () => state.random());
      const { action } = acted;
      if (action === undefined) continue;
      const holds = action.action === 'hold';
      return { rules, delays, action, ...(holds && { hold: (signal) => state.hold(signal) }) };
    }
    return rules.length > 0 ? { rules, delays, action: PASS } : undefined;
  }

  #candidates({ operation, subjects }: RuledRequest): readonly RuleState[] {
    return this.#index.find(operation, subjects);
  }
}

const PASS: ActionOnRequest = { action: 'pass' };

function toRule(state: RuleState, shadowed: string | undefined): Rule {
  const { definition, matched, acted, held } = state;
  return { ...definition, matched, acted, shadowed: shadowed ?? null, held };
}
