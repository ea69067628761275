import { closest, distance } from 'fastest-levenshtein';

/** Maximum number of differing letters, so that a suggestion is not a guess. */
const REACH = 3;

/** The known name that was probably meant: one with this beginning, else the closest one if most letters are equal. */
export function meant(name: string, known: readonly string[]): string | undefined {
  const longer = known.find((each) => name !== '' && each.startsWith(name));
  if (longer !== undefined) return longer;
  const nearest = closest(name, [...known]);
  const edits = distance(name, nearest);
  return edits <= REACH && 2 * edits <= Math.max(name.length, nearest.length) ? nearest : undefined;
}

/** The end of a message about an unknown name: the name probably meant, else all names. */
export function suggestion(name: string, known: readonly string[]): string {
  const near = meant(name, known);
  return near === undefined ? `give one of ${known.join(', ')}.` : `did you mean "${near}"?`;
}
