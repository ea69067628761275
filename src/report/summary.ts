import type { OperationId } from '../contract/operations.ts';
import { findingsOf, PART, type Pull } from './half-years.ts';
import type { Kind } from './kinds.ts';
import { allFacts, type Example, type Next, nextOf, type Observation } from './observation.ts';
import type { Outcome } from './outcomes.ts';

/** The most groups of equal findings, and of equal outcomes with their next steps. */
const GROUPS = 500;

/** The most examples of a finding. */
const EXAMPLES = 5;

/** Equal findings. */
export interface Group {
  readonly kind: Kind;
  readonly operation: OperationId | null;
  readonly detail: string;
  count: number;
  readonly examples: Example[];
}

/** Equal answers that a client could not use, and its next steps. */
export interface MetGroup {
  readonly operation: OperationId | null;
  readonly outcome: Outcome;
  count: number;
  simulated: number;
  expected: number;
  readonly next: Partial<Record<Next, number>>;
}

/** Judged observations, in tables of a fixed size. */
export class Summary {
  readonly groups = new Map<string, Group>();
  readonly met = new Map<string, MetGroup>();
  /** Complete pulls by half-year; the key `null` is of all records. */
  readonly pulls = new Map<string | null, number>();
  /** Facts that a test has expected. */
  expected = 0;
  /** Findings and outcomes without a place in the tables. */
  dropped = 0;
  readonly #codes: ReadonlySet<string>;

  /** `codes`: the outcomes that `--expect` names. */
  constructor(codes: ReadonlySet<string>) {
    this.#codes = codes;
  }

  copy(): Summary {
    const copy = new Summary(this.#codes);
    for (const [key, group] of this.groups) {
      copy.groups.set(key, { ...group, examples: [...group.examples] });
    }
    for (const [key, met] of this.met) copy.met.set(key, { ...met, next: { ...met.next } });
    for (const [key, count] of this.pulls) copy.pulls.set(key, count);
    copy.expected = this.expected;
    copy.dropped = this.dropped;
    return copy;
  }

  add(observation: Observation): void {
    const { witness, nextWitness, operation, outcome, example, sense } = observation;
    const named = witness.expected || this.#codes.has(outcome);
    if (sense !== 'fine') this.#addMet(observation, named);
    for (const fact of allFacts(observation)) {
      const isReaction = !observation.facts.includes(fact);
      const expected =
        named || this.#codes.has(fact.detail) || (isReaction && nextWitness?.expected);
      if (expected) this.expected++;
      else this.#find({ ...fact, operation }, example);
    }
  }

  addPulls(pulls: readonly Pull[]): void {
    for (const { semestre } of pulls) {
      if (!this.pulls.has(semestre) && this.pulls.size === GROUPS) this.dropped++;
      else this.pulls.set(semestre, (this.pulls.get(semestre) ?? 0) + 1);
    }
    for (const { kind, semestre, expected, example } of findingsOf(pulls)) {
      if (expected) this.expected++;
      else this.#find({ kind, operation: PART, detail: semestre }, example);
    }
  }

  #find(found: Pick<Group, 'kind' | 'operation' | 'detail'>, example: Example): void {
    const key = `${found.kind} ${found.operation} ${found.detail}`;
    let group = this.groups.get(key);
    if (group === undefined) {
      if (this.groups.size === GROUPS) {
        this.dropped++;
        return;
      }
      group = { ...found, count: 0, examples: [] };
      this.groups.set(key, group);
    }
    group.count++;
    if (group.examples.length < EXAMPLES) group.examples.push(example);
  }

  #addMet(observation: Observation, expected: boolean): void {
    const { operation, outcome, simulated } = observation;
    const key = `${operation} ${outcome}`;
    let met = this.met.get(key);
    if (met === undefined) {
      if (this.met.size === GROUPS) {
        this.dropped++;
        return;
      }
      met = { operation, outcome, count: 0, simulated: 0, expected: 0, next: {} };
      this.met.set(key, met);
    }
    const next = nextOf(observation);
    met.count++;
    met.next[next] = (met.next[next] ?? 0) + 1;
    if (simulated) met.simulated++;
    if (expected) met.expected++;
  }
}
