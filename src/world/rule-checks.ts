import {
  OPERATIONS,
  type OperationId,
  SUBJECT_NAMES,
  type SubjectName,
} from '../contract/operations.ts';
import { DEEPEST_PART } from '../json/value.ts';
import { violationsOfMatch } from '../traffic/conditions.ts';
import { RuleDefinition as schema } from '../traffic/schemas.ts';
import type { Match, RuleDefinition } from '../traffic/types.ts';
import { violationsOfAction } from './action-checks.ts';
import { violationsOfDelay } from './delay-checks.ts';
import { expectedOfField, violationsOfHeaders } from './header-checks.ts';
import { gather, type Report } from './report.ts';
import { invalid, type Location, type PlacedViolation, show, violationsOf } from './validation.ts';

/**
 * Returns the rules when they are valid; else throws a `WorldError`. `place` turns a place in the list into the
 * reported one.
 */
export function admitRules(
  rules: readonly RuleDefinition[],
  what: string,
  place: (location: Location) => Location = (location) => location,
): readonly RuleDefinition[] {
  const violations: PlacedViolation[] = [];
  const report = gather(violations, place);
  if (Array.isArray(rules)) checkRules(rules, report);
  else report.at([], show(rules), 'an array of rules');
  if (violations.length === 0) return rules;
  throw invalid(`Invalid value for ${what}.`, violations);
}

/** Reports violations of the schema, rules that could never act, answers that could not be sent, and duplicate ids. */
export function checkRules(rules: readonly unknown[], report: Report): void {
  const ids = new Set<unknown>();
  for (const [index, rule] of rules.entries()) {
    if (report.full) return;
    const wrong = violationsOf(schema, rule, DEEPEST_PART);
    const all = wrong.length > 0 ? wrong : violationsOfRule(rule as RuleDefinition);
    for (const { location, found, expected } of all) {
      report.at([index, ...location], found, expected);
    }
    const { id } = (rule ?? {}) as RuleDefinition;
    if (typeof id !== 'string') continue;
    if (ids.has(id)) report.at([index, 'id'], `${show(id)} again`, 'a unique id');
    ids.add(id);
  }
}

/** The violations of a rule that its schema cannot express. */
function violationsOfRule(rule: RuleDefinition): PlacedViolation[] {
  const { operation, match, delay, then } = rule;
  const violations = violationsOfConditions(operation, match, ['match']);
  const { body: takesBody, change } =
    OPERATIONS.find((each) => each.operationId === operation) ?? {};
  if (match?.body !== undefined && operation !== undefined && takesBody === undefined) {
    const expected = `nothing: ${operation} takes no body`;
    violations.push({ location: ['match', 'body'], found: show(match.body), expected });
  }
  if (delay === undefined && then === undefined) {
    violations.push({ location: [], found: show(rule), expected: 'delay, then or both' });
  }
  if (delay !== undefined) violations.push(...violationsOfDelay(delay, ['delay']));
  const changes = operation === undefined || change !== undefined;
  for (const [index, action] of [then ?? []].flat().entries()) {
    const place = Array.isArray(then) ? ['then', index] : ['then'];
    violations.push(...violationsOfAction(action, place));
    if ('perform' in action && action.perform === true && !changes) {
      const expected = `nothing: ${operation} changes nothing`;
      violations.push({ location: [...place, 'perform'], found: 'true', expected });
    }
  }
  return violations;
}

/** The violations of conditions on requests of an operation that their schema cannot express. */
export function violationsOfConditions(
  operation: OperationId | undefined,
  match: Match = {},
  base: Location = [],
): PlacedViolation[] {
  const violations = violationsOfSubjects(operation, match, base);
  violations.push(
    ...violationsOfHeaders(literalsOf(match.headers), [...base, 'headers'], expectedOfField),
  );
  for (const { location, value, expected } of violationsOfMatch(match)) {
    violations.push({ location: [...base, ...location], found: show(value), expected });
  }
  return violations;
}

/** Subjects that the operation does not have: no request would match. */
function violationsOfSubjects(
  operation: OperationId | undefined,
  subjects: Readonly<Partial<Record<SubjectName, unknown>>>,
  base: Location,
): PlacedViolation[] {
  const { params } = OPERATIONS.find(({ operationId }) => operationId === operation) ?? {};
  if (params === undefined) return [];
  return SUBJECT_NAMES.filter(
    (name) => subjects[name] !== undefined && !Object.hasOwn(params, name),
  ).map((name) => ({
    location: [...base, name],
    found: show(subjects[name]),
    expected: `nothing: ${operation} has no ${name}`,
  }));
}

/** The fields of a match with the text that they must have; an operator may be about any part of a text. */
function literalsOf(headers: Match['headers'] = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, condition]) => [
      name,
      typeof condition === 'object' ? '' : String(condition),
    ]),
  );
}
