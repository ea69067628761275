import { faults } from './faults.ts';
import { operations } from './operations.ts';
import { refusals } from './refusals.ts';
import { state } from './state.ts';
import type { Test } from './test.ts';

/** All tests, in the order of the table. */
export const TESTS: readonly Test[] = [...operations, ...refusals, ...state, ...faults];
