import { median, pairedRatio } from './statistics.ts';

/** A line of the table: a measurement and its target. */
export interface Line {
  readonly what: string;
  readonly target: string;
  /** In words, with units. */
  readonly figure: string;
  /** The value of the target: a ratio, or a figure in the target's unit. */
  readonly value: number;
  /** The bound of the value. */
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** A benchmark: a few lines measured together. */
export interface Bench {
  readonly name: string;
  run(): Promise<Line[]>;
}

export function met({ value, atLeast, atMost }: Line): boolean {
  return !(value < (atLeast ?? value) || value > (atMost ?? value));
}

/** A number with three significant digits. */
export function round(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** A line about a ratio of two figures. */
export function ratio(
  what: string,
  bound: { atLeast?: number; atMost?: number },
  of: string,
  value: number,
  figure: string,
): Line {
  const target =
    bound.atLeast === undefined ? `≤ ${bound.atMost} × ${of}` : `≥ ${bound.atLeast} × ${of}`;
  return { what, target, figure, value, ...bound };
}

/** A line about two figures measured in alternating rounds. */
export function compared(
  what: string,
  bound: { atLeast?: number; atMost?: number },
  of: string,
  unit: string,
  ones: readonly number[],
  others: readonly number[],
): Line {
  const figure = `${round(median(ones))} vs ${round(median(others))} ${unit}`;
  return ratio(what, bound, of, pairedRatio(ones, others), figure);
}
