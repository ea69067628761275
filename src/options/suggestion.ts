import { closest } from 'fastest-levenshtein';

/** The end of a message about an unknown name: the known name that is closest to it. */
export function suggestion(name: string, known: readonly string[]): string {
  return `did you mean "${closest(name, [...known])}"? See --help.`;
}
