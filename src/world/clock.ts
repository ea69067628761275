// Fake timers replace the exports of these modules, too: a named import keeps what the first import found.
import 'node:timers';
import 'node:timers/promises';

/** Where the time comes from; nothing else asks the system for it. */
export interface Clock {
  now(): Date;
}

// Fake timers replace the global ones; the time of a server in-process is the machine's all the same.
const SystemDate = Date;
const systemNow = Date.now.bind(Date);
const systemElapsed = performance.now.bind(performance);

/** The machine's own time. */
export const systemClock: Clock = { now: () => new SystemDate(systemNow()) };

/** Milliseconds, in fractions, since the process began: for durations, which no setting of a clock disturbs. */
export function elapsed(): number {
  return systemElapsed();
}
