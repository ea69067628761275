import type { Check } from '../check.ts';
import { HALF_YEARS } from './half-years.ts';
import { HTTP_CHECKS } from './http.ts';
import { IDENTIFICATION } from './identification.ts';
import { LIST_CHECKS } from './lists.ts';
import { OPERATIONS } from './operations.ts';
import { FIELDS, NOTATION } from './records.ts';
import { REFUSAL_CHECKS } from './refusals.ts';
import { SIMULATED } from './simulated.ts';
import { STATUT_CHECKS } from './statut.ts';

/** All checks, in the order in which they are run: those that change a status come last. */
export const CHECKS: readonly Check[] = [
  ...IDENTIFICATION,
  ...OPERATIONS,
  ...LIST_CHECKS,
  ...HALF_YEARS,
  ...FIELDS,
  ...NOTATION,
  ...REFUSAL_CHECKS,
  ...HTTP_CHECKS,
  ...SIMULATED,
  ...STATUT_CHECKS,
];
