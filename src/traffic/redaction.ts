const MASK = '***';

/** Shorter texts that nobody has registered are words rather than secrets. */
const SHORTEST_UNKNOWN = 6;

/** Removes secrets from texts, in the spellings in which they travel. */
export class Redaction {
  readonly #spellings: readonly string[];

  /** `known`: the keys and passwords of applications; `presented`: what a request offered as such. */
  constructor(known: Iterable<string>, presented: Iterable<string> = []) {
    const secrets = new Set(known);
    for (const secret of presented) if (secret.length >= SHORTEST_UNKNOWN) secrets.add(secret);
    const spellings = [...secrets].flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      encodeURIComponent(secret).replace(/%../g, (octet) => octet.toLowerCase()),
      encodeURIComponent(secret).replaceAll('%20', '+'),
      JSON.stringify(secret).slice(1, -1),
      // As JSON in ASCII has it.
      JSON.stringify(secret)
        .slice(1, -1)
        .replace(/[^ -~]/g, escapeUnit),
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    ]);
    // The longest first: one secret may begin with another.
    this.#spellings = [...new Set(spellings)].filter(Boolean).sort((a, b) => b.length - a.length);
  }

  text(text: string): string {
    let redacted = text;
    for (const spelling of this.#spellings) redacted = redacted.replaceAll(spelling, MASK);
    return redacted;
  }
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** What a request offers as password and key, right or wrong. */
export function presented(rawHeaders: readonly string[], url: string): string[] {
  const secrets = new URLSearchParams(url.split(/\?(.*)/s)[1]).getAll('key');
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if ((rawHeaders[index] as string).toLowerCase() !== 'authorization') continue;
    const [, token = ''] = (rawHeaders[index + 1] as string).split(/ +/);
    const [, password = ''] = Buffer.from(token, 'base64').toString().split(/:(.*)/s);
    secrets.push(token, password);
  }
  return secrets;
}

/** Names under which a key may come, by mistake, in a header or a parameter. */
export const KEY_NAME = /^(x[-_])?(api[-_]?)?(key|clef?)$/i;

/** Header fields that hold secrets whatever they say. */
const SECRET_HEADERS = new Set([
  'authorization',
  'proxy-authorization',
  'x-authorization',
  'cookie',
]);

/** A header's value without its secrets; the scheme of an Authorization is kept. */
export function redactHeader(name: string, value: string, redaction: Redaction): string {
  if (KEY_NAME.test(name)) return MASK;
  if (!SECRET_HEADERS.has(name)) return redaction.text(value);
  const scheme = /^[A-Za-z]+(?= )/.exec(value)?.[0];
  return scheme ? `${scheme} ${MASK}` : MASK;
}

/** The parameters of a query string, without the value of what may be the key. */
export function redactQuery(
  query: string,
  redaction: Redaction,
): Record<string, string | string[]> {
  const parameters: Record<string, string | string[]> = {};
  for (const [rawName, value] of new URLSearchParams(query)) {
    const name = redaction.text(rawName);
    const shown = KEY_NAME.test(rawName) ? MASK : redaction.text(value);
    const before = parameters[name];
    parameters[name] = before === undefined ? shown : [before, shown].flat();
  }
  return parameters;
}
