import { MOST_VIOLATIONS } from '../json/violations.ts';
import { validateHeaderName, validateHeaderValue } from '../node-http.ts';
import { type Location, type PlacedViolation, show } from './validation.ts';

/** Invalid header fields: at most one more than are reported. */
export function violationsOfHeaders(
  headers: Readonly<Record<string, string>> = {},
  base: Location,
  expectedOf: (name: string, value: string) => string | undefined,
): PlacedViolation[] {
  const violations: PlacedViolation[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (violations.length > MOST_VIOLATIONS) break;
    const expected = expectedOf(name, value);
    const found = `${show(name)}: ${show(value)}`;
    if (expected) violations.push({ location: [...base, name], found, expected });
  }
  return violations;
}

/** Header fields of the connection (RFC 9110 §7.6.1) and of the body's length: the server sets them. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The expected name or value where a header field cannot be sent; undefined where it can. */
export function expectedOfHeader(name: string, value: string): string | undefined {
  if (OF_THE_CONNECTION.has(name.toLowerCase())) return 'another name: the server sets this field';
  const unsendable = expectedOfField(name, value);
  if (unsendable) return unsendable;
  // Fastify replaces others by one of its own.
  if (name.toLowerCase() === 'content-type' && !MEDIA_TYPE.test(value)) {
    return 'a media type such as text/html (RFC 9110 §8.3.1)';
  }
  return undefined;
}

const MEDIA_TYPE = /^\s*[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(;|$)/;

/** The correction of a header field that no message can have; undefined if a message can have it. */
export function expectedOfField(name: string, value: string): string | undefined {
  try {
    validateHeaderName(name);
  } catch {
    return "a name of letters, digits and !#$%&'*+-.^_`|~ (RFC 9110 §5.6.2)";
  }
  try {
    validateHeaderValue(name, value);
  } catch {
    return 'a value of one line, in Latin-1 (RFC 9110 §5.5)';
  }
  return undefined;
}
