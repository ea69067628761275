import type { Entry } from './entry.ts';
import { type Expectation, type Expected, partsOf } from './expectation.ts';
import { KEY_NAME, MASK, type Redaction, redactHeader } from './redaction.ts';
import { pathBelowBase } from './request-parts.ts';
import { announcesBody, type JournalEntry, type ShownRequest } from './shown.ts';
import type { TextCondition } from './types.ts';

/** The parts of an expectation in which a request presents its key and password: these are secrets, right or wrong. */
export function presentedBy({ query = {}, headers = {} }: Expectation): ShownRequest {
  return {
    url: `?${new URLSearchParams(textsOf(query))}`,
    rawHeaders: textsOf(headers).flat(),
  };
}

function textsOf(conditions: Readonly<Record<string, TextCondition>>): [string, string][] {
  return Object.entries(conditions).map(([name, condition]) => [name, textOf(condition)]);
}

/** The text of a literal, or the one in an operator. */
function textOf(condition: TextCondition): string {
  const [text] = typeof condition === 'object' ? Object.values(condition) : [condition];
  return typeof text === 'object' ? textOf(text) : String(text);
}

/** An expectation in words, without secrets. */
export function describe(expectation: Expectation, redaction: Redaction): string {
  const details: string[] = [];
  for (const part of partsOf(expectation)) {
    if (part.member === 'operation') continue;
    const words = wordsOf(part, redaction);
    details.push(part.member === 'state' ? words : `${labelOf(part, redaction)} ${words}`);
  }
  const what = expectation.operation ?? 'a request';
  return details.length > 0 ? `${what} (${details.join(', ')})` : what;
}

/** The differences between a request and an expectation, in words. */
export function differencesOf(
  entry: Entry,
  shown: JournalEntry,
  parts: readonly Expected[],
  redaction: Redaction,
): string[] {
  return parts.flatMap((part) => {
    const held = part.holds(entry);
    if (held) return [];
    const label = part.member === 'body' ? 'the body' : labelOf(part, redaction);
    const found = held === undefined ? 'dropped' : foundIn(shown, part, redaction);
    return [`${label} is ${found}, expected ${wordsOf(part, redaction)}`];
  });
}

function labelOf({ member, name }: Expected, redaction: Redaction): string {
  if (name === undefined) return member;
  return `${member === 'query' ? 'query' : 'header'} ${redaction.text(name)}`;
}

/** A condition as a message shows it; values of possible keys are masked. */
function wordsOf({ member, name = '', condition }: Expected, redaction: Redaction): string {
  const masked = (value: string) => {
    if (member === 'headers') return redactHeader(name.toLowerCase(), value, redaction);
    return member === 'query' && KEY_NAME.test(name) ? MASK : redaction.text(value);
  };
  if (member === 'body') return redaction.text(JSON.stringify(condition));
  if (typeof condition !== 'object') return masked(String(condition));
  return JSON.stringify(condition, (_, value) => {
    const isText = typeof value === 'string' || typeof value === 'number';
    // A number that is no secret stays a number.
    return isText && masked(String(value)) !== `${value}` ? masked(String(value)) : value;
  });
}

/** The value of a shown request that a part of an expectation is about. */
function foundIn(
  shown: JournalEntry,
  { member, name = '' }: Expected,
  redaction: Redaction,
): unknown {
  switch (member) {
    case 'status':
      return shown.state === 'running' ? 'not known yet' : shown.status;
    case 'path':
      return redaction.text(pathBelowBase(shown.path));
    case 'query':
      return shownValue(shown.query, redaction.text(name));
    case 'headers':
      return shownValue(shown.headers, name.toLowerCase());
    case 'body':
      return shown.requestBody?.text ?? withoutBody(shown);
    case 'rule':
      return shown.rules.join(', ') || null;
    case 'refusal':
      return shown.refusal?.code ?? null;
    default:
      return shown[member];
  }
}

function shownValue(values: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(values, name) ? values[name] : 'missing';
}

function withoutBody(shown: JournalEntry): string {
  if (!announcesBody(shown)) return 'nothing';
  return shown.state === 'running' ? 'not known yet' : 'not read';
}
