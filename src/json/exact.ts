/** Parses JSON; numbers that a JavaScript number cannot hold exactly keep their text (JSON.rawJSON). */
export function parseExactly(text: string): unknown {
  // A number follows one of these, or begins the text; digits within strings mostly follow others.
  if (!/(?:^|[[:,\s])-?\d(?:[\d.]{15}|[\d.]*[eE][-+\d])/.test(text)) return JSON.parse(text);
  return parseWithSource(text, (_key, value, { source }) => {
    if (typeof value !== 'number') return value;
    const digits = source.replace(/[eE].*|\D/g, '');
    const size = Math.abs(value);
    // Below 2^-1022, numbers have fewer significant digits.
    const held =
      size < 2 ** -1022
        ? !/[1-9]/.test(digits)
        : size < 2 ** 53 && (digits.length <= 15 || String(value) === source);
    return held ? value : rawJSON(source);
  });
}

// "JSON.parse source text access": in Node since 22, missing in TypeScript's types.
const {
  parse: parseWithSource,
  rawJSON,
  isRawJSON,
} = JSON as unknown as {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source: string }) => unknown,
  ): unknown;
  rawJSON(text: string): object;
  isRawJSON(value: unknown): boolean;
};

/** Whether a value is a number in raw form. */
export const isRaw = isRawJSON;
