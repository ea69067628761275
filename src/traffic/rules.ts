import { createHash, randomInt } from 'node:crypto';
import { type OperationId, SUBJECT_NAMES, type Subjects } from '../contract/operations.ts';
import type { RefusalCode } from '../contract/refusals.ts';
import { contains } from './expectation.ts';
import type { Action, RuleDefinition } from './types.ts';

/** A rule at work. */
export interface Rule extends RuleDefinition {
  readonly id: string;
  readonly seed: number;
  /** How many requests it has applied to, and on how many of them it has acted. */
  readonly matched: number;
  readonly acted: number;
}

/** What a rule is held against. */
export interface RuledRequest {
  readonly operation: OperationId;
  readonly subjects: Subjects;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body as JSON, asked for by a rule that looks at it; undefined where there is none. */
  body(): unknown;
}

/** What a rule makes of a request. */
export interface Decision {
  readonly rule: string;
  /** Milliseconds to wait first. */
  readonly delay: number;
  readonly action: Exclude<Action, RateLimit>;
  /** The refusal to answer, where a status has several. */
  readonly refusal?: RefusalCode;
}

/** A rule as it is kept: its id and its seed are fixed. */
export type FixedRule = RuleDefinition & Pick<Rule, 'id' | 'seed'>;

interface State {
  readonly definition: FixedRule;
  /** Of two rules, the one with the smaller place is asked first. */
  readonly place: number;
  readonly random: () => number;
  matched: number;
  acted: number;
  /** When the requests that `rate-limit` has let pass came. */
  readonly passed: number[];
}

/** A world's rules, in order: the first that applies and acts decides. */
export class Rules {
  /** By id, in order: a rule that replaces another takes its place. */
  readonly #states = new Map<string, State>();
  /** By operation and subjects, or any of them, in order: a request meets few of many rules. */
  readonly #groups = new Map<string, State[]>();
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

  /** As they were given, with ids and seeds: what a snapshot keeps. */
  definitions(): FixedRule[] {
    return Array.from(this.#states.values(), ({ definition }) => definition);
  }

  /** A rule with an id and a seed, where it was given none; ids that are `reserved` are not made up. */
  fix(given: RuleDefinition, reserved: ReadonlySet<unknown> = new Set()): FixedRule {
    let { id } = given;
    while (id === undefined || (given.id === undefined && (this.has(id) || reserved.has(id)))) {
      id = `rule-${++this.#named}`;
    }
    return { ...given, id, seed: given.seed ?? randomInt(2 ** 32) };
  }

  /** Puts a rule behind the others, or in the place of the one with its id. */
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

  /** Whether a rule that may apply to a request looks at its body. */
  needsBody(request: RuledRequest): boolean {
    return this.#candidates(request).some(({ definition }) => {
      if (definition.match?.body === undefined) return false;
      const { body: _, ...match } = definition.match;
      return applies({ ...definition, match }, request);
    });
  }

  /** What happens to a request; undefined: nothing special. `now` tells the time in milliseconds, to a rule that asks. */
  decide(request: RuledRequest, now: () => number): Decision | undefined {
    for (const state of this.#candidates(request)) {
      const { definition } = state;
      if (!applies(definition, request)) continue;
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

  /** The rules for the operation and the subjects of a request, in order. */
  #candidates({ operation, subjects }: RuledRequest): readonly State[] {
    if (this.#states.size === 0) return [];
    const found: State[][] = [];
    for (const name of groupNames(operation, subjects)) {
      const group = this.#groups.get(name);
      if (group) found.push(group);
    }
    const [first = [], ...others] = found;
    return others.length === 0 ? first : found.flat().sort((a, b) => a.place - b.place);
  }

  #joinGroup(state: State): void {
    const name = groupName(state.definition);
    const group = this.#groups.get(name) ?? [];
    const before = group.findLastIndex(({ place }) => place < state.place);
    group.splice(before + 1, 0, state);
    this.#groups.set(name, group);
  }

  #leaveGroup(state: State): void {
    const name = groupName(state.definition);
    const group = this.#groups.get(name) as State[];
    group.splice(group.indexOf(state), 1);
    if (group.length === 0) this.#groups.delete(name);
  }
}

function toRule({ definition, matched, acted }: State): Rule {
  return { ...definition, matched, acted };
}

/** The name of the group in which a rule is. */
function groupName({ operation, match = {} }: RuleDefinition): string {
  return [operation ?? ANY, ...SUBJECT_NAMES.map((name) => match[name] ?? ANY)].join(' ');
}

/** The names of the groups whose rules may apply to a request. */
function groupNames(operation: OperationId, subjects: Subjects): string[] {
  let names: string[] = [operation, ANY];
  for (const subject of SUBJECT_NAMES) {
    const key = subjects[subject];
    names = names.flatMap((name) =>
      key === null ? [`${name} ${ANY}`] : [`${name} ${key}`, `${name} ${ANY}`],
    );
  }
  return names;
}

const ANY = '*';

/** Whether a rule of the groups of a request applies to it. */
function applies({ match = {} }: RuleDefinition, request: RuledRequest): boolean {
  const { query = {}, headers = {}, body } = match;
  return (
    Object.entries(query).every(([name, value]) => request.query[name] === value) &&
    Object.entries(headers).every(
      ([name, value]) => request.headers[name.toLowerCase()] === value,
    ) &&
    (body === undefined || contains(request.body(), body))
  );
}

type RateLimit = Extract<Action, { action: 'rate-limit' }>;

/** Lets so many requests pass in a sliding window; the others are told when to come again. */
function limit(
  state: State,
  { requests, seconds }: RateLimit,
  now: number,
): Decision['action'] | undefined {
  const start = now - seconds * 1000;
  const { passed } = state;
  const oldest = passed.findIndex((at) => at > start);
  passed.splice(0, oldest < 0 ? passed.length : oldest);
  // A clock set back leaves requests in the future: they count no more.
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

/** Numbers from 0 to 1, the same for the same seed on every machine. */
function chance(seed: number): () => number {
  let drawn = 0;
  return () => {
    const digest = createHash('sha256').update(`${seed}/${drawn++}`).digest();
    return digest.readUInt32BE() / 2 ** 32;
  };
}
