import { isRaw } from './exact.ts';
import type { Location } from './violations.ts';

/** Maximum depth of nested arrays and objects. */
export const DEEPEST = 100;

/** The same for a record and a rule: an exported state, two levels deeper, can be imported again. */
export const DEEPEST_PART = DEEPEST - 2;

const [QUOTE, BACKSLASH] = [0x22, 0x5c];

/** The codes of `[` and `{`. */
const [BRACKET, BRACE] = [0x5b, 0x7b];

/** The first position nested too deep; undefined if there is none. `around`: the levels around the text. */
export function tooDeepAt(text: string, around = 0): number | undefined {
  // Most bodies are shorter than this many brackets.
  if (text.length + around <= DEEPEST) return undefined;
  // A search for the next token: at a start, a loop over all characters takes five times as long.
  const tokens = /["[\]{}]/g;
  let depth = around;
  while (tokens.test(text)) {
    const at = tokens.lastIndex - 1;
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) tokens.lastIndex = endOfString(text, at);
    else if (unit !== BRACKET && unit !== BRACE) depth--;
    else if (++depth > DEEPEST) return at;
  }
  return undefined;
}

/** The position after a string, or of the end of the text; `start`: its opening quote. */
export function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let escapes = at;
    while (text.charCodeAt(escapes - 1) === BACKSLASH) escapes--;
    if ((at - escapes) % 2 === 0) return at + 1;
  }
  return text.length;
}

/** The first place that is not JSON or nested too deep, and the expected value. */
export function notJson(
  value: unknown,
  deepest = DEEPEST,
): { readonly location: Location; readonly value: unknown; readonly expected: string } | undefined {
  const location: (string | number)[] = [];
  const look = (value: unknown): ReturnType<typeof notJson> => {
    if (!isJson(value)) return { location, value, expected: 'a JSON value' };
    if (typeof value !== 'object' || value === null || isRaw(value)) return undefined;
    if (location.length === deepest) {
      return { location, value, expected: `no more than ${deepest} levels of arrays and objects` };
    }
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        const found = lookInside(index, value[index]);
        if (found) return found;
      }
      return undefined;
    }
    for (const name of Object.keys(value)) {
      const member = value[name as keyof typeof value];
      // An undefined member counts as missing, as in TypeScript.
      const found = member === undefined ? undefined : lookInside(name, member);
      if (found) return found;
    }
    return undefined;
  };
  const lookInside = (step: string | number, member: unknown) => {
    location.push(step);
    const found = look(member);
    if (found === undefined) location.pop();
    return found;
  };
  return look(value);
}

/** A frozen copy of a JSON value, without undefined members. */
export function frozenCopy<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || isRaw(value)) return value;
  const copy = Array.isArray(value)
    ? value.map(frozenCopy)
    : Object.fromEntries(
        Object.entries(value)
          .filter(([, member]) => member !== undefined)
          .map(([name, member]) => [name, frozenCopy(member)]),
      );
  return Object.freeze(copy) as Value;
}

/** Whether a value, apart from its members, is JSON; objects of other realms, such as a test runner's, count too. */
function isJson(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object': {
      if (value === null || Array.isArray(value)) return true;
      const prototype = Object.getPrototypeOf(value);
      return prototype === null || Object.getPrototypeOf(prototype) === null;
    }
    default:
      return false;
  }
}

/** The beginning of a value's JSON, of about `length` characters; the rest is not visited. */
export function beginningOf(value: unknown, length: number): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, Math.max(0, length)));
  if (!isJson(value)) return nameOf(value);
  if (typeof value !== 'object' || value === null || isRaw(value)) {
    return JSON.stringify(value);
  }
  const inArray = Array.isArray(value);
  let text = '';
  for (const [name, member] of inArray ? value.entries() : Object.entries(value)) {
    if (text.length >= length) break;
    text += text === '' ? '' : ',';
    if (!inArray) text += `${beginningOf(name, length)}:`;
    // A circle ends, too: each level adds a bracket.
    text += beginningOf(member, length - text.length - 1);
  }
  return inArray ? `[${text}]` : `{${text}}`;
}

/** The kind of a value that is not JSON, in words. */
function nameOf(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'nothing';
    case 'number':
      return String(value);
    case 'bigint':
      return 'a bigint';
    case 'object':
      return 'an object of a class';
    default:
      return `a ${typeof value}`;
  }
}
