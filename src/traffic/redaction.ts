const MASK = '***';

/** Shorter texts that nobody has registered are words rather than secrets. */
const SHORTEST_UNKNOWN = 6;

/** Of longer texts, only the spelling that they have is looked for. */
const LONGEST_ESCAPED = 512;

/** The beginning of every secret that the mock server makes: one pattern finds them all, however many there are. */
export const SECRET_MARK = 'fsm_';

/** The beginning of every login that the mock server makes, which begins the credentials in Base64, too. */
export const LOGIN_MARK = 'sandbox-';

/** Characters of Base64, in its alphabet for URLs too, and as URLs and JSON escape them. */
const BASE64 = String.raw`(?:[\w+/-]|%2[bBfF]|\\/)+`;

/** The marks; in Base64, the bits that a mark shares with its neighbours vary, and so does where it begins. */
const MARKED = new RegExp(
  [
    String.raw`fsm(?:_|%5[fF]|\\u005[fF])[\w-]{8,}`,
    `c2FuZGJveC[01]${BASE64}`,
    `ZnNtX[w-z0-9+/_-]${BASE64}`,
    `[GWm2]ZzbV[89+/_-]${BASE64}`,
    `mc21f${BASE64}`,
  ].join('|'),
  'g',
);

/** An expression that finds a secret in one of its spellings, and the length of this spelling. */
interface Spelling {
  readonly length: number;
  readonly expression: RegExp;
}

/** Removes secrets from texts, in the spellings in which they travel. */
export class Redaction {
  #spellings: readonly Spelling[];
  /** The latest that was made of it: most requests of a client present the same. */
  #latest: { readonly of: string; readonly redaction: Redaction } | undefined;

  /** `known`: the keys and passwords of applications; those with the mark need not be told. */
  constructor(known: Iterable<string>) {
    this.#spellings = longestFirst([...new Set(known)].flatMap(spellingsOf));
  }

  /** Removes also what a request presented as secrets, right or wrong. */
  with(presented: Iterable<string>): Redaction {
    const secrets = [...new Set(presented)].filter(({ length }) => length >= SHORTEST_UNKNOWN);
    const of = secrets.join('\0');
    if (this.#latest?.of !== of) this.#latest = { of, redaction: this.#make(secrets) };
    return this.#latest.redaction;
  }

  #make(secrets: readonly string[]): Redaction {
    const further = secrets.flatMap(spellingsOf);
    if (further.length === 0) return this;
    const redaction = new Redaction([]);
    redaction.#spellings = longestFirst([...this.#spellings, ...further]);
    return redaction;
  }

  text(text: string): string {
    let redacted = text.replace(MARKED, MASK);
    for (const { expression } of this.#spellings) redacted = redacted.replace(expression, MASK);
    return redacted;
  }
}

/** One secret may begin with another. */
function longestFirst(spellings: Spelling[]): Spelling[] {
  return spellings.sort((a, b) => b.length - a.length);
}

/** As it is and in Base64, escaped or not; none of what the mark finds. */
function spellingsOf(secret: string): Spelling[] {
  if (secret.replace(MARKED, '').replace(/=+$/, '') === '') return [];
  return [secret, Buffer.from(secret).toString('base64').replace(/=+$/, '')].map((text) => {
    // An expression for every escape of a long text would be too large to be compiled.
    const pattern =
      text.length > LONGEST_ESCAPED ? literally(text) : Array.from(text, patternOf).join('');
    return { length: text.length, expression: new RegExp(pattern, 'g') };
  });
}

/** A character as it is, as URLs and forms encode it, and as JSON escapes it, in ASCII or not. */
function patternOf(character: string): string {
  if (/[0-9A-Za-z]/.test(character)) return character;
  const octets = Array.from(Buffer.from(character), (octet) => `%${hexadecimal(octet, 2)}`);
  const units = character.split('').map((unit) => `\\\\u${hexadecimal(unit.charCodeAt(0), 4)}`);
  const spellings = [
    literally(character),
    literally(JSON.stringify(character).slice(1, -1)),
    octets.join(''),
    units.join(''),
    ...(character === ' ' ? ['\\+'] : []),
    ...(character === '/' ? ['\\\\/'] : []),
  ];
  return `(?:${spellings.join('|')})`;
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** In digits of either case. */
function hexadecimal(number: number, digits: number): string {
  const text = number.toString(16).padStart(digits, '0');
  return text.replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

/** What a request offers as password and key, right or wrong. */
export function presented(rawHeaders: readonly string[], url: string): string[] {
  const secrets = new URLSearchParams(url.split(/\?(.*)/s)[1]).getAll('key');
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if ((rawHeaders[index] as string).toLowerCase() !== 'authorization') continue;
    const [, token = ''] = (rawHeaders[index + 1] as string).split(/ +/);
    const [, password = ''] = Buffer.from(token, 'base64').toString().split(/:(.*)/s);
    secrets.push(token.replace(/=+$/, ''), password);
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
  const parameters = new Map<string, string | string[]>();
  for (const [rawName, value] of new URLSearchParams(query)) {
    const name = redaction.text(rawName);
    const shown = KEY_NAME.test(rawName) ? MASK : redaction.text(value);
    const before = parameters.get(name);
    if (before === undefined) parameters.set(name, shown);
    else if (typeof before === 'string') parameters.set(name, [before, shown]);
    else before.push(shown);
  }
  return Object.fromEntries(parameters);
}
