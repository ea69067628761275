import { isUtf8 } from 'node:buffer';

/** Well-formed sequences of UTF-8 beyond ASCII (RFC 3629 §4), and any other byte beyond ASCII. */
const BEYOND_ASCII =
  /([\xc2-\xdf][\x80-\xbf]|(?:\xe0[\xa0-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f])[\x80-\xbf]|(?:\xf0[\x90-\xbf]|[\xf1-\xf3][\x80-\xbf]|\xf4[\x80-\x8f])[\x80-\xbf]{2})|[\x80-\xff]/g;

/** The first of the lone surrogates that encode bytes. */
const BYTES = 0xdc00;

/**
 * Decodes bytes into a text for searches: UTF-8, with a lone surrogate for each invalid byte, so that `toLatin1` can
 * restore it.
 */
export function toText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  return bytes
    .toString('latin1')
    .replace(BEYOND_ASCII, (found, sequence) =>
      sequence === undefined
        ? String.fromCharCode(BYTES + found.charCodeAt(0))
        : Buffer.from(found, 'latin1').toString(),
    );
}

/** The bytes of such a text, one character each. */
export function toLatin1(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, (character) => {
    const code = character.charCodeAt(0);
    const isByte = character.length === 1 && code >= BYTES && code <= BYTES + 0xff;
    return isByte ? String.fromCharCode(code - BYTES) : Buffer.from(character).toString('latin1');
  });
}

/** Removes an incomplete UTF-8 character from the end of cut bytes. */
export function untilWholeCharacter(bytes: Buffer): Buffer {
  const beginning = /[\xc2-\xf4][\x80-\xbf]{0,2}$/.exec(bytes.subarray(-3).toString('latin1'));
  if (beginning === null) return bytes;
  const whole = bytes.subarray(0, bytes.length - beginning[0].length);
  // A complete character stays.
  return isUtf8(bytes.subarray(whole.length)) ? bytes : whole;
}
