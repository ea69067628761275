import { closest } from 'fastest-levenshtein';

/** The end of a refusal: what was meant, most likely. */
export function suggestion(name: string, known: readonly string[]): string {
  return `did you mean « ${closest(name, [...known])} »? See --help.`;
}
