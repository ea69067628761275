import { semestre, semestreNumberOf } from '../contract/instants.ts';
import { OPERATIONS, type Operation } from '../contract/operations.ts';
import type { Exchange, Witness } from '../traffic/observer.ts';
import type { Kind } from './kinds.ts';
import type { Example } from './observation.ts';
import type { Outcome } from './outcomes.ts';

/** A whole answer with all records, or with those of a half-year. */
export interface Pull {
  /** Null: all records. */
  readonly semestre: string | null;
  /** The world's time on arrival, in seconds. */
  readonly at: number;
  readonly witness: Witness;
  readonly example: Example;
}

/** A half-year that a client has left out in part, or asked for without need. */
export interface PullFinding {
  readonly kind: Extract<Kind, 'half-year-gap' | 'half-year-overlap'>;
  readonly semestre: string;
  readonly expected: boolean;
  readonly example: Example;
}

const WHOLE = OPERATIONS.find(
  ({ answer, params }) => answer.schema === 'Actualisation' && Object.keys(params).length === 0,
)?.operationId;

/** The operation that answers the records of a half-year. */
export const PART = (OPERATIONS.find(({ params }) => 'semestre' in params) as Operation)
  .operationId;

/** Outcomes with the whole usual answer. */
const COMPLETE: readonly Outcome[] = ['ok', 'slow', 'content-type', 'patch', 'drip'];

/** The half-year that a request has brought; null for all records, undefined for other requests. */
export function pulledBy(
  { operation, subjects, method, state }: Exchange,
  outcome: Outcome,
): string | null | undefined {
  if (method !== 'GET' || state === 'aborted' || !COMPLETE.includes(outcome)) return undefined;
  if (operation === WHOLE) return null;
  return operation === PART ? (subjects.semestre as string) : undefined;
}

/** The most half-years between two pulls that are looked at. */
const MOST = 40;

/** The instants of the half-year with a number, in seconds. */
function boundsOf(number: number): { name: string; start: number; end: number } {
  const name = `${String(Math.floor(number / 2)).padStart(4, '0')}-S${(number % 2) + 1}`;
  const { debut, fin } = semestre(name);
  return { name, start: Date.parse(debut) / 1000, end: Date.parse(fin) / 1000 };
}

/** The known part of a half-year: its end, and the pull that brought it. */
interface Part {
  readonly until: number;
  readonly pull: Pull;
}

/** The gaps between the pulls of one client, and the pulls that could bring nothing new. */
export function findingsOf(pulls: readonly Pull[]): PullFinding[] {
  // Where a test has moved the clock back, another story begins.
  const breaks = pulls.flatMap(({ at }, index) =>
    at < (pulls[index - 1]?.at ?? at) ? [index] : [],
  );
  const starts = [0, ...breaks];
  return starts.flatMap((start, index) => findingsOfStory(pulls.slice(start, starts[index + 1])));
}

function findingsOfStory(pulls: readonly Pull[]): PullFinding[] {
  const findings: PullFinding[] = [];
  const known = new Map<number, Part>();
  let whole = Number.NEGATIVE_INFINITY;
  for (const pull of pulls) {
    if (pull.semestre === null) {
      whole = pull.at;
      continue;
    }
    const number = semestreNumberOf(pull.semestre);
    const { start, end, name } = boundsOf(number);
    if (pull.at < start) continue;
    const before = Math.max(known.get(number)?.until ?? whole, whole);
    if (before >= end) {
      const { witness, example } = pull;
      const { expected } = witness;
      findings.push({ kind: 'half-year-overlap', semestre: name, expected, example });
    }
    known.set(number, { until: Math.max(before, Math.min(pull.at, end)), pull });
  }
  return [...findings, ...gapsOf(known, whole)];
}

function gapsOf(known: ReadonlyMap<number, Part>, whole: number): PullFinding[] {
  const parts = [...known].sort(([one], [other]) => one - other);
  return parts.slice(0, -1).flatMap(([number, { pull }], index) => {
    const [next, { pull: later }] = parts[index + 1] as [number, Part];
    const gaps: PullFinding[] = [];
    for (let each = number; each < Math.min(next, number + MOST); each++) {
      const { name, end } = boundsOf(each);
      if (Math.max(known.get(each)?.until ?? whole, whole) >= end) continue;
      const expected = pull.witness.expected && later.witness.expected;
      gaps.push({ kind: 'half-year-gap', semestre: name, expected, example: later.example });
    }
    return gaps;
  });
}
