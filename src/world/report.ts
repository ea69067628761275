import { MOST_VIOLATIONS } from '../json/violations.ts';
import type { Location, PlacedViolation } from './validation.ts';

/** Collects violations and their places. */
export interface Report {
  /** Whether the limit of violations is exceeded: further checks may stop. */
  readonly full: boolean;
  at(location: Location, found: string, expected: string): void;
}

/** A report that appends to `violations`; `place` turns a place in the checked list into the reported place. */
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
