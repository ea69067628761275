/** An instant as the API writes it: UTC, to the second (CONTRACT.md §3). */
export function toInstant(date: Date): string {
  const second = Math.floor(date.getTime() / 1000);
  if (second !== latest.second) {
    latest = { second, text: `${date.toISOString().slice(0, -5)}Z` };
  }
  return latest.text;
}

/** Instants come in bunches, and writing one costs more than reading a record. */
let latest = { second: Number.NaN, text: '' };

/** A half-year and its bounds, start included, end excluded, as instants in UTC (CONTRACT.md §2). */
export interface Semestre {
  /** `YYYY-S1` or `YYYY-S2`. */
  readonly semestre: string;
  readonly debut: string;
  readonly fin: string;
}

/** The half-year of a `YYYY-S1` or `YYYY-S2`. */
export function semestre(name: string): Semestre {
  const number = Number(name.slice(0, 4)) * 2 + Number(name.slice(-1)) - 1;
  return { semestre: name, debut: startOfSemestre(number), fin: startOfSemestre(number + 1) };
}

/** The number (year × 2, plus 1 for S2) of the half-year to which an instant, as the API writes it, belongs. */
export function semestreNumber(instant: string): number {
  const number = Number(instant.slice(0, 4)) * 2 + (instant.slice(5, 7) < '07' ? 0 : 1);
  // Paris is never behind UTC, nor a day ahead: only the last day of a half-year in UTC can reach into the next one.
  const day = instant.slice(5, 10);
  if (day !== '06-30' && day !== '12-31') return number;
  return instant < startOfSemestre(number + 1) ? number : number + 1;
}

/** The number of a `YYYY-S1` or `YYYY-S2`, as `semestreNumber` counts. */
export function semestreNumberOf(name: string): number {
  return Number(name.slice(0, 4)) * 2 + Number(name.slice(-1)) - 1;
}

// In Paris the year 0 began minutes before it did in UTC, at an instant that the API cannot write.
const starts = new Map([[0, '0000-01-01T00:00:00Z']]);

function startOfSemestre(number: number): string {
  const year = Math.floor(number / 2);
  // What has been law from 1976 on is written down here, as asking Intl for the first time takes long.
  if (year > 1976 && year < 2026) {
    return number % 2 === 0 ? `${year - 1}-12-31T23:00:00Z` : `${year}-06-30T22:00:00Z`;
  }
  let start = starts.get(number);
  if (start === undefined) {
    const midnight = new Date(0);
    midnight.setUTCFullYear(year, (number % 2) * 6, 1);
    const guess = midnight.getTime() - offsetInParis(midnight);
    start = toInstant(new Date(midnight.getTime() - offsetInParis(new Date(guess))));
    starts.set(number, start);
  }
  return start;
}

let offsetFormat: Intl.DateTimeFormat | undefined;

/** By how many milliseconds Paris is ahead of UTC. */
function offsetInParis(date: Date): number {
  offsetFormat ??= new Intl.DateTimeFormat('en-US', {
    timeZone: 'Europe/Paris',
    timeZoneName: 'longOffset',
  });
  // "7/1/2016, GMT+02:00", "7/1/1911, GMT" or, before that year, "7/1/1900, GMT+00:09:21".
  const [, offset = ''] = offsetFormat.format(date).split('GMT+');
  const [hours = 0, minutes = 0, seconds = 0] = offset.split(':').map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

/** The day it is in Paris, `YYYY-MM-DD`; the last that can be written when Paris is already in the year 10000. */
export function dayInParis(date: Date): string {
  const local = Math.min(date.getTime() + offsetInParis(date), Date.UTC(9999, 11, 31));
  return toInstant(new Date(local)).slice(0, 10);
}
