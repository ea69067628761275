import { MOST_VIOLATIONS } from '../json/violations.ts';
import type { Location, PlacedViolation } from './validation.ts';

/** Takes down what is wrong, and where. */
export interface Report {
  /** Whether it has more than it tells: what else is wrong need not be looked for. */
  readonly full: boolean;
  at(location: Location, found: string, expected: string): void;
}

/** A report that gathers violations; `place` makes of a place in a list of values the one that is told. */
export function gather(
  violations: PlacedViolation[],
  place: (location: Location) => Location,
): Report {
  return {
    get full() {
      return violations.length > MOST_VIOLATIONS;
    },
    at(location, found, expected) {
      violations.push({ location: place(location), found, expected });
    },
  };
}
