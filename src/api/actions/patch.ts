import { matchesJson } from '../../traffic/conditions.ts';
import type { Action } from '../../traffic/types.ts';
import { LongAnswer } from '../long-answer.ts';
import type { Body } from './acting.ts';

type Patch = Extract<Action, { action: 'patch' }>;

/**
 * Patches one record, or each record of a long answer. The members that are not patched keep their text: their order,
 * and the digits of their numbers.
 */
export function patch(action: Patch, body: Body): Body {
  const patchRecord = patcherOf(action);
  if (typeof body === 'string') return patchRecord(body);
  return new LongAnswer(function* () {
    let open = '';
    // A chunk has whole records.
    for (const chunk of body.chunks) {
      const text = chunk.toString();
      let patched = '';
      let end = 0;
      let start = 0;
      for (const { 0: token, index } of text.matchAll(TOKENS)) {
        if (token === '{' || token === '[') {
          if (isOfRecords(open)) start = index;
          open += token;
        } else if (token === '}' || token === ']') {
          open = open.slice(0, -1);
          if (!isOfRecords(open)) continue;
          patched += text.slice(end, start) + patchRecord(text.slice(start, index + 1));
          end = index + 1;
        }
      }
      yield Buffer.from(patched + text.slice(end));
    }
  });
}

/** Strings, brackets and commas of a JSON text. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],]/g;

/** Whether these open brackets are those of a list, or of a list in a document. */
function isOfRecords(open: string): boolean {
  return open === '[' || open === '{[';
}

/** Makes a function that patches the text of a record. */
function patcherOf({ merge = {}, remove = [], where = {} }: Patch): (text: string) => string {
  const values = new Map(
    Object.entries(merge).map(([name, value]) => [name, JSON.stringify(value)]),
  );
  return (text) => {
    if (!matchesJson(where, JSON.parse(text))) return text;
    const added = new Map(values);
    const members: string[] = [];
    const write = (name: string, value: string) => members.push(`${JSON.stringify(name)}:${value}`);
    for (const member of membersOf(text)) {
      const name = nameOf(member);
      const value = values.get(name);
      added.delete(name);
      if (value !== undefined) write(name, value);
      else if (!remove.includes(name)) members.push(member);
    }
    for (const [name, value] of added) write(name, value);
    return `{${members.join(',')}}`;
  };
}

/** The texts of an object's members. */
function membersOf(text: string): string[] {
  const members: string[] = [];
  let depth = 0;
  let start = 1;
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    if (depth === 0 || (depth === 1 && token === ',')) {
      members.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return members;
}

/** The name of a member, from its text. */
function nameOf(member: string): string {
  return JSON.parse((/"(?:[^"\\]|\\.)*"/.exec(member) as RegExpExecArray)[0]);
}
