import {
  DURATION_WORDS,
  type Duration,
  type DurationBounds,
  durationForms,
  isDurationWithin,
  millisecondsOf,
} from '../json/durations.ts';
import type { Schema } from '../json/schema.ts';
import { invalid, type Location, type PlacedViolation, show, violationsOf } from './validation.ts';

/** The schema of a duration; `more` follows the admitted spellings in its description, which messages show too. */
export function durationSchema(more: string, bounds?: DurationBounds): Schema {
  return { description: `${DURATION_WORDS}${more}`, anyOf: durationForms(bounds) };
}

/** The violations of a schema by `durationSchema()`, with the bounds of texts, which JSON Schema cannot express. */
export function violationsOfDuration(
  schema: Schema,
  value: unknown,
  location: Location = [],
): PlacedViolation[] {
  const wrong = violationsOf(schema, value);
  if (wrong.length > 0) return wrong.map((each) => ({ ...each, location }));
  const [bounds] = schema.anyOf as readonly DurationBounds[];
  if (isDurationWithin(value as Duration, bounds as DurationBounds)) return [];
  return [{ location, found: show(value), expected: `${schema.description}` }];
}

/** The milliseconds of a duration; throws a `WorldError` if the schema by `durationSchema()` does not admit it. */
export function checkDuration(schema: Schema, value: Duration, what: string, base = ''): number {
  const wrong = violationsOfDuration(schema, value);
  if (wrong.length > 0) throw invalid(`Invalid value for ${what}.`, wrong, base);
  return millisecondsOf(value);
}
