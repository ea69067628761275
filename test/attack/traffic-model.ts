/** A rule of the model: what it does with requests for a partner, or for all of them. */
export interface RuleOfModel {
  readonly id: string;
  readonly uid: number | undefined;
  readonly after: number;
  readonly times: number | undefined;
  readonly does: 'refuse' | 'hold' | 'pass';
}

interface Counted {
  readonly rule: RuleOfModel;
  readonly matched: number;
  readonly acted: number;
}

/** An entry of the journal, as far as the model knows it. */
export interface EntryOfModel {
  readonly operation: string;
  readonly uid: number;
  readonly state: string;
  readonly status: number;
  readonly rules: readonly string[];
}

interface Kept {
  entry: EntryOfModel;
  expected: boolean;
}

interface Held {
  readonly kept: Kept;
  readonly rule: string;
  readonly post: Post | undefined;
}

/** A POST: its partner, and the status that it sets. */
export interface Post {
  readonly uid: number;
  readonly action: 0 | 1;
}

/** How a request ends: with a status, or 0 if its connection is closed. Undefined: it is held. */
export type End = number | undefined;

/**
 * The rules, the journal, the statuses and the epochs of a world, in the simplest way that the guides describe. Requests
 * that are held have a number each, by which their ends are told.
 */
export class TrafficModel {
  rules: Counted[] = [];
  journal: Kept[] = [];
  readonly held = new Map<number, Held>();
  readonly #statuts = new Map<number, 0 | 1>();
  readonly #original: ReadonlyMap<number, 0 | 1>;
  readonly #snapshots = new Map<string, { rules: Counted[]; statuts: Map<number, 0 | 1> }>();
  #numbers = 0;

  constructor(statuts: ReadonlyMap<number, 0 | 1>) {
    this.#original = statuts;
    this.#become(statuts);
  }

  statut(uid: number): 0 | 1 | undefined {
    return this.#statuts.get(uid);
  }

  /** A request; returns its end, and its number if it is held. */
  request(uid: number, post?: Post): { end: End; number: number } {
    const operation = post ? 'setUserStatut' : 'getUser';
    const number = ++this.#numbers;
    let does: RuleOfModel['does'] = 'pass';
    const rules: string[] = [];
    this.rules = this.rules.map((counted) => {
      const { rule, matched, acted } = counted;
      const asked = rules.length === 0 && (rule.uid ?? uid) === uid;
      if (!asked) return counted;
      const acts = matched >= rule.after && acted < (rule.times ?? Number.POSITIVE_INFINITY);
      if (acts) {
        does = rule.does;
        rules.push(rule.id);
      }
      return { rule, matched: matched + 1, acted: acted + (acts ? 1 : 0) };
    });
    const running = { operation, uid, state: 'running', status: 0, rules };
    const kept: Kept = { entry: running, expected: false };
    this.journal.push(kept);
    const [rule] = rules;
    const how = does as RuleOfModel['does'];
    if (how === 'hold') {
      this.held.set(number, { kept, rule: rule as string, post });
      return { end: undefined, number };
    }
    if (how === 'refuse') return { end: this.#answer(kept, 503), number };
    if (post) this.#statuts.set(post.uid, post.action);
    return { end: this.#answer(kept, 200), number };
  }

  /** Adds a rule before the others, or in place of the one with its id; those held by that one pass. */
  add(rule: RuleOfModel): number[] {
    const counted = { rule, matched: 0, acted: 0 };
    const place = this.rules.findIndex(({ rule: { id } }) => id === rule.id);
    if (place < 0) {
      this.rules = [counted, ...this.rules];
      return [];
    }
    this.rules = this.rules.with(place, counted);
    return this.release(rule.id);
  }

  remove(id: string): number[] {
    this.rules = this.rules.filter(({ rule }) => rule.id !== id);
    return this.release(id);
  }

  replace(rules: readonly RuleOfModel[]): number[] {
    this.rules = rules.map((rule) => ({ rule, matched: 0, acted: 0 }));
    return this.#pass([...this.held.keys()]);
  }

  /** The numbers of the requests that pass. */
  release(id: string, count = Number.POSITIVE_INFINITY): number[] {
    const own = [...this.held].filter(([, { rule }]) => rule === id).map(([number]) => number);
    return this.#pass(own.slice(0, count));
  }

  heldBy(id: string): number {
    return [...this.held.values()].filter(({ rule }) => rule === id).length;
  }

  clearJournal(): void {
    this.journal = [];
  }

  save(name: string): void {
    this.#snapshots.set(name, { rules: this.rules, statuts: new Map(this.#statuts) });
  }

  has(name: string): boolean {
    return this.#snapshots.has(name);
  }

  /** The numbers of the requests that are closed. */
  restore(name: string): number[] {
    const { rules, statuts } = this.#snapshots.get(name) as {
      rules: Counted[];
      statuts: Map<number, 0 | 1>;
    };
    this.rules = rules;
    this.clearJournal();
    return this.#become(statuts);
  }

  reset(): number[] {
    this.rules = [];
    this.clearJournal();
    return this.#become(this.#original);
  }

  resetData(): number[] {
    return this.#become(this.#original);
  }

  /** A verification: the number of matching requests; those of a passed one are expected. */
  verify(operation: string, uid: number, times: number): number {
    const matching = this.journal.filter(
      ({ entry }) => entry.operation === operation && entry.uid === uid,
    );
    if (matching.length === times) for (const kept of matching) kept.expected = true;
    return matching.length;
  }

  #answer(kept: Kept, status: number): number {
    kept.entry = { ...kept.entry, state: 'answered', status };
    return status;
  }

  #pass(numbers: number[]): number[] {
    for (const number of numbers) {
      const { kept, post } = this.held.get(number) as Held;
      this.held.delete(number);
      if (post) this.#statuts.set(post.uid, post.action);
      this.#answer(kept, 200);
    }
    return numbers;
  }

  /** Another epoch of the data: the requests under way are closed. */
  #become(statuts: ReadonlyMap<number, 0 | 1>): number[] {
    this.#statuts.clear();
    for (const [uid, statut] of statuts) this.#statuts.set(uid, statut);
    const numbers = [...this.held.keys()];
    for (const { kept } of this.held.values()) kept.entry = { ...kept.entry, state: 'aborted' };
    this.held.clear();
    return numbers;
  }
}
