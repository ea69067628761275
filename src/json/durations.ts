import type { ObjectSchema, Schema } from './schema.ts';

/** A duration as tests give it: milliseconds, or an ISO 8601 text. */
export type Duration = number | string;

/** ISO 8601-1 §5.5.2, with a sign as ISO 8601-2 admits; years and months are left out, as their length varies. */
const PATTERN =
  '^[+-]?P(?=\\d|T\\d)(?:\\d{1,9}W)?(?:\\d{1,9}D)?(?:T(?=\\d)(?:\\d{1,12}H)?(?:\\d{1,12}M)?(?:\\d{1,12}(?:[.,]\\d{1,9})?S)?)?$';

const PARTS = /^([+-])?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/;

/** The admitted spellings, for descriptions and messages. */
export const DURATION_WORDS =
  'milliseconds, or an ISO 8601 text such as "PT5S" (weeks, days, hours, minutes, seconds; no years or months)';

/** The bounds of a duration, in milliseconds. */
export interface DurationBounds {
  readonly minimum?: number;
  readonly maximum?: number;
}

/** The two forms of a duration, for `anyOf`. A schema bounds the number only: see `isDurationWithin`. */
export function durationForms(bounds: DurationBounds = {}): readonly [Schema, Schema] {
  return [
    { type: 'number', ...bounds, description: 'Milliseconds.' },
    { type: 'string', pattern: PATTERN, description: 'ISO 8601, such as "PT5S" or "P1D".' },
  ];
}

/** The milliseconds of a valid duration. */
export function millisecondsOf(duration: Duration): number {
  if (typeof duration === 'number') return duration;
  const [, sign, ...parts] = PARTS.exec(duration) as RegExpExecArray;
  const [weeks, days, hours, minutes, seconds] = parts.map((part = '0') =>
    Number(part.replace(',', '.')),
  ) as [number, number, number, number, number];
  const whole = (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60_000;
  // 1.005 s are 1004.9999999999999 ms without rounding.
  const milliseconds = whole + Math.round(seconds * 1e6) / 1e3;
  return sign === '-' ? -milliseconds : milliseconds;
}

/** Whether a valid duration is within bounds. */
export function isDurationWithin(
  duration: Duration,
  { minimum = -Infinity, maximum = Infinity }: DurationBounds,
): boolean {
  const milliseconds = millisecondsOf(duration);
  return milliseconds >= minimum && milliseconds <= maximum;
}

const MILLISECONDS = {
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1000,
  milliseconds: 1,
} as const;

/** A duration in parts, such as `{ hours: 1, minutes: 30 }`. */
export type DurationParts = { readonly [Unit in keyof typeof MILLISECONDS]?: number };

/** The form of a duration in parts. */
export const DURATION_PARTS = {
  type: 'object',
  description: 'Parts, which are added.',
  properties: Object.fromEntries(
    Object.keys(MILLISECONDS).map((unit) => [
      unit,
      { type: 'number', description: `A number of ${unit}.` } as const,
    ]),
  ),
  additionalProperties: false,
} as const satisfies ObjectSchema;

/** The milliseconds of parts. */
export function millisecondsOfParts(parts: DurationParts): number {
  return Object.entries(MILLISECONDS).reduce(
    (sum, [unit, each]) => sum + each * (parts[unit as keyof DurationParts] ?? 0),
    0,
  );
}
