import { endOfString } from '../../json/value.ts';
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
  if (typeof body === 'string') return new Patching(action, ['']).patch(body);
  return new LongAnswer(function* () {
    // Of a list, and of the lists in a document.
    const patching = new Patching(action, ['[', '{[']);
    // A chunk has whole records.
    for (const chunk of body.chunks) yield Buffer.from(patching.patch(chunk.toString()));
  });
}

/** A record in a text: its start, the number of brackets open within it, and its members so far. */
interface Found {
  readonly start: number;
  readonly depth: number;
  readonly members: string[];
  /** The start of the next member. */
  next: number;
}

/** Patches the records of a JSON text that comes in pieces. */
class Patching {
  readonly #action: Patch;
  /** The brackets that are open around a record. */
  readonly #around: readonly string[];
  /** The members to set. */
  readonly #set: ReadonlyMap<string, string>;
  #open = '';

  constructor(action: Patch, around: readonly string[]) {
    this.#action = action;
    this.#around = around;
    const members = Object.entries(action.merge ?? {});
    this.#set = new Map(
      members.map(([name, value]) => [name, `${JSON.stringify(name)}:${JSON.stringify(value)}`]),
    );
  }

  /** Patches a piece, which has whole records. */
  patch(text: string): string {
    let patched = '';
    let end = 0;
    let record: Found | undefined;
    const tokens = /["{}[\],]/g;
    for (let found = tokens.exec(text); found; found = tokens.exec(text)) {
      const { 0: token, index } = found;
      if (token === '"') {
        tokens.lastIndex = endOfString(text, index);
      } else if (token === '{' || token === '[') {
        this.#open += token;
        if (this.#around.includes(this.#open.slice(0, -1))) {
          record = { start: index, depth: this.#open.length, members: [], next: index + 1 };
        }
      } else {
        const inside = record?.depth === this.#open.length ? record : undefined;
        inside?.members.push(text.slice(inside.next, index));
        if (inside) inside.next = index + 1;
        if (token === ',') continue;
        this.#open = this.#open.slice(0, -1);
        if (inside === undefined) continue;
        const whole = text.slice(inside.start, index + 1);
        patched += text.slice(end, inside.start) + this.#patchRecord(whole, inside.members);
        end = index + 1;
      }
    }
    return patched + text.slice(end);
  }

  #patchRecord(text: string, members: readonly string[]): string {
    const { remove = [], where } = this.#action;
    if (where !== undefined && !matchesJson(where, JSON.parse(text))) return text;
    const added = new Map(this.#set);
    const kept: string[] = [];
    for (const member of members) {
      const name = nameOf(member);
      added.delete(name);
      if (!remove.includes(name)) kept.push(this.#set.get(name) ?? member);
    }
    return `{${[...kept, ...added.values()].join(',')}}`;
  }
}

/** The name of a member, from its text. */
function nameOf(member: string): string {
  const start = member.indexOf('"');
  return JSON.parse(member.slice(start, endOfString(member, start)));
}
