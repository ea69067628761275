import { isDeepStrictEqual } from 'node:util';
import { type OperationId, SUBJECT_NAMES, type SubjectName } from '../contract/operations.ts';
import type { JournalEntry } from './journal.ts';

/** A request that should have come; the members given must all hold. */
export interface Expectation extends Readonly<Partial<Record<SubjectName, number>>> {
  readonly operation?: OperationId;
  readonly status?: number;
  /** A JSON value: of an object, the members given must be in the request's body. */
  readonly body?: unknown;
}

/** How often it should have come. */
export type Times = number | { readonly atLeast?: number; readonly atMost?: number };

/** What is verified: one expectation and how often it held, and what should have followed it, in order. */
export interface Verification extends Expectation {
  /** Default: at least once. */
  readonly times?: Times;
  /** Requests that should have come after it, each after the one before it; others may lie between. */
  readonly inOrder?: readonly Expectation[];
}

/** A request that came close, and what was different about it. */
export interface NearMiss {
  readonly entry: JournalEntry;
  readonly differences: readonly string[];
}

/** The outcome of a verification. */
export interface Verdict {
  readonly passed: boolean;
  /** One sentence for the test's report. */
  readonly message: string;
  /** The requests that held. */
  readonly matched: readonly JournalEntry[];
  /** Where it did not pass, the requests that came nearest. */
  readonly nearest: readonly NearMiss[];
}

const NEAREST = 3;

/** Holds a journal's entries against what was expected of them. */
export function verify(entries: readonly JournalEntry[], verification: Verification): Verdict {
  const { times = { atLeast: 1 }, inOrder = [], ...expectation } = verification;
  const matched = entries.filter((entry) => differences(entry, expectation).length === 0);
  const { atLeast = 0, atMost = Number.POSITIVE_INFINITY } =
    typeof times === 'number' ? { atLeast: times, atMost: times } : times;
  if (matched.length < atLeast || matched.length > atMost) {
    const message = `${describe(expectation)} ${matched.length === 0 ? 'never came' : `came ${count(matched.length)}`}, expected ${expected(times)}.`;
    return { passed: false, message, matched, nearest: nearest(entries, expectation) };
  }

  let last = matched[0]?.id ?? 0;
  for (const next of inOrder) {
    const followed = entries.find(({ id }) => id > last);
    const found = entries.find((entry) => entry.id > last && differences(entry, next).length === 0);
    if (found === undefined) {
      const what = followed ? 'came other requests only' : 'came nothing more';
      const message = `${describe(next)} was expected after request ${last}, after which ${what}.`;
      const later = entries.filter(({ id }) => id > last);
      return { passed: false, message, matched, nearest: nearest(later, next) };
    }
    last = found.id;
  }
  const message = `${describe(expectation)} came ${count(matched.length)}.`;
  return { passed: true, message, matched, nearest: [] };
}

/** Whether a request is one that was expected. */
export function isExpected(entry: JournalEntry, expectation: Expectation): boolean {
  return differences(entry, expectation).length === 0;
}

function differences(entry: JournalEntry, expectation: Expectation): string[] {
  const found: string[] = [];
  for (const member of ['operation', ...SUBJECT_NAMES, 'status'] as const) {
    if (expectation[member] !== undefined && entry[member] !== expectation[member]) {
      found.push(`${member} is ${entry[member]}, expected ${expectation[member]}`);
    }
  }
  if (expectation.body !== undefined && !contains(bodyOf(entry), expectation.body)) {
    const text = entry.requestBody?.text ?? 'nothing';
    found.push(`the body is ${text}, expected ${JSON.stringify(expectation.body)}`);
  }
  return found;
}

function bodyOf({ requestBody }: JournalEntry): unknown {
  try {
    return JSON.parse(requestBody?.text ?? '');
  } catch {
    return undefined;
  }
}

/** Whether a JSON value holds another: objects by their members, everything else by equality. */
export function contains(value: unknown, part: unknown): boolean {
  if (!isObject(value) || !isObject(part)) return isDeepStrictEqual(value, part);
  return Object.entries(part).every(([name, member]) => contains(value[name], member));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nearest(entries: readonly JournalEntry[], expectation: Expectation): NearMiss[] {
  return entries
    .map((entry) => ({ entry, differences: differences(entry, expectation) }))
    .filter((miss) => miss.differences.length > 0)
    .sort((a, b) => a.differences.length - b.differences.length || b.entry.id - a.entry.id)
    .slice(0, NEAREST);
}

function describe(expectation: Expectation): string {
  const { operation, status, body } = expectation;
  const details = [
    ...SUBJECT_NAMES.map(
      (name) => expectation[name] !== undefined && `${name} ${expectation[name]}`,
    ),
    status !== undefined && `status ${status}`,
    body !== undefined && `body ${JSON.stringify(body)}`,
  ].filter(Boolean);
  const what = operation ?? 'a request';
  return details.length > 0 ? `${what} (${details.join(', ')})` : what;
}

function count(times: number): string {
  return times === 1 ? 'once' : `${times} times`;
}

function expected(times: Times): string {
  if (typeof times === 'number') return `exactly ${count(times)}`;
  const { atLeast, atMost } = times;
  return [
    atLeast !== undefined && `at least ${count(atLeast)}`,
    atMost !== undefined && `at most ${count(atMost)}`,
  ]
    .filter(Boolean)
    .join(' and ');
}
