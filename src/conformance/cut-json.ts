import { endOfString } from '../json/value.ts';

/** The levels of arrays and objects whose items are kept: those of a list, and of lists in a document. */
const DEEPEST = 2;

/** The beginning of a JSON text up to its last whole item, with the brackets that close it. */
export function wholeItems(text: string): string {
  const tokens = /["[\]{},]/g;
  const open: string[] = [];
  let end = 0;
  let closing = '';
  while (tokens.test(text)) {
    const at = tokens.lastIndex - 1;
    const token = text[at];
    if (token === '"') tokens.lastIndex = endOfString(text, at);
    else if (token === '[') open.push(']');
    else if (token === '{') open.push('}');
    else if (token !== ',') open.pop();
    if (open.at(-1) !== ']' || open.length > DEEPEST) continue;
    // After an opening bracket the array is empty; before a comma it has one more item.
    if (token === '[') end = at + 1;
    else if (token === ',') end = at;
    else continue;
    closing = open.toReversed().join('');
  }
  return text.slice(0, end) + closing;
}
