import {
  type OperationId,
  SUBJECT_NAMES,
  type SubjectName,
  type Subjects,
} from '../contract/operations.ts';
import type { RuleState } from './rule-state.ts';

/** In the order in which they are asked: a higher priority first, then a lower `order`. */
function compare(one: RuleState, other: RuleState): number {
  return other.priority - one.priority || one.order - other.order;
}

/** Rules in the order in which they are asked. */
export class OrderedRules {
  readonly all: RuleState[] = [];

  add(state: RuleState): void {
    this.all.splice(this.placeOf(state), 0, state);
  }

  remove(state: RuleState): void {
    this.all.splice(this.placeOf(state), 1);
  }

  /** The position of a rule, or the one that it would have. */
  placeOf(state: RuleState): number {
    let from = 0;
    let to = this.all.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (compare(this.all[middle] as RuleState, state) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

const ANY = '*';

/** Rules by operation and subject: few of many may match a request. */
export class RuleIndex {
  /** By operation; those of any operation are under `ANY`. */
  readonly #groups = new Map<OperationId | typeof ANY, Group>();

  add(state: RuleState): void {
    const { operation = ANY } = state.definition;
    const group = this.#groups.get(operation) ?? new Group();
    group.add(state);
    this.#groups.set(operation, group);
  }

  remove(state: RuleState): void {
    this.#groups.get(state.definition.operation ?? ANY)?.remove(state);
  }

  /** The rules that may match a request, in the order in which they are asked. */
  find(operation: OperationId | null, subjects: Subjects): readonly RuleState[] {
    const found = operation === null ? NONE : (this.#groups.get(operation)?.find(subjects) ?? NONE);
    const others = this.#groups.get(ANY)?.find(subjects) ?? NONE;
    if (others.length === 0) return found;
    return found.length === 0 ? others : merged(found, others);
  }
}

const NONE: readonly RuleState[] = [];

/** Rules of one operation, by the first subject of which they name the value. */
class Group {
  readonly #any = new OrderedRules();
  readonly #bySubject = new Map<SubjectName, Map<number | string, OrderedRules>>();

  add(state: RuleState): void {
    const [name, key] = subjectOf(state);
    if (name === undefined) {
      this.#any.add(state);
      return;
    }
    const byKey = this.#bySubject.get(name) ?? new Map<number | string, OrderedRules>();
    const rules = byKey.get(key) ?? new OrderedRules();
    rules.add(state);
    this.#bySubject.set(name, byKey.set(key, rules));
  }

  remove(state: RuleState): void {
    const [name, key] = subjectOf(state);
    const byKey = name && this.#bySubject.get(name);
    const rules = (byKey ? byKey.get(key) : this.#any) as OrderedRules;
    rules.remove(state);
    if (rules.all.length === 0) byKey?.delete(key);
  }

  /** The rules without subjects, and those for one of these, in order. */
  find(subjects: Subjects): readonly RuleState[] {
    let found: readonly RuleState[] = this.#any.all;
    for (const [name, byKey] of this.#bySubject) {
      const rules = byKey.get(subjects[name] as number | string)?.all;
      if (rules) found = found.length === 0 ? rules : merged(found, rules);
    }
    return found;
  }
}

/** The first subject of which a rule names the value, and this value. */
function subjectOf({
  definition: { match = {} },
}: RuleState): [name: SubjectName | undefined, key: number | string] {
  for (const name of SUBJECT_NAMES) {
    const condition = match[name];
    if (typeof condition === 'number' || typeof condition === 'string') return [name, condition];
  }
  return [undefined, ''];
}

function merged(one: readonly RuleState[], other: readonly RuleState[]): RuleState[] {
  return [...one, ...other].sort(compare);
}
