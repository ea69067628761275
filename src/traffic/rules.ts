import { createHash, randomInt } from 'node:crypto';
import {
  type OperationId,
  SUBJECT_NAMES,
  type SubjectName,
  type Subjects,
} from '../contract/operations.ts';
import type { RefusalCode } from '../contract/refusals.ts';
import type { Action, Match, RuleDefinition } from './types.ts';
import { contains } from './verification.ts';

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

interface State {
  readonly definition: RuleDefinition & { id: string; seed: number };
  readonly random: () => number;
  matched: number;
  acted: number;
  /** When the requests that `rate-limit` has let pass came. */
  passed: number[];
}

/** A world's rules, in order: the first that applies and acts decides. */
export class Rules {
  #states: State[] = [];
  #named = 0;

  list(): Rule[] {
    return this.#states.map(({ definition, matched, acted }) => ({
      ...definition,
      matched,
      acted,
    }));
  }

  /** As they were given, with ids and seeds: what a snapshot keeps. */
  definitions(): RuleDefinition[] {
    return this.#states.map(({ definition }) => definition);
  }

  /** The same rules, counting together; to add to and remove from without changing these. */
  copy(): Rules {
    const copy = new Rules();
    copy.#states = [...this.#states];
    copy.#named = this.#named;
    return copy;
  }

  /** Adds a rule behind the others, or puts it in the place of the one with its id; `reserved` ids are not made up. */
  add(given: RuleDefinition, reserved: readonly (string | undefined)[] = []): Rule {
    let { id } = given;
    while (
      id === undefined ||
      (given.id === undefined && (this.#index(id) >= 0 || reserved.includes(id)))
    ) {
      id = `rule-${++this.#named}`;
    }
    const seed = given.seed ?? randomInt(2 ** 32);
    const definition = { ...given, id, seed };
    const state: State = { definition, random: chance(seed), matched: 0, acted: 0, passed: [] };
    const index = this.#index(id);
    if (index < 0) this.#states.push(state);
    else this.#states[index] = state;
    return { ...definition, matched: 0, acted: 0 };
  }

  /** Replaces them all. */
  replace(definitions: readonly RuleDefinition[]): void {
    this.#states = [];
    this.#named = 0;
    const ids = definitions.map(({ id }) => id);
    for (const definition of definitions) this.add(definition, ids);
  }

  /** Whether there was one of that id. */
  remove(id: string): boolean {
    const index = this.#index(id);
    if (index >= 0) this.#states.splice(index, 1);
    return index >= 0;
  }

  /** Whether a rule that may apply to a request looks at its body. */
  needsBody(request: RuledRequest): boolean {
    return this.#states.some(({ definition }) => {
      if (definition.match?.body === undefined) return false;
      const { body: _, ...match } = definition.match;
      return applies({ ...definition, match }, request);
    });
  }

  /** What happens to a request; undefined: nothing special. `now` tells the time in milliseconds, to a rule that asks. */
  decide(request: RuledRequest, now: () => number): Decision | undefined {
    for (const state of this.#states) {
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

  #index(id: string): number {
    return this.#states.findIndex(({ definition }) => definition.id === id);
  }
}

/** The cheapest first: every request is held against every rule. */
function applies({ operation, match }: RuleDefinition, request: RuledRequest): boolean {
  return (
    (operation === undefined || operation === request.operation) &&
    (match === undefined || (matchesSubjects(match, request) && matches(match, request)))
  );
}

function matchesSubjects(match: Match, { subjects }: RuledRequest): boolean {
  for (const name of SUBJECT_NAMES) {
    if (match[name] !== undefined && match[name] !== subjects[name]) return false;
  }
  return true;
}

function matches(
  { query = {}, headers = {}, body }: Omit<Match, SubjectName>,
  request: RuledRequest,
): boolean {
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
  // A clock set back leaves requests in the future: they count no more.
  state.passed = state.passed.filter((at) => at > start && at <= now);
  if (state.passed.length < requests) {
    state.passed.push(now);
    return undefined;
  }
  const wait = (state.passed[0] as number) + seconds * 1000 - now;
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
