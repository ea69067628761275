/** In place of a secret. */
export const MASK = '***';

/** Shorter unregistered texts are words rather than secrets. */
const SHORTEST_UNKNOWN = 6;

/** Longer texts are searched in their own spelling only. */
const LONGEST_ESCAPED = 512;

/** The prefix of all generated secrets: one pattern finds them all. */
export const SECRET_MARK = 'fsm_';

/** The prefix of all generated logins; it also begins the credentials in Base64. */
export const LOGIN_MARK = 'sandbox-';

/** Characters of Base64, in its alphabet for URLs too, and as escaped in URLs and JSON. */
const BASE64 = String.raw`(?:[\w+/-]|%2[bBfF]|\\/)+`;

/** The prefixes; in Base64, the bits shared with neighbouring characters vary, and so does the offset. */
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

/** An expression for one spelling of a secret, and the length of this spelling. */
interface Spelling {
  readonly length: number;
  readonly expression: RegExp;
}

/** The spellings of secrets. Most texts have none of them, which one expression for all finds out. */
class Spellings {
  readonly all: readonly Spelling[];
  #any: RegExp | undefined;

  constructor(secrets: Iterable<string>) {
    this.all = [...new Set(secrets)].flatMap(spellingsOf);
  }

  areIn(text: string): boolean {
    if (this.all.length === 0) return false;
    this.#any ??= new RegExp(this.all.map(({ expression }) => expression.source).join('|'));
    return this.#any.test(text);
  }
}

/** Removes secrets from texts, in all spellings in which they are sent. */
export class Redaction {
  readonly #known: Spellings;
  readonly #presented: Spellings;
  #ordered: readonly Spelling[] | undefined;
  /** The redaction made last: most requests of a client present the same secrets. */
  #latest: { readonly of: string; readonly redaction: Redaction } | undefined;

  /** `known`: the keys and passwords of applications; generated ones are found by their prefix. */
  constructor(known: Iterable<string> | Spellings, presented: readonly string[] = []) {
    this.#known = known instanceof Spellings ? known : new Spellings(known);
    this.#presented = new Spellings(presented);
  }

  /** Also removes the secrets that a request presented, right or wrong. */
  with(presented: Iterable<string>): Redaction {
    const secrets = [...new Set(presented)].filter(({ length }) => length >= SHORTEST_UNKNOWN);
    const of = secrets.join('\0');
    if (this.#latest?.of !== of) {
      const further = secrets.some((secret) => !isMarked(secret));
      const redaction = further ? new Redaction(this.#known, secrets) : this;
      this.#latest = { of, redaction };
    }
    return this.#latest.redaction;
  }

  text(text: string): string {
    let redacted = text.replace(MARKED, MASK);
    if (!this.#known.areIn(redacted) && !this.#presented.areIn(redacted)) return redacted;
    this.#ordered ??= longestFirst([...this.#known.all, ...this.#presented.all]);
    for (const { expression } of this.#ordered) redacted = redacted.replace(expression, MASK);
    return redacted;
  }
}

/** Longest first: a secret may begin with another. */
function longestFirst(spellings: Spelling[]): Spelling[] {
  return spellings.sort((a, b) => b.length - a.length);
}

/** Whether the pattern of generated secrets finds the whole secret. */
export function isMarked(secret: string): boolean {
  return secret.replace(MARKED, '').replace(/=+$/, '') === '';
}

/** The spellings: plain and in Base64, escaped or not; none for a secret with the prefix. */
function spellingsOf(secret: string): Spelling[] {
  if (isMarked(secret)) return [];
  return [secret, Buffer.from(secret).toString('base64').replace(/=+$/, '')].map((text) => {
    // An expression with every escape of a long text would be too large to compile.
    const pattern =
      text.length > LONGEST_ESCAPED ? literally(text) : Array.from(text, patternOf).join('');
    return { length: text.length, expression: new RegExp(pattern, 'g') };
  });
}

/** A character in plain form, as encoded in URLs and forms, and as escaped in JSON. */
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

/** Hexadecimal digits of either case. */
function hexadecimal(number: number, digits: number): string {
  const text = number.toString(16).padStart(digits, '0');
  return text.replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

/** The password and key presented by a request, right or wrong. */
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

/** Names of headers and parameters in which a key is sent by mistake. */
export const KEY_NAME = /^(x[-_])?(api[-_]?)?(key|clef?)$/i;

/** Header fields that always hold secrets. */
const SECRET_HEADERS = new Set([
  'authorization',
  'proxy-authorization',
  'x-authorization',
  'cookie',
]);

/** A header's value without secrets; the scheme of an Authorization stays. */
export function redactHeader(name: string, value: string, redaction: Redaction): string {
  if (KEY_NAME.test(name)) return MASK;
  if (!SECRET_HEADERS.has(name)) return redaction.text(value);
  const scheme = /^[A-Za-z]+(?= )/.exec(value)?.[0];
  return scheme ? `${scheme} ${MASK}` : MASK;
}

/** The parameters of a query string; values of possible keys are masked. */
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
