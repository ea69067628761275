// Fake timers replace the exports of these modules too: a named import keeps the values of the first import.
import 'node:timers';
import 'node:timers/promises';

/** The source of the time: all other code reads it from a clock. */
export interface Clock {
  now(): Date;
}

// Fake timers replace the global Date; an in-process server keeps the machine's time.
const SystemDate = Date;
const systemNow = Date.now.bind(Date);
const systemElapsed = performance.now.bind(performance);

/** The machine's time. */
export const systemClock: Clock = { now: () => new SystemDate(systemNow()) };

/** Milliseconds since the process began, with fractions: for durations, which must not depend on a clock's setting. */
export function elapsed(): number {
  return systemElapsed();
}
