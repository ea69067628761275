import { isDeepStrictEqual } from 'node:util';
import { SUBJECT_NAMES } from '../contract/operations.ts';
import type { Location } from '../json/violations.ts';
import { DROPPED, type RequestParts } from './request-parts.ts';
import type { Match, TextCondition, TextOperator } from './types.ts';

/** Whether a request matches; undefined if that depends on a dropped part. */
export type Check = (request: RequestParts) => boolean | undefined;

/** A place in a condition, its value, and the expected one. */
export interface ConditionViolation {
  readonly location: Location;
  readonly value: unknown;
  readonly expected: string;
}

const OPERATORS = ['equals', 'contains', 'startsWith', 'absent', 'not'] as const;

/** An operator of a JSON value: one member. */
type JsonOperator = Readonly<Partial<Record<(typeof OPERATORS)[number], unknown>>>;

/** Whether one of several values matches; an operator `not` or `absent` is about all of them. */
export function matchesText(condition: TextCondition, values: readonly string[]): boolean {
  if (typeof condition !== 'object') return values.includes(String(condition));
  const { equals, contains, startsWith, absent, not } = condition;
  if (equals !== undefined) return values.includes(String(equals));
  if (contains !== undefined) return values.some((value) => value.includes(String(contains)));
  if (startsWith !== undefined) return values.some((value) => value.startsWith(String(startsWith)));
  if (absent !== undefined) return (values.length === 0) === absent;
  return !matchesText(not as TextCondition, values);
}

/** Whether a JSON value matches; undefined: a missing value. */
export function matchesJson(condition: unknown, value: unknown): boolean {
  if (!isObject(condition)) return isDeepStrictEqual(value, condition);
  const [name, ...others] = membersOf(condition);
  if (name === undefined || others.length > 0 || !isOperator(name)) {
    return hasMembers(condition, value);
  }
  const operand = condition[name];
  switch (name) {
    case 'equals':
      return isDeepStrictEqual(value, operand);
    case 'contains':
      if (Array.isArray(value)) return value.some((item) => matchesJson(operand, item));
      if (typeof value === 'string') return typeof operand === 'string' && value.includes(operand);
      return isObject(operand) && hasMembers(operand, value);
    case 'startsWith':
      return typeof value === 'string' && value.startsWith(operand as string);
    case 'absent':
      return (value === undefined) === operand;
    case 'not':
      return !matchesJson(operand, value);
  }
}

function hasMembers(conditions: Readonly<Record<string, unknown>>, value: unknown): boolean {
  return (
    isObject(value) &&
    membersOf(conditions).every((name) =>
      matchesJson(conditions[name], Object.hasOwn(value, name) ? value[name] : undefined),
    )
  );
}

/** The checks of a match by the name of its member, the quickest first. */
export function checksOf(match: Match): ReadonlyMap<keyof Match, Check> {
  const { method, query, headers, path, body } = match;
  const checks = new Map<keyof Match, Check>();
  for (const name of SUBJECT_NAMES) {
    const condition = match[name];
    if (condition === undefined) continue;
    checks.set(name, ({ subjects }) => {
      const value = subjects[name];
      return matchesText(condition, value === null ? [] : [String(value)]);
    });
  }
  if (method !== undefined)
    checks.set('method', (request) => matchesText(method, [request.method]));
  if (query) {
    const conditions = Object.entries(query);
    checks.set('query', (request) => matchesAll(conditions, (name) => request.query(name)));
  }
  if (headers) {
    const conditions = Object.entries(headers).map(
      ([name, condition]) => [name.toLowerCase(), condition] as const,
    );
    checks.set('headers', (request) => matchesAll(conditions, (name) => request.header(name)));
  }
  if (path !== undefined) {
    checks.set('path', (request) => {
      const value = request.path();
      return value === DROPPED ? undefined : matchesText(path, [value]);
    });
  }
  if (body !== undefined) {
    checks.set('body', (request) => {
      const value = request.body();
      return value === DROPPED ? undefined : matchesJson(body, value);
    });
  }
  return checks;
}

/** The check of a whole match. */
export function matcherOfRequest(match: Match): Check {
  const checks = [...checksOf(match).values()];
  return (request) => every(checks, (check) => check(request));
}

function matchesAll(
  conditions: readonly (readonly [string, TextCondition])[],
  valuesOf: (name: string) => readonly string[] | typeof DROPPED,
): boolean | undefined {
  return every(conditions, ([name, condition]) => {
    const values = valuesOf(name);
    return values === DROPPED ? undefined : matchesText(condition, values);
  });
}

/** False if one of them is, else undefined if one of them is. */
export function every<Item>(
  items: readonly Item[],
  holds: (item: Item) => boolean | undefined,
): boolean | undefined {
  let all: true | undefined = true;
  for (const item of items) {
    const held = holds(item);
    if (held === false) return false;
    if (held === undefined) all = undefined;
  }
  return all;
}

/** The violations of a match that its schema cannot express. */
export function violationsOfMatch(match: Match): ConditionViolation[] {
  const { query = {}, headers = {}, body } = match;
  const found: ConditionViolation[] = [];
  for (const name of [...SUBJECT_NAMES, 'method', 'path'] as const) {
    found.push(...violationsOfText(match[name], [name]));
  }
  for (const [part, conditions] of [['query', query] as const, ['headers', headers] as const]) {
    for (const [name, condition] of Object.entries(conditions)) {
      found.push(...violationsOfText(condition, [part, name]));
    }
  }
  return [...found, ...violationsOfJson(body, ['body'])];
}

/** The violations of a condition on a text. */
export function violationsOfText(
  condition: TextCondition | undefined,
  location: Location,
): ConditionViolation[] {
  if (!isObject(condition)) return [];
  const names = membersOf(condition);
  if (names.length !== 1) return [{ location, value: condition, expected: ONE_MEMBER }];
  return violationsOfText((condition as TextOperator).not, [...location, 'not']);
}

/** The operators in a condition on a JSON value that are malformed. */
export function violationsOfJson(condition: unknown, location: Location): ConditionViolation[] {
  if (!isObject(condition)) return [];
  const names = membersOf(condition);
  const operator = names.find(isOperator);
  if (operator === undefined) {
    return names.flatMap((name) => violationsOfJson(condition[name], [...location, name]));
  }
  if (names.length > 1) return [{ location, value: condition, expected: ONE_MEMBER }];
  const value = condition[operator];
  const place = [...location, operator];
  switch (operator) {
    case 'equals':
      return [];
    case 'startsWith':
      return typeof value === 'string' ? [] : [{ location: place, value, expected: 'a string' }];
    case 'absent':
      return typeof value === 'boolean'
        ? []
        : [{ location: place, value, expected: 'true or false' }];
    default:
      return violationsOfJson(value, place);
  }
}

const ONE_MEMBER = `an operator, which has exactly one member (${OPERATORS.join(', ')}), or a value without these members`;

/** Whether a name is an operator's. */
export function isOperator(name: string): name is keyof JsonOperator {
  return (OPERATORS as readonly string[]).includes(name);
}

/** The names of the members with a value: an undefined one counts as missing, as in TypeScript. */
function membersOf(value: object): string[] {
  return Object.keys(value).filter((name) => value[name as keyof typeof value] !== undefined);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
