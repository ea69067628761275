import { validateHeaderName, validateHeaderValue } from 'node:http';
import {
  OPERATIONS,
  type OperationId,
  SUBJECT_NAMES,
  type SubjectName,
} from '../contract/operations.ts';
import { DEEPEST_PART } from '../json/value.ts';
import { MOST_VIOLATIONS } from '../json/violations.ts';
import { RuleDefinition as schema } from '../traffic/schemas.ts';
import type { RuleDefinition } from '../traffic/types.ts';
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
function violationsOfRule({ operation, match, delay, then }: RuleDefinition): PlacedViolation[] {
  const violations = violationsOfSubjects(operation, match, ['match']);
  violations.push(...violationsOfHeaders(match?.headers, ['match', 'headers'], expectedOfField));
  const { body: takesBody } = OPERATIONS.find((each) => each.operationId === operation) ?? {};
  if (match?.body !== undefined && operation !== undefined && takesBody === undefined) {
    const expected = `nothing: ${operation} takes no body`;
    violations.push({ location: ['match', 'body'], found: show(match.body), expected });
  }
  if (delay && 'uniform' in delay) {
    const [from, to] = delay.uniform as [number, number];
    if (from > to) {
      const expected = 'the smaller bound first';
      violations.push({ location: ['delay', 'uniform'], found: show(delay.uniform), expected });
    }
  }
  if (then?.action === 'content-type') {
    const expected = expectedOfHeader('content-type', then.type);
    if (expected) violations.push({ location: ['then', 'type'], found: show(then.type), expected });
  }
  if (then?.action === 'answer') violations.push(...violationsOfAnswer(then));
  return violations;
}

/** Subjects that the operation does not have: the rule would never match. */
export function violationsOfSubjects(
  operation: OperationId | undefined,
  subjects: Readonly<Partial<Record<SubjectName, unknown>>> = {},
  base: Location = [],
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

type Answer = Extract<RuleDefinition['then'], { action: 'answer' }>;

/** Statuses of answers that have no content (RFC 9110 §15). */
const WITHOUT_CONTENT: readonly number[] = [204, 205, 304];

function violationsOfAnswer({ status, headers = {}, body }: Answer): PlacedViolation[] {
  const violations = violationsOfHeaders(headers, ['then', 'headers'], expectedOfHeader);
  if (body !== undefined && WITHOUT_CONTENT.includes(status)) {
    const expected = `nothing: an answer ${status} has no body`;
    violations.push({ location: ['then', 'body'], found: show(body), expected });
  }
  return violations;
}

/** Invalid header fields: at most one more than are reported. */
function violationsOfHeaders(
  headers: Readonly<Record<string, string>> = {},
  base: Location,
  expectedOf: (name: string, value: string) => string | undefined,
): PlacedViolation[] {
  const violations: PlacedViolation[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (violations.length > MOST_VIOLATIONS) break;
    const expected = expectedOf(name, value);
    const found = `${show(name)}: ${show(value)}`;
    if (expected) violations.push({ location: [...base, name], found, expected });
  }
  return violations;
}

/** Header fields of the connection (RFC 9110 §7.6.1) and of the body's length: the server sets them. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The expected name or value where a header field cannot be sent; undefined where it can. */
function expectedOfHeader(name: string, value: string): string | undefined {
  if (OF_THE_CONNECTION.has(name.toLowerCase())) return 'another name: the server sets this field';
  const unsendable = expectedOfField(name, value);
  if (unsendable) return unsendable;
  // Fastify replaces others by one of its own.
  if (name.toLowerCase() === 'content-type' && !MEDIA_TYPE.test(value)) {
    return 'a media type such as text/html (RFC 9110 §8.3.1)';
  }
  return undefined;
}

const MEDIA_TYPE = /^\s*[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(;|$)/;

/** The correction of a header field that no message can have; undefined if a message can have it. */
function expectedOfField(name: string, value: string): string | undefined {
  try {
    validateHeaderName(name);
  } catch {
    return "a name of letters, digits and !#$%&'*+-.^_`|~ (RFC 9110 §5.6.2)";
  }
  try {
    validateHeaderValue(name, value);
  } catch {
    return 'a value of one line, in Latin-1 (RFC 9110 §5.5)';
  }
  return undefined;
}
