import { createHash } from 'node:crypto';
import { type Check, matcherOfRequest } from './conditions.ts';
import { HoldQueue } from './hold-queue.ts';
import type { RequestParts } from './request-parts.ts';
import type { Action, RuleDefinition } from './types.ts';

/** A rule with a fixed id and seed. */
export type FixedRule = RuleDefinition & { readonly id: string; readonly seed: number };

type RateLimit = Extract<Action, { action: 'rate-limit' }>;

/** An action on a request. */
export type ActionOnRequest = Exclude<Action, RateLimit>;

/** The counters of a rule, as saved in snapshots. */
export interface RuleCounters {
  /** The number of requests that it matched, and the number on which it acted. */
  readonly matched: number;
  readonly acted: number;
  /** The number of random numbers that it has drawn. */
  readonly drawn: number;
  /** The times of requests that `rate-limit` has admitted, in milliseconds. */
  readonly passed: readonly number[];
}

/** A rule, its counters, and its place among the others. */
export class RuleState {
  readonly definition: FixedRule;
  readonly priority: number;
  /** Among rules of the same priority, lower ones are asked first. */
  readonly order: number;
  matched: number;
  acted: number;
  #drawn: number;
  #passed: number[] | undefined;
  #held: HoldQueue | undefined;
  /** Made for the first request that the rule may match: of 30,000 rules, most are asked never. */
  #check: Check | undefined;

  constructor(definition: FixedRule, order: number, counters?: RuleCounters) {
    this.definition = definition;
    this.priority = definition.priority ?? 0;
    this.order = order;
    this.matched = counters?.matched ?? 0;
    this.acted = counters?.acted ?? 0;
    this.#drawn = counters?.drawn ?? 0;
    this.#passed = counters && [...counters.passed];
  }

  get counters(): RuleCounters {
    const { matched, acted } = this;
    return { matched, acted, drawn: this.#drawn, passed: this.#passed ?? [] };
  }

  matches(request: RequestParts): boolean {
    this.#check ??= matcherOfRequest(this.definition.match ?? {});
    return this.#check(request) === true;
  }

  /** Whether the rule needs the body of a request. */
  needsBody(request: RequestParts): boolean {
    const { match } = this.definition;
    if (match?.body === undefined) return false;
    const { body: _, ...others } = match;
    return matcherOfRequest(others)(request) === true;
  }

  /**
   * Counts a request that matches. Returns whether the rule acts on it, with its action if it has one. `now`:
   * milliseconds, called if needed.
   */
  act(now: () => number): { readonly action?: ActionOnRequest } | undefined {
    const { after = 0, times = Number.POSITIVE_INFINITY, probability, then } = this.definition;
    this.matched++;
    if (this.matched <= after || this.acted >= times) return undefined;
    if (probability !== undefined && this.random() >= probability) return undefined;
    if (then === undefined) {
      this.acted++;
      return {};
    }
    const actions = [then].flat();
    const planned = actions[Math.min(this.acted, actions.length - 1)] as Action;
    const action = planned.action === 'rate-limit' ? this.#limit(planned, now()) : planned;
    if (action === undefined) return undefined;
    this.acted++;
    return { action };
  }

  /** Numbers from 0 to 1; a seed gives the same numbers on every machine. */
  random(): number {
    const digest = createHash('sha256')
      .update(`${this.definition.seed}/${this.#drawn++}`)
      .digest();
    return digest.readUInt32BE() / 2 ** 32;
  }

  /** Admits a number of requests in a sliding window; later ones get a Retry-After. */
  #limit({ requests, seconds }: RateLimit, now: number): ActionOnRequest | undefined {
    const start = now - seconds * 1000;
    this.#passed ??= [];
    const passed = this.#passed;
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

  /** The number of requests that it holds. */
  get held(): number {
    return this.#held?.size ?? 0;
  }

  /** Takes a request that the rule will hold; returns the wait for its release. */
  hold(signal: AbortSignal): () => Promise<void> {
    this.#held ??= new HoldQueue();
    return this.#held.enter(signal);
  }

  /** Releases the oldest requests that it holds, by default all; returns their number. */
  release(count?: number): number {
    return this.#held?.release(count) ?? 0;
  }
}
