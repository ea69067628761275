import { COLLECTIONS, type CollectionName } from '../contract/collections.ts';
import { dayInParis, toInstant } from '../contract/instants.ts';
import type { Application } from '../contract/types.ts';
import type { RecordPlace } from '../store/layers.ts';
import type { Filter } from '../store/lists.ts';
import type { Store, StoredRecord } from '../store/store.ts';
import { type Emptying, Journal } from '../traffic/journal.ts';
import { presented } from '../traffic/redaction.ts';
import type { Retention } from '../traffic/retention.ts';
import { type Counters, type Rule, Rules } from '../traffic/rules.ts';
import type { RuleDefinition } from '../traffic/types.ts';
import { admitState, type GivenRecords } from './admission.ts';
import type { Callers } from './callers.ts';
import type { Clock } from './clock.ts';
import { type Difference, toDifference } from './difference.ts';
import { Epoch } from './epoch.ts';
import type { Fields } from './records.ts';
import { Registration } from './registration.ts';
import {
  type ClockReading,
  type ClockSetting,
  type ClockState,
  settingOf,
  stateOf,
  WorldClock,
} from './world-clock.ts';
import { WorldData } from './world-data.ts';
import { WorldError } from './world-error.ts';

/** Layer 0 is always empty: the baseline unchanged. */
export const BASELINE = 0;

/** A copy of a world's data, clock and rules, under a name. */
export interface Snapshot {
  readonly name: string;
  /** The instant of the snapshot, by the world's clock. */
  readonly created: string;
}

/** Data that a request may read until it releases them. */
export interface Held {
  release(): void;
}

/**
 * Two states, the baseline and the present unless named as snapshots, and a page of their differences.
 * @internal
 */
export interface Comparison {
  readonly from?: string;
  readonly to?: string;
  /** The last difference of the page before. */
  readonly after?: RecordPlace | undefined;
  readonly limit?: number;
}

/** The state of a world besides its records. */
export interface WorldState {
  readonly clock: ClockSetting;
  readonly rules: readonly RuleDefinition[];
  /** Of a snapshot; a restart counts anew. */
  readonly counters?: Counters | undefined;
}

/** The start of a world, which `reset()` restores. */
export interface Origin {
  /** The layer of its data, which never changes; 0: the baseline. */
  readonly layer: number;
  readonly state: WorldState;
  readonly applications: readonly Application[];
}

/**
 * A client's view of the data: its own layer over the shared baseline, its clock, its rules, its journal.
 * @internal
 */
export class World {
  /** The number of its layer. */
  readonly id: number;
  /** Its name in messages. */
  readonly name: string;
  readonly journal: Journal;
  /** The applications that may call this world. */
  readonly registration: Registration;
  /** The operations of tests on single records. */
  readonly data: WorldData;
  /** Ends when the world is dropped or the server stops. */
  readonly life = new Epoch();
  readonly #clock: WorldClock;
  #rules: Rules;
  #epoch = new Epoch();
  /** The reason of the world's end, once it has ended. */
  #ended: string | undefined;
  #store: Store;
  #origin: Origin;
  /** Whether another baseline has replaced the first one, and its snapshots. */
  #rebased = false;
  readonly #save: (state: WorldState, applications?: readonly Application[]) => void;

  constructor(parts: {
    id: number;
    name: string;
    store: Store;
    systemClock: Clock;
    /** The start that `reset()` restores. */
    origin: Origin;
    /** The state and the applications last saved in the database, where they differ from those of the origin. */
    state?: WorldState | undefined;
    applications?: readonly Application[] | undefined;
    /** Saves the state for the next start, and the applications unless they are those of the origin. */
    save: (state: WorldState, applications?: readonly Application[]) => void;
    /** The applications of all worlds. */
    callers: Callers;
    /** The limits of the journals of all worlds. */
    retention: Retention;
  }) {
    this.id = parts.id;
    this.name = parts.name;
    const { origin, callers } = parts;
    this.#store = parts.store;
    this.#origin = origin;
    this.#save = parts.save;
    const { clock, rules, counters } = parts.state ?? origin.state;
    this.#clock = new WorldClock(parts.systemClock, clock);
    this.#rules = new Rules(rules, counters);
    this.journal = new Journal(
      ({ rawHeaders, url }) => callers.redaction.with(presented(rawHeaders, url)),
      parts.retention,
    );
    this.data = new WorldData(this, (change) => this.#write(change));
    const registered = parts.applications ?? origin.applications;
    this.registration = new Registration(this, callers, registered, (applications) =>
      this.#write(() => this.#saveState(this.#state(), applications)),
    );
  }

  /** The applications that may call this world; the first one of the main world is the demo application. */
  get applications(): readonly Application[] {
    return this.registration.all;
  }

  /** The start that `reset()` restores. */
  get origin(): Origin {
    return this.#origin;
  }

  /** The store of its layer and its origin. */
  get store(): Store {
    return this.#store;
  }

  /**
   * Ends when the data are restored or replaced, or with the world: requests that began before it ended must change
   * nothing, and their waits are over.
   */
  get epoch(): Epoch {
    return this.#epoch;
  }

  // The API.

  /** The present, in the API's notation. */
  now(): string {
    return toInstant(this.time());
  }

  /** The present. */
  time(): Date {
    return this.#clock.now();
  }

  /** Keeps the data that the world has now readable for a request, until it calls `release()`. */
  hold(): Held {
    return this.#store.hold();
  }

  /** The JSON text of a record; undefined without such a record. */
  document(name: CollectionName, key: number): string | undefined {
    return this.#store.read(this.id, name, key);
  }

  /**
   * Sets the first of `names` to a value and the others to the clock's time, unless the record already has the value
   * (CONTRACT.md §3). Returns whether the record changed, with the members that were set or, if unchanged, all members;
   * undefined without such a record. Pass the same array of names each time: statements are cached by it.
   */
  change(
    name: CollectionName,
    key: number,
    names: readonly string[],
    value: number,
  ): { readonly changed: boolean; readonly members: Fields } | undefined {
    this.check();
    const now = this.now();
    const [first = '', ...dates] = names;
    const values = [value, ...dates.map(() => now)];
    const { layers } = this.#store;
    // Most records that change have changed before: the statement updates them without a read.
    if (!layers.change(this.id, name, key, names, values)) {
      const text = this.document(name, key);
      if (text === undefined) return undefined;
      const record = JSON.parse(text) as Fields;
      if (record[first] === value) return { changed: false, members: record };
      layers.changeBaseline(this.id, name, key, names, values);
    }
    const members: Fields = {};
    names.forEach((member, index) => {
      members[member] = values[index];
    });
    return { changed: true, members };
  }

  /** A collection's current records: JSON texts joined by commas, in chunks (see `Store.chunks`). */
  list(name: CollectionName, filter: Filter = {}): Iterable<Buffer> {
    return this.#store.chunks(this.id, name, filter, dayInParis(this.time()));
  }

  // Operations of tests on the data as a whole.

  /** Restores the origin: data, clock, rules, applications, journal. Snapshots stay. */
  reset(): void {
    const { state, applications } = this.#origin;
    this.#take(state, () => this.#restoreData(), applications);
    this.registration.restore(applications);
  }

  /** Restores the data of the origin; clock, rules, applications and journal stay. */
  resetData(): void {
    this.#write(() => this.#restoreData());
    const before = this.#epoch;
    this.#epoch = new Epoch();
    before.end();
  }

  #restoreData(): void {
    // The layer of the baseline is empty.
    this.#store.layers.copy(this.#origin.layer, this.id);
  }

  /** Goes over to the baseline of another store, as a reset does; the snapshots are lost with the former store. */
  rebase(store: Store, origin: Origin): void {
    const rules = new Rules(origin.state.rules);
    this.registration.end();
    this.#store = store;
    this.#origin = origin;
    this.#rebased = true;
    this.registration.begin();
    this.#clock.apply(origin.state.clock);
    this.#rules = rules;
    this.#beginEpoch('reload');
  }

  /** Saves the data, the clock and the rules with their counters under a name; replaces an earlier snapshot of that name. */
  saveSnapshot(name: string): Snapshot {
    const created = this.now();
    const doc = JSON.stringify({ ...this.#state(), counters: this.#rules.counters() });
    this.#write(() => this.#store.layers.saveSnapshot(this.id, { name, created, doc }));
    return { name, created };
  }

  /** The snapshots, oldest first. */
  snapshots(): Snapshot[] {
    return this.#store.layers.snapshots(this.id).map(({ name, created }) => ({ name, created }));
  }

  /** Restores a snapshot: data, clock and rules; empties the journal. */
  restoreSnapshot(name: string): void {
    const { layer, doc } = this.#snapshot(name);
    this.#take(JSON.parse(doc), () => this.#store.layers.copy(layer, this.id));
  }

  deleteSnapshot(name: string): void {
    this.#snapshot(name);
    this.#write(() => this.#store.layers.dropSnapshot(this.id, name));
  }

  /** Copies a snapshot's data into another layer; returns its clock and rules. */
  copySnapshot(name: string, layer: number): WorldState {
    const snapshot = this.#snapshot(name);
    this.#store.layers.copy(snapshot.layer, layer);
    return JSON.parse(snapshot.doc);
  }

  /**
   * The records that differ: between the origin and now, from a snapshot, or to a snapshot; by collection and key, those
   * after a record, at most `limit`.
   */
  diff({ from, to, after: last, limit = Number.POSITIVE_INFINITY }: Comparison = {}): Difference[] {
    const before = from === undefined ? this.#origin.layer : this.#snapshot(from).layer;
    const after = to === undefined ? this.id : this.#snapshot(to).layer;
    const differences: Difference[] = [];
    for (const change of this.#store.layers.difference(before, after, last)) {
      const difference = toDifference(change);
      // The texts may differ only in the order of their members.
      if (difference.change === 'modified' && Object.keys(difference.fields).length === 0) continue;
      differences.push(difference);
      if (differences.length === limit) break;
    }
    return differences;
  }

  /**
   * Replaces all records, checked as fixtures, and the clock and the rules if they are given; a missing collection is
   * empty. Empties the journal.
   */
  importState(
    records: GivenRecords,
    others: { clock?: ClockState | undefined; rules?: readonly RuleDefinition[] | undefined } = {},
  ): void {
    this.replaceRecords(admitState(records, true), others);
  }

  /** The same with records that have been checked, such as those of fixtures. */
  replaceRecords(
    records: Readonly<Record<CollectionName, Iterable<StoredRecord>>>,
    {
      clock,
      rules,
    }: { clock?: ClockState | undefined; rules?: readonly RuleDefinition[] | undefined },
  ): void {
    const setting = clock === undefined ? this.#clock.setting : settingOf(clock);
    this.#become(setting, rules === undefined ? this.#rules : new Rules(rules), () => {
      for (const { name } of COLLECTIONS) {
        this.#store.layers.replace(this.id, name, records[name]);
      }
    });
    this.#beginEpoch();
  }

  /** The state: a JSON object with the records of each collection, the clock and the rules. */
  *exportState(): Generator<Buffer> {
    let before = '{';
    for (const { name } of COLLECTIONS) {
      yield Buffer.from(`${before}"${name}":[`);
      let comma = '';
      for (const chunk of this.#store.chunks(this.id, name, {})) {
        yield Buffer.from(comma);
        yield chunk;
        comma = ',';
      }
      before = '],';
    }
    const others = { clock: stateOf(this.#clock.setting), rules: this.#rules.definitions() };
    yield Buffer.from(`],${JSON.stringify(others).slice(1)}`);
  }

  // Operations on the clock.

  readClock(): ClockReading {
    return this.#clock.read();
  }

  /** Stops the clock, at a time or at the present. */
  freezeClock(at?: Date): ClockReading {
    return this.#changeClock(this.#clock.frozen(at));
  }

  /** Moves the clock to a time, from which it runs on; a frozen clock stays frozen there. */
  setClock(at: Date): ClockReading {
    return this.#changeClock(this.#clock.movedTo(at));
  }

  /** Moves the clock forward by milliseconds, or back by a negative number. */
  advanceClock(milliseconds: number): ClockReading {
    return this.#changeClock(this.#clock.advanced(milliseconds));
  }

  /** Sets the clock to that of the origin. */
  resetClock(): ClockReading {
    return this.#changeClock(this.#origin.state.clock);
  }

  /** Sets the clock to the machine's time. */
  realClock(): ClockReading {
    return this.#changeClock({ mode: 'real' });
  }

  // Operations on the rules.

  get rules(): Pick<Rules, 'get' | 'decide' | 'forBodies' | 'forRefused' | 'list' | 'needsBody'> {
    return this.#rules;
  }

  addRule(definition: RuleDefinition): Rule {
    const rule = this.#rules.fix(definition);
    this.#saveRules(this.#rules.definitionsWith(rule));
    return this.#rules.put(rule);
  }

  replaceRules(definitions: readonly RuleDefinition[]): void {
    // The journal stays: a new rule must not get the id of a former one.
    this.#become(this.#clock.setting, new Rules(definitions, [], this.#rules.named));
  }

  /** Restores the rules of the origin. */
  clearRules(): void {
    this.replaceRules(this.#origin.state.rules);
  }

  /** Releases the oldest requests that a rule holds, by default all; returns their number. */
  releaseRule(id: string, count?: number): number {
    this.#checkRule(id);
    return this.#rules.release(id, count);
  }

  /** The rules that tests have added and that should have acted, but have not. */
  unusedRules(): Rule[] {
    return this.#rules.unused(this.#store.rules());
  }

  deleteRule(id: string): void {
    this.#checkRule(id);
    this.#saveRules(this.#rules.definitions().filter((rule) => rule.id !== id));
    this.#rules.remove(id);
  }

  #checkRule(id: string): void {
    if (!this.#rules.has(id)) {
      const known = this.#rules.list().map((rule) => rule.id);
      throw new WorldError('unknown', `There is no rule "${id}": ${listed('rules', known)}.`);
    }
  }

  /** Ends the world: cuts off its requests; further calls throw a `WorldError`. */
  end(reason: string): void {
    this.#ended = reason;
    this.registration.end();
    this.life.end();
    this.#epoch.end();
    this.journal.close(new WorldError('unknown', reason));
  }

  /** Throws a `WorldError` once the world has ended. */
  check(): void {
    if (this.#ended !== undefined) throw new WorldError('unknown', this.#ended);
  }

  #state(): WorldState {
    return { clock: this.#clock.setting, rules: this.#rules.definitions() };
  }

  #take(
    { clock, rules, counters }: WorldState,
    change: () => void,
    applications?: readonly Application[],
  ): void {
    this.#become(clock, new Rules(rules, counters), change, applications);
    this.#beginEpoch();
  }

  #beginEpoch(by: Emptying['by'] = 'reset'): void {
    const before = this.#epoch;
    this.#epoch = new Epoch();
    this.journal.empty(by);
    before.end();
  }

  /**
   * Saves the next state together with a change of the data, then applies it: if the storage refuses, nothing changes.
   */
  #become(
    clock: ClockSetting,
    rules: Rules,
    change = () => {},
    applications?: readonly Application[],
  ): void {
    this.#write(() => {
      change();
      this.#saveState({ clock, rules: rules.definitions() }, applications);
    });
    this.#clock.apply(clock);
    if (rules !== this.#rules) this.#rules.end();
    this.#rules = rules;
  }

  /** Saves the rules before they are applied. */
  #saveRules(rules: readonly RuleDefinition[]): void {
    this.#write(() => this.#saveState({ clock: this.#clock.setting, rules }));
  }

  #saveState(state: WorldState, applications = this.applications): void {
    this.#save(state, applications === this.#origin.applications ? undefined : applications);
  }

  #write<Result>(change: () => Result): Result {
    this.check();
    return this.#store.layers.atomically(change);
  }

  #changeClock(setting: ClockSetting): ClockReading {
    this.#become(setting, this.#rules);
    return this.#clock.read();
  }

  #snapshot(name: string) {
    const snapshot = this.#store.layers.snapshot(this.id, name);
    if (snapshot === undefined) {
      const known = this.snapshots().map((each) => each.name);
      throw new WorldError(
        'unknown',
        `There is no snapshot "${name}": ${listed('snapshots', known)}${this.#rebased ? LOST : ''}.`,
      );
    }
    return snapshot;
  }
}

const LOST = '; those from before the fixtures were reloaded are lost';

/** The most names in a message. */
const MOST_LISTED = 20;

function listed(what: string, names: readonly string[]): string {
  if (names.length === 0) return `there are no ${what}`;
  const more = names.length > MOST_LISTED ? `, and ${names.length - MOST_LISTED} more` : '';
  return `the ${what} are ${names.slice(0, MOST_LISTED).join(', ')}${more}`;
}
