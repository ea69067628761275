/** A text as a single word for a POSIX shell. */
export function shellWord(text: string, always = false): string {
  if (!always && /^[\w.:@%/+-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
