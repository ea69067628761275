/** An instant in the API's notation: UTC, to the second (CONTRACT.md §3). */
export function toInstant(date: Date): string {
  const second = Math.floor(date.getTime() / 1000);
  if (second !== latest.second) {
    latest = { second, text: `${date.toISOString().slice(0, -5)}Z` };
  }
  return latest.text;
}

/**
 * Cache of the latest instant: many are written in the same second, and formatting costs more than reading a record.
 */
let latest = { second: Number.NaN, text: '' };

/** A half-year and its bounds as instants in UTC, start included, end excluded (CONTRACT.md §2). */
export interface Semestre {
  /** `YYYY-S1` or `YYYY-S2`. */
  readonly semestre: string;
  readonly debut: string;
  readonly fin: string;
}

/** The half-year with the name `YYYY-S1` or `YYYY-S2`. */
export function semestre(name: string): Semestre {
  const number = Number(name.slice(0, 4)) * 2 + Number(name.slice(-1)) - 1;
  return { semestre: name, debut: startOfSemestre(number), fin: startOfSemestre(number + 1) };
}

/** The number of an instant's half-year: year × 2, plus 1 for S2. */
export function semestreNumber(instant: string): number {
  const [year, month, day] = [instant.slice(0, 4), instant.slice(5, 7), instant.slice(8, 10)];
  const number = semestreOfDay(Number(year), Number(month), Number(day));
  if (number !== undefined) return number;
  const next = Number(year) * 2 + Number(month) / 6;
  return instant < startOfSemestre(next) ? next - 1 : next;
}

/**
 * The number of the half-year of all instants of a day in UTC. Undefined on the last day of a half-year: Paris, which is
 * ahead by less than a day, comes into the next one.
 */
export function semestreOfDay(year: number, month: number, day: number): number | undefined {
  if ((month === 6 && day === 30) || (month === 12 && day === 31)) return undefined;
  return year * 2 + (month < 7 ? 0 : 1);
}

/** The numbers of the half-years in which a record was created and modified. */
export function semestresOf(creation: string, modification: string): readonly number[] {
  const [created, modified] = [semestreNumber(creation), semestreNumber(modification)];
  return modified === created ? [created] : [created, modified];
}

/** The number of a `YYYY-S1` or `YYYY-S2`, as in `semestreNumber`. */
export function semestreNumberOf(name: string): number {
  return Number(name.slice(0, 4)) * 2 + Number(name.slice(-1)) - 1;
}

// In Paris the year 0 began some minutes earlier than in UTC, at an instant that the API cannot write.
const starts = new Map([[0, '0000-01-01T00:00:00Z']]);

function startOfSemestre(number: number): string {
  const year = Math.floor(number / 2);
  // The rules in force since 1976, as the first call of Intl is slow.
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

/** The offset of Paris from UTC, in milliseconds. */
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

/** The current day in Paris, `YYYY-MM-DD`; at most 9999-12-31. */
export function dayInParis(date: Date): string {
  const local = Math.min(date.getTime() + offsetInParis(date), Date.UTC(9999, 11, 31));
  return toInstant(new Date(local)).slice(0, 10);
}
