/** Where the time comes from; nothing else asks the system for it. */
export interface Clock {
  now(): Date;
}

/** The machine's own time. */
export const systemClock: Clock = { now: () => new Date() };

/** Milliseconds, in fractions, since the process began: for durations, which no setting of a clock disturbs. */
export function elapsed(): number {
  return performance.now();
}
