import {
  DURATION_WORDS,
  type Duration,
  isDurationWithin,
  millisecondsOf,
} from '../json/durations.ts';
import { LONGEST_DELAY } from '../traffic/schemas.ts';
import type { Delay } from '../traffic/types.ts';
import { type Location, type PlacedViolation, show } from './validation.ts';

const BOUNDS = { minimum: 0, maximum: LONGEST_DELAY };

/** The violations of a delay that its schema cannot express. `base`: the place of the delay. */
export function violationsOfDelay(delay: Delay, base: Location): PlacedViolation[] {
  const violations = durationsOf(delay)
    .filter(([, duration]) => !isDurationWithin(duration, BOUNDS))
    .map(([location, duration]) => ({
      location: [...base, ...location],
      found: show(duration),
      expected: `${DURATION_WORDS}, at most ten minutes`,
    }));
  if (violations.length > 0 || typeof delay !== 'object' || !('uniform' in delay)) {
    return violations;
  }
  const [from = 0, to = 0] = delay.uniform.map(millisecondsOf);
  if (from <= to) return [];
  const expected = 'the smaller bound first';
  return [{ location: [...base, 'uniform'], found: show(delay.uniform), expected }];
}

function durationsOf(delay: Delay): [location: Location, duration: Duration][] {
  if (typeof delay !== 'object') return [[[], delay]];
  if ('fixed' in delay) return [[['fixed'], delay.fixed]];
  if ('lognormal' in delay) return [[['lognormal', 'median'], delay.lognormal.median]];
  return delay.uniform.map((bound, index) => [['uniform', index], bound]);
}
