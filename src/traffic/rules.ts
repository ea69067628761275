import { createHash, randomInt } from 'node:crypto';
import {
  type OperationId,
  SUBJECT_NAMES,
  type SubjectName,
  type Subjects,
} from '../contract/operations.ts';
import type { RefusalCode } from '../contract/refusals.ts';
import { frozenCopy } from '../json/value.ts';
import { type Check, matcherOfRequest } from './conditions.ts';
import type { RequestParts } from './request-parts.ts';
import type { Action, RuleDefinition } from './types.ts';

/** A rule with its counters. */
export interface Rule extends RuleDefinition {
  readonly id: string;
  readonly seed: number;
  /** The number of requests that it matched, and the number on which it acted. */
  readonly matched: number;
  readonly acted: number;
}

/** A request in the form that rules need. */
export interface RuledRequest extends RequestParts {
  readonly operation: OperationId;
}

/** The effect of a rule on a request. */
export interface Decision {
  readonly rule: string;
  /** Milliseconds to wait before the action. */
  readonly delay: number;
  readonly action: Exclude<Action, RateLimit>;
  /** The refusal to answer, for a status with several. */
  readonly refusal?: RefusalCode;
}

/** A rule with a fixed id and seed. */
export type FixedRule = RuleDefinition & Pick<Rule, 'id' | 'seed'>;

interface State {
  readonly definition: FixedRule;
  /** Position in the order of rules; lower ones are tried first. */
  readonly place: number;
  readonly random: () => number;
  /** Made for the first request that it may match. */
  check?: Check;
  matched: number;
  acted: number;
  /** The times of requests that `rate-limit` has admitted. */
  readonly passed: number[];
}

/** A world's rules, in order: the first rule that matches and acts decides. */
export class Rules {
  /** By id, in order: a replacing rule keeps the position. */
  readonly #states = new Map<string, State>();
  /** By operation; those of any operation are under `ANY`. */
  readonly #groups = new Map<OperationId | typeof ANY, Group>();
  #places = 0;
  #named = 0;

  constructor(definitions: readonly RuleDefinition[] = []) {
    const given = new Set(definitions.map(({ id }) => id));
    for (const definition of definitions) this.put(this.fix(definition, given));
  }

  list(): Rule[] {
    return Array.from(this.#states.values(), toRule);
  }

  has(id: string): boolean {
    return this.#states.has(id);
  }

  /** The rules with ids and seeds, as saved in snapshots. */
  definitions(): FixedRule[] {
    return Array.from(this.#states.values(), ({ definition }) => definition);
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

  /** Appends a rule, or replaces the rule with its id. */
  put(definition: FixedRule): Rule {
    const former = this.#states.get(definition.id);
    const state: State = {
      definition,
      place: former?.place ?? this.#places++,
      random: chance(definition.seed),
      matched: 0,
      acted: 0,
      passed: [],
    };
    if (former) this.#leaveGroup(former);
    this.#states.set(definition.id, state);
    this.#joinGroup(state);
    return toRule(state);
  }

  remove(id: string): void {
    this.#leaveGroup(this.#states.get(id) as State);
    this.#states.delete(id);
  }

  /** Whether a rule for this request needs the body. */
  needsBody(request: RuledRequest): boolean {
    return this.#candidates(request).some(({ definition: { match } }) => {
      if (match?.body === undefined) return false;
      const { body: _, ...others } = match;
      return matcherOfRequest(others)(request);
    });
  }

  /** The decision on a request; undefined: the usual answer. `now`: milliseconds, called by rules that need it. */
  decide(request: RuledRequest, now: () => number): Decision | undefined {
    for (const state of this.#candidates(request)) {
      const { definition } = state;
      if (!matches(state, request)) continue;
      state.matched++;
      if (state.matched <= (definition.after ?? 0)) continue;
      if (state.acted >= (definition.times ?? Number.POSITIVE_INFINITY)) continue;
      if (definition.probability !== undefined && state.random() >= definition.probability)
        continue;
      const { then: action = { action: 'pass' }, id } = definition;
      const decided = action.action === 'rate-limit' ? limit(state, action, now()) : action;
      if (decided === undefined) continue;
      state.acted++;
      return { rule: id, delay: delayOf(definition.delay, state.random), action: decided };
    }
    return undefined;
  }

  /** The rules that may match a request, in order: few of many. */
  #candidates({ operation, subjects }: RuledRequest): readonly State[] {
    const found = this.#groups.get(operation)?.find(subjects) ?? [];
    const others = this.#groups.get(ANY)?.find(subjects) ?? [];
    if (others.length === 0) return found;
    return found.length === 0 ? others : merged(found, others);
  }

  #joinGroup(state: State): void {
    const { operation = ANY } = state.definition;
    const group = this.#groups.get(operation) ?? new Group();
    group.add(state);
    this.#groups.set(operation, group);
  }

  #leaveGroup(state: State): void {
    this.#groups.get(state.definition.operation ?? ANY)?.remove(state);
  }
}

const ANY = '*';

/** Rules of one operation, by the first subject of which they name the value. */
class Group {
  readonly #any: State[] = [];
  readonly #bySubject = new Map<SubjectName, Map<number | string, State[]>>();

  add(state: State): void {
    const [name, key] = subjectOf(state);
    if (name === undefined) {
      insert(this.#any, state);
      return;
    }
    const byKey = this.#bySubject.get(name) ?? new Map<number | string, State[]>();
    const states = byKey.get(key) ?? [];
    insert(states, state);
    this.#bySubject.set(name, byKey.set(key, states));
  }

  remove(state: State): void {
    const [name, key] = subjectOf(state);
    const byKey = name && this.#bySubject.get(name);
    const states = (byKey ? byKey.get(key) : this.#any) as State[];
    states.splice(states.indexOf(state), 1);
    if (states.length === 0) byKey?.delete(key);
  }

  /** The rules without subjects, and those for one of these, in order. */
  find(subjects: Subjects): readonly State[] {
    let found: readonly State[] = this.#any;
    for (const [name, byKey] of this.#bySubject) {
      const states = byKey.get(subjects[name] as number | string);
      if (states) found = found.length === 0 ? states : merged(found, states);
    }
    return found;
  }
}

/** The first subject of which a rule names the value, and this value. */
function subjectOf({
  definition: { match = {} },
}: State): [name: SubjectName | undefined, key: number | string] {
  for (const name of SUBJECT_NAMES) {
    const condition = match[name];
    if (typeof condition === 'number' || typeof condition === 'string') return [name, condition];
  }
  return [undefined, ''];
}

function insert(states: State[], state: State): void {
  const before = states.findLastIndex(({ place }) => place < state.place);
  states.splice(before + 1, 0, state);
}

function merged(one: readonly State[], other: readonly State[]): State[] {
  return [...one, ...other].sort((a, b) => a.place - b.place);
}

function matches(state: State, request: RuledRequest): boolean {
  state.check ??= matcherOfRequest(state.definition.match ?? {});
  return state.check(request) === true;
}

function toRule({ definition, matched, acted }: State): Rule {
  return { ...definition, matched, acted };
}

type RateLimit = Extract<Action, { action: 'rate-limit' }>;

/** Admits a number of requests in a sliding window; later ones get a Retry-After. */
function limit(
  state: State,
  { requests, seconds }: RateLimit,
  now: number,
): Decision['action'] | undefined {
  const start = now - seconds * 1000;
  const { passed } = state;
  const oldest = passed.findIndex((at) => at > start);
  passed.splice(0, oldest < 0 ? passed.length : oldest);
  // After a clock was set back, requests lie in the future: they no longer count.
  while ((passed.at(-1) ?? now) > now) passed.pop();
  if (passed.length < requests) {
    passed.push(now);
    return undefined;
  }
  const wait = (passed[0] as number) + seconds * 1000 - now;
  const retry = String(Math.max(1, Math.ceil(wait / 1000)));
  return { action: 'answer', status: 429, headers: { 'retry-after': retry } };
}

function delayOf(delay: RuleDefinition['delay'], random: () => number): number {
  if (delay === undefined) return 0;
  if ('fixed' in delay) return delay.fixed;
  if ('uniform' in delay) {
    const [from, to] = delay.uniform as [number, number];
    return from + (to - from) * random();
  }
  const { median, sigma } = delay.lognormal;
  // Box and Muller's transform; 1 - random() is never 0.
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.min(600_000, median * Math.exp(sigma * normal));
}

/** Numbers from 0 to 1; a seed gives the same numbers on every machine. */
function chance(seed: number): () => number {
  let drawn = 0;
  return () => {
    const digest = createHash('sha256').update(`${seed}/${drawn++}`).digest();
    return digest.readUInt32BE() / 2 ** 32;
  };
}
