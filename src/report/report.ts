import { OPERATIONS } from '../contract/operations.ts';
import { packageVersion } from '../version.ts';
import { systemClock } from '../world/clock.ts';
import type { Collector } from './collector.ts';
import { coverageOf } from './coverage.ts';
import { KINDS } from './kinds.ts';
import { leansOf } from './leans.ts';
import { WINDOW } from './scope.ts';
import type { Tallies } from './tally.ts';
import type { Report, ReportUse } from './types.ts';
import { adviceOf, messageOf, UNSEEN } from './words.ts';

/** The beginning of the generator’s name, by which a report is recognized. */
export const GENERATOR = 'faire-simple-mock';

/** The report on the requests until now. */
export function reportOf(collector: Collector): Report {
  const { tallies, worlds, unjudged, from } = collector;
  const summary = collector.summary();
  const findings = [...summary.groups.values()].map((group) => ({
    ...group,
    message: messageOf(group, 'en'),
    advice: adviceOf(group.kind, 'en'),
  }));
  const all = [...tallies.values()];
  return {
    generator: `${GENERATOR} ${packageVersion()}`,
    from: from.toISOString(),
    until: systemClock.now().toISOString(),
    requests: all.reduce((sum, { requests }) => sum + requests, 0),
    plain: all.reduce((sum, { plain }) => sum + plain, 0),
    worlds,
    window: WINDOW / 1000,
    findings: findings.sort((one, other) => KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind)),
    expected: summary.expected,
    operations: usesOf(tallies),
    met: [...summary.met.values()],
    leans: leansOf(tallies),
    halfYears: [...summary.pulls].map(([semestre, count]) => ({ semestre, count })),
    coverage: coverageOf(tallies),
    dropped: { unjudged, groups: summary.dropped },
    unseen: UNSEEN.en,
  };
}

function usesOf(tallies: Tallies): ReportUse[] {
  const ids = [...OPERATIONS.map(({ operationId }) => operationId), null];
  return ids.flatMap((operation) => {
    const tally = tallies.get(operation);
    if (tally === undefined) return [];
    const { requests, unchanged, outcomes, others } = tally;
    const counts = [...outcomes].map(([outcome, count]) => ({ outcome: `${outcome}`, count }));
    counts.sort((one, other) => other.count - one.count);
    if (others > 0) counts.push({ outcome: 'others', count: others });
    return [{ operation, requests, unchanged, outcomes: counts }];
  });
}
