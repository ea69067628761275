import { isDeepStrictEqual } from 'node:util';
import { type OperationId, SUBJECT_NAMES, type SubjectValues } from '../contract/operations.ts';
import type { Entry, RequestState } from './entry.ts';
import type { JournalEntry } from './shown.ts';

/** An expected request; all given members must match. */
export interface Expectation extends Partial<SubjectValues> {
  readonly operation?: OperationId;
  /** The status of an ended request. */
  readonly status?: number;
  readonly state?: RequestState;
  /** A JSON value; of an object, the request's body must have these members. */
  readonly body?: unknown;
}

/** Whether a request matches; undefined if that depends on a dropped body. */
export type Matcher = (entry: Entry) => boolean | undefined;

/** The most bodies in a matcher's cache. */
const REMEMBERED = 1000;

export function matcherOf(expectation: Expectation): Matcher {
  const { body } = expectation;
  const misses = missesOf(expectation);
  const holdsBody = bodyMatcherOf(body);
  return (entry) => misses(entry) === 0 && (body === undefined || holdsBody(entry));
}

/** Counts the members of an expectation that a request does not match, apart from its body. */
export function missesOf(expectation: Expectation): (entry: Entry) => number {
  const { operation, status, state } = expectation;
  const names = SUBJECT_NAMES.filter((name) => expectation[name] !== undefined);
  return (entry) => {
    let count = 0;
    if (operation !== undefined && entry.operation !== operation) count++;
    for (const name of names) if (entry.subjects[name] !== expectation[name]) count++;
    if (status !== undefined && (entry.status !== status || entry.state === 'running')) count++;
    if (state !== undefined && entry.state !== state) count++;
    return count;
  };
}

/** Whether a request's body matches; undefined if the body was dropped. */
export function bodyMatcherOf(body: unknown): Matcher {
  // Many requests have the same body.
  const remembered = new Map<string, boolean>();
  return ({ requestBody }) => {
    if (requestBody === undefined) return undefined;
    if (requestBody === null) return false;
    // A whole body that is not UTF-8 is not JSON.
    if (typeof requestBody !== 'string') {
      return requestBody.length > requestBody.bytes.length ? undefined : false;
    }
    let holds = remembered.get(requestBody);
    if (holds === undefined) {
      holds = contains(parse(requestBody), body);
      if (remembered.size === REMEMBERED) remembered.clear();
      remembered.set(requestBody, holds);
    }
    return holds;
  };
}

/** The differences between a request and an expectation, in words. */
export function differencesOf(
  entry: JournalEntry,
  expectation: Expectation,
  holdsBody: boolean | undefined,
): string[] {
  const found: string[] = [];
  for (const member of ['operation', ...SUBJECT_NAMES, 'status', 'state'] as const) {
    if (expectation[member] === undefined) continue;
    const value =
      member === 'status' && entry.state === 'running' ? 'not known yet' : entry[member];
    if (value !== expectation[member]) {
      found.push(`${member} is ${value}, expected ${expectation[member]}`);
    }
  }
  if (!holdsBody) {
    const text = holdsBody === undefined ? 'dropped' : (entry.requestBody?.text ?? 'nothing');
    found.push(`the body is ${text}, expected ${JSON.stringify(expectation.body)}`);
  }
  return found;
}

/** An expectation in words. */
export function describe(expectation: Expectation): string {
  const { operation, status, state, body } = expectation;
  const details = [
    ...SUBJECT_NAMES.map(
      (name) => expectation[name] !== undefined && `${name} ${expectation[name]}`,
    ),
    status !== undefined && `status ${status}`,
    state,
    body !== undefined && `body ${JSON.stringify(body)}`,
  ].filter(Boolean);
  const what = operation ?? 'a request';
  return details.length > 0 ? `${what} (${details.join(', ')})` : what;
}

/** Whether a JSON value contains another: objects by their members, other values by equality. */
export function contains(value: unknown, part: unknown): boolean {
  if (!isObject(value) || !isObject(part)) return isDeepStrictEqual(value, part);
  return Object.entries(part).every(([name, member]) => contains(value[name], member));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
