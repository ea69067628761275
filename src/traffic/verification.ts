import type { OperationId } from '../contract/operations.ts';
import type { Entry } from './entry.ts';
import { type Expectation, matcherOf, partsOf } from './expectation.ts';
import type { Redaction } from './redaction.ts';
import type { JournalEntry, ShownRequest } from './shown.ts';
import { describe, differencesOf, presentedBy } from './words.ts';

/** Expected number of requests. */
export type Times = number | { readonly atLeast?: number; readonly atMost?: number };

/** A verification: an expectation, its number of requests, and expectations that follow in order. */
export interface Verification extends Expectation {
  /** Default: at least once. */
  readonly times?: Times;
  /** Expected later requests, each after the one before; other requests may lie between. */
  readonly inOrder?: readonly Expectation[];
}

/**
 * A request that nearly matched, and its differences from the expectation; no differences if too many requests matched.
 */
export interface NearMiss {
  readonly entry: JournalEntry;
  readonly differences: readonly string[];
}

/** The outcome of a verification. */
export interface Verdict {
  readonly passed: boolean;
  /** False if requests or bodies that it needs were dropped to make room; then `passed` is false. */
  readonly decided: boolean;
  /** One sentence for the test's report. */
  readonly message: string;
  /** The number of requests that matched. */
  readonly count: number;
  /** The number of matched requests without an answer yet. */
  readonly running: number;
  /** The matched requests, the latest 100. */
  readonly matched: readonly JournalEntry[];
  /** If it did not pass: the nearest requests or, if too many matched, the latest of them. */
  readonly nearest: readonly NearMiss[];
}

/** The requests of a verification: a journal's, or those after a change. */
export interface Requests {
  /** The requests that may match an expectation, by arrival. */
  about(expectation: Expectation): Iterable<Entry>;
  /** Latest first. */
  backwards(): Iterable<Entry>;
  /** The number of dropped requests that may have been of an operation. */
  gone(operation: OperationId | undefined): number;
  /** Marks the requests of a passed verification as expected. */
  expect(entries: Iterable<Entry>): void;
  show(entry: Entry): JournalEntry;
  /** Removes the secrets of applications, and those that a request presents. */
  redactionOf(request: ShownRequest): Redaction;
}

/** The number of near misses in a verdict. */
const NEAREST = 3;
const TOO_MANY = 10;
const MATCHED = 100;

/** The number of latest requests searched for near misses. */
const LOOKED_AT = 10_000;

/** Verifies requests against an expectation. */
export function verify(requests: Requests, verification: Verification): Verdict {
  const { times = { atLeast: 1 }, inOrder = [], ...expectation } = verification;
  const found = find(requests, expectation);
  const { count, unknown } = found;
  const { atLeast = 0, atMost = Number.POSITIVE_INFINITY } =
    typeof times === 'number' ? { atLeast: times, atMost: times } : times;
  const verdict = (
    passed: boolean,
    message: string,
    more: { nearest?: readonly NearMiss[]; undecided?: true } = {},
  ): Verdict => ({
    passed,
    decided: !more.undecided,
    message,
    count,
    running: found.running,
    matched: found.entries.slice(-MATCHED).map((entry) => requests.show(entry)),
    nearest: more.nearest ?? [],
  });
  const what = describe(expectation, requests.redactionOf(presentedBy(expectation)));
  const came = `${what} ${count === 0 ? 'never came' : `came ${timesOf(found)}`}`;

  if (count > atMost) {
    const nearest = found.entries
      .slice(-TOO_MANY)
      .map((entry) => ({ entry: requests.show(entry), differences: [] }));
    return verdict(false, `${came}, expected ${expected(times)}.`, { nearest });
  }
  if (count + unknown < atLeast) {
    const nearest = nearestOf(requests, requests.backwards(), expectation);
    return verdict(false, `${came}, expected ${expected(times)}.`, { nearest });
  }
  if (count < atLeast || count + unknown > atMost) {
    return verdict(false, `${came}, expected ${expected(times)}: ${UNDECIDED}`, {
      undecided: true,
    });
  }
  if (inOrder.length > 0) {
    const order = follow(requests, inOrder, found.entries[0]?.id ?? 0);
    if (unknown > 0 || order === 'unknown') {
      return verdict(false, `${came}, expected in order: ${UNDECIDED}`, { undecided: true });
    }
    if ('message' in order) return verdict(false, order.message, { nearest: order.nearest });
    requests.expect(order.entries);
  }
  requests.expect(found.entries);
  return verdict(true, `${what} came ${timesOf(found)}.`);
}

/** The end of the message of an undecided verification. */
const UNDECIDED =
  'this cannot be decided, as earlier requests or their bodies were dropped to make room. Empty the journal between tests, or give it more room (--journal-requests, --journal-total, --journal-memory).';

/** The verdict on unexpected requests of which some may have been dropped. */
export const UNEXPECTED_UNDECIDED: Verdict = {
  passed: false,
  decided: false,
  message: `Unexpected requests may have come: ${UNDECIDED}`,
  count: 0,
  running: 0,
  matched: [],
  nearest: [],
};

/** The matched requests. */
interface Found {
  readonly count: number;
  readonly running: number;
  /** The number of dropped requests that might have matched. */
  readonly unknown: number;
  readonly entries: readonly Entry[];
}

function find(requests: Requests, expectation: Expectation): Found {
  const matches = matcherOf(expectation);
  let running = 0;
  let unknown = requests.gone(expectation.operation);
  const entries: Entry[] = [];
  for (const entry of requests.about(expectation)) {
    const holds = matches(entry);
    if (holds === undefined) unknown++;
    if (!holds) continue;
    if (entry.state === 'running') running++;
    entries.push(entry);
  }
  return { count: entries.length, running, unknown, entries };
}

/**
 * The requests of all steps after the one with an id, or the first step without one; `unknown` if a dropped one might
 * match.
 */
function follow(
  requests: Requests,
  steps: readonly Expectation[],
  first: number,
): { entries: readonly Entry[] } | { message: string; nearest: readonly NearMiss[] } | 'unknown' {
  if (steps.some(({ operation }) => requests.gone(operation) > 0)) return 'unknown';
  const entries: Entry[] = [];
  let last = first;
  let followed = false;
  let matches = matcherOf(steps[0] as Expectation);
  for (const entry of requests.about({})) {
    if (entry.id <= last) continue;
    followed = true;
    const holds = matches(entry);
    if (holds === undefined) return 'unknown';
    if (!holds) continue;
    last = entry.id;
    followed = false;
    entries.push(entry);
    if (entries.length === steps.length) return { entries };
    matches = matcherOf(steps[entries.length] as Expectation);
  }
  const next = steps[entries.length] as Expectation;
  const since = followed ? 'came other requests only' : 'came nothing more';
  const what = describe(next, requests.redactionOf(presentedBy(next)));
  return {
    message: `${what} was expected after request ${last}, after which ${since}.`,
    nearest: nearestOf(requests, until(requests.backwards(), last), next),
  };
}

function* until(entries: Iterable<Entry>, id: number): Generator<Entry> {
  for (const entry of entries) {
    if (entry.id === id) return;
    yield entry;
  }
}

/** The requests with the fewest differences, in the given order among equals. */
function nearestOf(
  requests: Requests,
  entries: Iterable<Entry>,
  expectation: Expectation,
): NearMiss[] {
  const parts = partsOf(expectation);
  const nearest: { entry: Entry; count: number }[] = [];
  let most = Number.POSITIVE_INFINITY;
  let looked = 0;
  for (const entry of entries) {
    if (++looked > LOOKED_AT) break;
    let count = 0;
    for (const { holds } of parts) {
      if (!holds(entry)) count++;
      if (count >= most) break;
    }
    if (count === 0 || count >= most) continue;
    const place = nearest.findIndex((other) => count < other.count);
    nearest.splice(place < 0 ? nearest.length : place, 0, { entry, count });
    nearest.splice(NEAREST);
    if (nearest.length === NEAREST) most = nearest[NEAREST - 1]?.count as number;
  }
  const redaction = requests.redactionOf(presentedBy(expectation));
  return nearest.map(({ entry }) => {
    const shown = requests.show(entry);
    return { entry: shown, differences: differencesOf(entry, shown, parts, redaction) };
  });
}

function timesOf({ count, running }: Found): string {
  return running > 0 ? `${times(count)} (${running} still running)` : times(count);
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function expected(wanted: Times): string {
  if (typeof wanted === 'number') return `exactly ${times(wanted)}`;
  const { atLeast, atMost } = wanted;
  return [
    atLeast !== undefined && `at least ${times(atLeast)}`,
    atMost !== undefined && `at most ${times(atMost)}`,
  ]
    .filter(Boolean)
    .join(' and ');
}
