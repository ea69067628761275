import { millisecondsOf } from '../json/durations.ts';
import { LONGEST_DELAY } from './schemas.ts';
import type { Delay } from './types.ts';

/** Milliseconds to wait: before the work, after it and before the answer, and between the chunks of a long answer. */
export interface Delays {
  readonly before: number;
  readonly after: number;
  readonly between: number;
}

export const NO_DELAYS: Delays = { before: 0, after: 0, between: 0 };

/** Adds a rule's delay to those of earlier rules. */
export function withDelay(delays: Delays, delay: Delay, random: () => number): Delays {
  const place = (typeof delay === 'object' && delay.when) || 'before';
  const sum = delays[place] + drawn(delay, random);
  return { ...delays, [place]: Math.min(LONGEST_DELAY, sum) };
}

function drawn(delay: Delay, random: () => number): number {
  if (typeof delay !== 'object') return millisecondsOf(delay);
  if ('fixed' in delay) return millisecondsOf(delay.fixed);
  if ('uniform' in delay) {
    const [from = 0, to = 0] = delay.uniform.map(millisecondsOf);
    return from + (to - from) * random();
  }
  const { median, sigma } = delay.lognormal;
  // Box and Muller's transform; 1 - random() is never 0.
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return millisecondsOf(median) * Math.exp(sigma * normal);
}
