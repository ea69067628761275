import { closest, distance } from 'fastest-levenshtein';

/** Maximum number of differing letters, so that a suggestion is not a guess. */
const REACH = 3;

/** The known name that was probably meant: one with this beginning, else the closest one within reach; ignores case. */
export function meant(name: string, known: readonly string[]): string | undefined {
  const lower = name.toLowerCase();
  const longer = known.find((each) => lower !== '' && each.toLowerCase().startsWith(lower));
  if (longer !== undefined) return longer;
  const nearest = closest(
    lower,
    known.map((each) => each.toLowerCase()),
  );
  return isTypo(lower, nearest) ? known.find((each) => each.toLowerCase() === nearest) : undefined;
}

/** Whether at most a third of the letters differ; half of them, if only their order or the end of the name is wrong. */
function isTypo(name: string, other: string): boolean {
  const edits = distance(name, other);
  const alike = name.startsWith(other) || sorted(name) === sorted(other);
  return edits <= REACH && (alike ? 2 : 3) * edits <= Math.max(name.length, other.length);
}

function sorted(name: string): string {
  return [...name].sort().join('');
}

/** The end of a message about an unknown name: the name probably meant, else all names. */
export function suggestion(name: string, known: readonly string[]): string {
  const near = meant(name, known);
  return near === undefined ? `give one of ${known.join(', ')}.` : `did you mean "${near}"?`;
}
