import { closest, distance } from 'fastest-levenshtein';

/** The most letters that may differ, so that a suggestion is not a guess. */
const REACH = 3;

/** The known name that was probably meant: one that begins so, else the closest, where more is alike than different. */
export function meant(name: string, known: readonly string[]): string | undefined {
  const longer = known.find((each) => name !== '' && each.startsWith(name));
  if (longer !== undefined) return longer;
  const nearest = closest(name, [...known]);
  const edits = distance(name, nearest);
  return edits <= REACH && 2 * edits <= Math.max(name.length, nearest.length) ? nearest : undefined;
}

/** The end of a message about an unknown name: what was probably meant, else what there is. */
export function suggestion(name: string, known: readonly string[]): string {
  const near = meant(name, known);
  return near === undefined ? `give one of ${known.join(', ')}.` : `did you mean "${near}"?`;
}
