import { isDeepStrictEqual } from 'node:util';
import { SUBJECT_NAMES } from '../contract/operations.ts';
import { isOperator, matchesText } from './conditions.ts';
import type { Match, RuleDefinition, TextCondition } from './types.ts';

/** By the id of a rule that can never act: the id of an earlier one that always acts in its place. */
export type Shadows = ReadonlyMap<string, string>;

type IdentifiedRule = RuleDefinition & { readonly id: string };

/** Finds the rules of a list that are shadowed: in about linear time, unless thousands of rules have operators only. */
export function shadowsOf(rules: readonly IdentifiedRule[]): Shadows {
  const shadows = new Map<string, string>();
  // The rules that always act and are not shadowed, each under the rarest of its marks.
  const byMark = new Map<string, IdentifiedRule[]>();
  for (const later of rules) {
    const marks = marksOf(later);
    const earlier = findIn(marks, byMark, later);
    if (earlier) {
      shadows.set(later.id, earlier.id);
    } else if (actsAlways(later)) {
      const sizeOf = (mark: string) => byMark.get(mark)?.length ?? 0;
      const rarest = marks.reduce((one, other) => (sizeOf(other) <= sizeOf(one) ? other : one));
      const rules = byMark.get(rarest);
      if (rules) rules.push(later);
      else byMark.set(rarest, [later]);
    }
  }
  return shadows;
}

function findIn(
  marks: readonly string[],
  byMark: ReadonlyMap<string, readonly IdentifiedRule[]>,
  later: IdentifiedRule,
): IdentifiedRule | undefined {
  for (const mark of marks) {
    const found = byMark.get(mark)?.find((earlier) => covers(earlier, later));
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
  if (other === undefined || typeof other === 'object') return isDeepStrictEqual(one, other);
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

/** A rule covers another one only if its marks are among those of the other. */
function marksOf({ operation, match = {} }: RuleDefinition): string[] {
  const { query = {}, headers = {}, body } = match;
  const marks = ['', operation ?? ''];
  const add = (...parts: unknown[]) => {
    if (typeof parts.at(-1) !== 'object' && parts.at(-1) !== undefined) {
      marks.push(JSON.stringify(parts.map(String)));
    }
  };
  for (const name of SINGLE) add(name, match[name]);
  for (const [name, condition] of Object.entries(query)) add('query', name, condition);
  for (const [name, condition] of Object.entries(headers)) {
    add('headers', name.toLowerCase(), condition);
  }
  if (isLiteralObject(body))
    for (const [name, value] of Object.entries(body)) add('body', name, value);
  return marks;
}
