import type { Action } from '../traffic/types.ts';
import { expectedOfHeader, violationsOfHeaders } from './header-checks.ts';
import { type Location, type PlacedViolation, show } from './validation.ts';

/** The violations of an action that its schema cannot express. `base`: the place of the action. */
export function violationsOfAction(then: Action, base: Location): PlacedViolation[] {
  switch (then.action) {
    case 'answer':
      return violationsOfAnswer(then, base);
    case 'content-type': {
      const expected = expectedOfHeader('content-type', then.type);
      return expected ? [{ location: [...base, 'type'], found: show(then.type), expected }] : [];
    }
    default:
      return [];
  }
}

/** Statuses of answers that have no content (RFC 9110 §15). */
const WITHOUT_CONTENT: readonly number[] = [204, 205, 304];

function violationsOfAnswer(
  { status, headers = {}, body }: Extract<Action, { action: 'answer' }>,
  base: Location,
): PlacedViolation[] {
  const violations = violationsOfHeaders(headers, [...base, 'headers'], expectedOfHeader);
  if (body !== undefined && WITHOUT_CONTENT.includes(status)) {
    const expected = `nothing: an answer ${status} has no body`;
    violations.push({ location: [...base, 'body'], found: show(body), expected });
  }
  return violations;
}
