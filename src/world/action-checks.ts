import { violationsOfJson } from '../traffic/conditions.ts';
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
    case 'cut':
      return violationsOfCut(then, base);
    case 'patch':
      return violationsOfPatch(then, base);
    default:
      return [];
  }
}

function violationsOfCut(
  { fraction, bytes }: Extract<Action, { action: 'cut' }>,
  base: Location,
): PlacedViolation[] {
  const location = [...base, 'fraction'];
  if (fraction === undefined) return [];
  const found = show(fraction);
  if (bytes !== undefined) return [{ location, found, expected: 'either fraction or bytes' }];
  return fraction > 0 && fraction < 1
    ? []
    : [{ location, found, expected: 'a number between 0 and 1, both excluded' }];
}

function violationsOfPatch(
  { merge = {}, remove = [], where }: Extract<Action, { action: 'patch' }>,
  base: Location,
): PlacedViolation[] {
  if (Object.keys(merge).length + remove.length === 0) {
    const expected = 'members in merge, or names in remove';
    return [{ location: base, found: show({ merge, remove }), expected }];
  }
  const both = remove
    .filter((name) => Object.hasOwn(merge, name))
    .map((name) => ({
      location: [...base, 'remove', remove.indexOf(name)],
      found: show(name),
      expected: 'another name: merge sets this member',
    }));
  const wrong = violationsOfJson(where, [...base, 'where']);
  return [
    ...both,
    ...wrong.map(({ location, value, expected }) => ({ location, found: show(value), expected })),
  ];
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
