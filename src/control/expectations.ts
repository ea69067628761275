import type { Duration } from '../json/durations.ts';
import type { Schema } from '../json/schema.ts';
import { violationsOfText } from '../traffic/conditions.ts';
import { violationsOfDuration } from '../world/durations.ts';
import { violationsOfConditions } from '../world/rule-checks.ts';
import {
  checkAgainst,
  invalid,
  type Location,
  type PlacedViolation,
  show,
} from '../world/validation.ts';
import * as schemas from './schemas.ts';
import type { Expectation, Times, Unexpected, Verification, Wait } from './types.ts';

/** Returns a valid expectation that a request can match; else throws a `WorldError`. */
export function checkExpectation<Given extends Expectation>(
  schema: Schema,
  given: Given,
  what: string,
): Given {
  checkAgainst(schema, given, what);
  refuse(what, violationsOfExpectation(given));
  return given;
}

/** The violations of an expectation that its schema cannot express. */
function violationsOfExpectation(given: Expectation, base: Location = []): PlacedViolation[] {
  const violations = violationsOfConditions(given.operation, given, base);
  for (const name of ['status', 'rule', 'application', 'refusal'] as const) {
    for (const { location, value, expected } of violationsOfText(given[name], [...base, name])) {
      violations.push({ location, found: show(value), expected });
    }
  }
  return violations;
}

/** Returns a valid wait that a request can end; else throws a `WorldError`. */
export function checkWait(given: Wait): Wait {
  const what = 'the wait';
  checkExpectation(schemas.Wait, given, what);
  const { timeout } = given;
  if (timeout !== undefined) refuse(what, violationsOfTimeOut(timeout));
  return given;
}

function violationsOfTimeOut(timeout: Duration): PlacedViolation[] {
  const location = ['timeout'];
  // Zero is the same in both units.
  if (typeof timeout === 'number' && timeout > 0 && timeout < SECONDS_BELOW) {
    const expected = `milliseconds since 0.2.0: write ${timeout * 1000} or "PT${timeout}S"`;
    return [{ location, found: show(timeout), expected }];
  }
  return violationsOfDuration(schemas.TimeOut, timeout, location);
}

/** Smaller numbers are seconds, as they were until 0.1.0. */
const SECONDS_BELOW = 50;

/** Returns valid verifications that can pass; else throws a `WorldError`. */
export function checkVerifications(
  given: Verification | readonly Verification[],
): readonly Verification[] {
  if (!Array.isArray(given)) {
    const one = given as Verification;
    checkAgainst(schemas.Verification, one, 'the verification');
    refuse('the verification', violationsOfVerification(one));
    return [one];
  }
  checkAgainst(schemas.Verifications, given, 'the verifications');
  refuse(
    'the verifications',
    given.flatMap((each, index) => violationsOfVerification(each, [index])),
  );
  return given;
}

function violationsOfVerification(given: Verification, base: Location = []): PlacedViolation[] {
  const { times, inOrder = [] } = given;
  return [
    ...violationsOfExpectation(given, base),
    ...violationsOfTimes(times, [...base, 'times']),
    ...inOrder.flatMap((next, index) => violationsOfExpectation(next, [...base, 'inOrder', index])),
  ];
}

/** Returns valid options of `unexpected()`; else throws a `WorldError`. */
export function checkUnexpected(given: Unexpected): Unexpected {
  const what = 'the unexpected requests';
  checkAgainst(schemas.Unexpected, given, what);
  const { except = [] } = given;
  refuse(
    what,
    except.flatMap((each, index) => violationsOfExpectation(each, ['except', index])),
  );
  return given;
}

function violationsOfTimes(times: Times | undefined, location: Location): PlacedViolation[] {
  if (typeof times !== 'object') return [];
  const { atLeast, atMost } = times;
  const place = { location, found: show(times) };
  if (atLeast === undefined && atMost === undefined) {
    return [{ ...place, expected: 'atLeast, atMost, or both' }];
  }
  const impossible = atLeast !== undefined && atMost !== undefined && atLeast > atMost;
  return impossible ? [{ ...place, expected: 'atLeast no greater than atMost' }] : [];
}

function refuse(what: string, violations: readonly PlacedViolation[]): void {
  if (violations.length > 0) {
    throw invalid(`Invalid value for ${what}.`, violations);
  }
}
