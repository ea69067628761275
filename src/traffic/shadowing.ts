import { isDeepStrictEqual } from 'node:util';
import { SUBJECT_NAMES } from '../contract/operations.ts';
import { isOperator, matchesText } from './conditions.ts';
import type { Match, RuleDefinition, TextCondition } from './types.ts';

/** By the id of a rule that can never act: the id of an earlier one that always acts in its place. */
export type Shadows = ReadonlyMap<string, string>;

type IdentifiedRule = RuleDefinition & { readonly id: string };

/** The most rules with an operator at a place that a literal value there is compared with. */
const MOST_OPERATORS = 100;

/**
 * Finds the rules of a list that are shadowed, in about linear time: among rules that have operators only, not all are
 * compared with a literal value.
 */
export function shadowsOf(rules: readonly IdentifiedRule[]): Shadows {
  const found = new Map<string, string>();
  // The rules that always act and are not shadowed, each by the rarest of its conditions.
  const byMark = new Map<string, IdentifiedRule[]>();
  const sizeOf = ({ mark }: Condition) => byMark.get(mark)?.length ?? 0;
  const put = (mark: string, rule: IdentifiedRule) => {
    const others = byMark.get(mark);
    if (others) others.push(rule);
    else byMark.set(mark, [rule]);
  };
  for (const later of rules) {
    const conditions = conditionsOf(later);
    const earlier = findIn(byMark, conditions, later);
    if (earlier) {
      found.set(later.id, earlier.id);
    } else if (actsAlways(later)) {
      const literal = conditions.filter(({ operator }) => !operator);
      const rarest = (literal.length > 0 ? literal : conditions).reduce(
        (one, other) => (sizeOf(other) <= sizeOf(one) ? other : one),
        ALL,
      );
      put(rarest.mark, later);
      if (rarest.operator) put(operatorsAt(rarest), later);
    }
  }
  return found;
}

function findIn(
  byMark: ReadonlyMap<string, readonly IdentifiedRule[]>,
  conditions: readonly Condition[],
  later: IdentifiedRule,
): IdentifiedRule | undefined {
  const isEarlier = (rule: IdentifiedRule) => covers(rule, later);
  for (const condition of [ALL, ...conditions]) {
    const { mark, operator } = condition;
    const operators = operator ? [] : (byMark.get(operatorsAt(condition)) ?? []);
    const found =
      byMark.get(mark)?.find(isEarlier) ?? operators.slice(0, MOST_OPERATORS).find(isEarlier);
    if (found) return found;
  }
  return undefined;
}

/** Whether an earlier rule always acts on the requests that a later one matches. */
export function shadows(earlier: RuleDefinition, later: RuleDefinition): boolean {
  return actsAlways(earlier) && covers(earlier, later);
}

/** Whether a rule acts on every request that it matches, and ends the search. */
function actsAlways({ after = 0, times, probability = 1, then }: RuleDefinition): boolean {
  const always = then !== undefined && after === 0 && times === undefined && probability === 1;
  return always && [then].flat().every(({ action }) => action !== 'rate-limit');
}

/** Whether a rule matches all requests that another one matches, as far as their conditions tell. */
function covers(one: RuleDefinition, other: RuleDefinition): boolean {
  if (one.operation !== undefined && one.operation !== other.operation) return false;
  if (other.refused && !one.refused) return false;
  const { match = {} } = one;
  const { match: others = {} } = other;
  return (
    SINGLE.every((name) => match[name] === undefined || coversText(match[name], others[name])) &&
    coversAll(match.query, others.query) &&
    coversAll(inLowerCase(match.headers), inLowerCase(others.headers)) &&
    (match.body === undefined || coversJson(match.body, others.body))
  );
}

const SINGLE = [...SUBJECT_NAMES, 'method', 'path'] as const;

type TextConditions = NonNullable<Match['query']>;

function coversAll(one: TextConditions = {}, other: TextConditions = {}): boolean {
  return Object.entries(one).every(([name, condition]) => coversText(condition, other[name]));
}

function inLowerCase(conditions: TextConditions = {}): TextConditions {
  return Object.fromEntries(
    Object.entries(conditions).map(([name, condition]) => [name.toLowerCase(), condition]),
  );
}

function coversText(one: TextCondition, other: TextCondition | undefined): boolean {
  if (other === undefined) return false;
  if (typeof other === 'object') return typeof one === 'object' && isDeepStrictEqual(one, other);
  // A repeated parameter may have the value that `not` excludes, too.
  const excludes = typeof one === 'object' && one.not !== undefined;
  return !excludes && matchesText(one, [String(other)]);
}

function coversJson(one: unknown, other: unknown): boolean {
  if (!isLiteralObject(one) || !isLiteralObject(other)) return isDeepStrictEqual(one, other);
  return Object.entries(one).every(([name, condition]) => coversJson(condition, other[name]));
}

function isLiteralObject(value: unknown): value is Readonly<Record<string, unknown>> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && !Object.keys(value).some(isOperator);
}

/** A condition of a rule. A rule covers another one only if that has each mark, or a literal value at its place. */
interface Condition {
  readonly place: string;
  readonly mark: string;
  readonly operator: boolean;
}

/** The condition that all rules have. */
const ALL: Condition = { place: '', mark: '', operator: false };

function operatorsAt({ place }: Condition): string {
  return `operators ${place}`;
}

function conditionsOf({ operation, match = {} }: RuleDefinition): Condition[] {
  const { query = {}, headers = {}, body } = match;
  const conditions: Condition[] = [];
  const add = (steps: readonly string[], condition: unknown, operator: boolean) => {
    if (condition === undefined) return;
    const place = JSON.stringify(steps);
    const text = typeof condition === 'object' ? JSON.stringify(condition) : String(condition);
    conditions.push({ place, mark: `${place}=${text}`, operator });
  };
  const addText = (steps: readonly string[], condition: TextCondition | undefined) =>
    add(steps, condition, typeof condition === 'object');
  const addJson = (steps: readonly string[], condition: unknown) => {
    // An operator on a JSON value covers only the same operator.
    if (!isLiteralObject(condition)) return add(steps, condition, false);
    for (const [name, member] of Object.entries(condition)) addJson([...steps, name], member);
  };
  addText(['operation'], operation);
  for (const name of SINGLE) addText([name], match[name]);
  for (const [name, condition] of Object.entries(query)) addText(['query', name], condition);
  for (const [name, condition] of Object.entries(headers)) {
    addText(['headers', name.toLowerCase()], condition);
  }
  addJson(['body'], body);
  return conditions;
}
