import type { Application } from '../contract/applications.ts';
import { COLLECTIONS, type Collection, type CollectionName } from '../contract/collections.ts';
import type { Statut } from '../contract/resources.ts';
import { parseExactly } from '../exact-json.ts';
import { type Clock, dayInParis, toInstant } from './clock.ts';
import { Journal } from './journal.ts';
import type { RecordChange } from './layers.ts';
import { checkRecords, type Fields, type Report, toStored } from './records.ts';
import { presented, Redaction } from './redaction.ts';
import { checkReferences } from './references.ts';
import { type Rule, type RuleDefinition, Rules } from './rules.ts';
import type { Filter, Store } from './store.ts';
import { toFault } from './validation.ts';
import { type ClockReading, type ClockSetting, WorldClock } from './world-clock.ts';
import { type Fault, WorldError } from './world-error.ts';

/** Layer 0 is always empty: the baseline as it is. */
const BASELINE = 0;

/** A record before and after, field by field. */
export interface Difference {
  readonly collection: CollectionName;
  readonly key: number;
  readonly change: 'created' | 'modified' | 'deleted';
  /** By name, the members that differ; one that is missing on a side is null there. */
  readonly fields: Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;
}

/** A copy of a world's data, clock and rules, under a name. */
export interface Snapshot {
  readonly name: string;
  /** When it was taken, by the world's clock. */
  readonly created: string;
}

/** What a world starts with, and returns to. */
export interface Baseline {
  readonly clock: ClockSetting;
  readonly rules: readonly RuleDefinition[];
}

/** What is kept of a world besides its records. */
export interface WorldState {
  readonly clock: ClockSetting;
  readonly rules: readonly RuleDefinition[];
}

/**
 * What one client sees and changes: its own layer over the shared baseline, its clock, its rules, its journal.
 * @internal
 */
export class World {
  /** The number of its layer. */
  readonly id: number;
  /** The applications that may call it; of the main world, the first is the demo application. */
  readonly applications: readonly Application[];
  readonly journal: Journal;
  readonly #clock: WorldClock;
  #rules: Rules;
  #dropped = false;
  readonly #store: Store;
  readonly #baseline: Baseline;
  readonly #save: (state: WorldState) => void;

  constructor(parts: {
    id: number;
    applications: readonly Application[];
    store: Store;
    systemClock: Clock;
    baseline: Baseline;
    /** Where it was when it was last saved; else it starts from the baseline. */
    state?: WorldState | undefined;
    /** Keeps its state for the next start. */
    save: (state: WorldState) => void;
    /** The keys and passwords of every world, which no journal may show. */
    secrets: () => Iterable<string>;
  }) {
    this.id = parts.id;
    this.applications = parts.applications;
    this.#store = parts.store;
    this.#baseline = parts.baseline;
    this.#save = parts.save;
    const { clock, rules } = parts.state ?? parts.baseline;
    this.#clock = new WorldClock(parts.systemClock, clock);
    this.#rules = rulesOf(rules);
    this.journal = new Journal(
      ({ rawHeaders, url }) => new Redaction(parts.secrets(), presented(rawHeaders, url)),
    );
  }

  // What the API serves.

  /** The present, as the API writes it. */
  now(): string {
    return toInstant(this.time());
  }

  /** The present. */
  time(): Date {
    return this.#clock.now();
  }

  /** The JSON text of a partner, or undefined. */
  user(uid: number): string | undefined {
    return this.#store.read(this.id, 'users', uid);
  }

  /**
   * Inscrit (1) or désinscrit (0) a partner, at the clock's time; the status that already holds changes nothing
   * (CONTRACT.md §3). Returns the status after it, or undefined when there is no such partner.
   */
  setStatut(uid: number, action: 0 | 1): (Statut & { changed: boolean }) | undefined {
    const text = this.user(uid);
    if (text === undefined) return undefined;
    const { statut, date_modification } = JSON.parse(text);
    if (statut === action) return { uid, statut, date_modification, changed: false };
    const now = this.now();
    const dated = action === 1 ? 'date_inscription' : 'date_desinscription';
    // A request that was on its way when its sandbox was dropped must leave nothing behind.
    if (!this.#dropped) {
      const change = { statut: action, date_modification: now, [dated]: now };
      this.#store.change(this.id, 'users', uid, change);
    }
    return { uid, statut: action, date_modification: now, changed: true };
  }

  /** A collection's records as they stand now: JSON texts joined by commas, in pages (see `Store.pages`). */
  list(name: CollectionName, filter: Filter = {}): Iterable<Buffer> {
    return this.#store.pages(this.id, name, filter, dayInParis(this.time()));
  }

  // What a test can do to it.

  /** Back to the baseline: data, clock, rules, journal. Snapshots stay. */
  reset(): void {
    this.#take(this.#baseline, () => this.#store.layers.clear(this.id));
  }

  /** Keeps the data, the clock and the rules under a name, in the place of an earlier snapshot of that name. */
  saveSnapshot(name: string): Snapshot {
    const created = this.now();
    const doc = JSON.stringify(this.#state());
    this.#write(() => this.#store.layers.saveSnapshot(this.id, { name, created, doc }));
    return { name, created };
  }

  /** The snapshots, oldest first. */
  snapshots(): Snapshot[] {
    return this.#store.layers.snapshots(this.id).map(({ name, created }) => ({ name, created }));
  }

  /** Back to a snapshot: data, clock and rules; the journal is emptied. */
  restoreSnapshot(name: string): void {
    const { layer, doc } = this.#snapshot(name);
    this.#take(JSON.parse(doc), () => this.#store.layers.copy(layer, this.id));
  }

  deleteSnapshot(name: string): void {
    this.#snapshot(name);
    this.#write(() => this.#store.layers.dropSnapshot(this.id, name));
  }

  /** Copies a snapshot's data into another layer, and returns the clock and rules that go with it. */
  copySnapshot(name: string, layer: number): WorldState {
    const snapshot = this.#snapshot(name);
    this.#store.layers.copy(snapshot.layer, layer);
    return JSON.parse(snapshot.doc);
  }

  /** What differs, by record: between the baseline and now, or from one snapshot, to another. */
  diff({ from, to }: { from?: string; to?: string } = {}): Difference[] {
    const before = from === undefined ? BASELINE : this.#snapshot(from).layer;
    const after = to === undefined ? this.id : this.#snapshot(to).layer;
    return this.#store.layers
      .difference(before, after)
      .map(toDifference)
      .filter(({ change, fields }) => change !== 'modified' || Object.keys(fields).length > 0);
  }

  /** One record as it is stored. */
  record(name: CollectionName, key: number): Fields {
    const text = this.#store.read(this.id, name, key);
    if (text === undefined) throw unknownRecord(name, key);
    return parseExactly(text) as Fields;
  }

  /** Creates a record or replaces the one of its key, after the checks of a fixture. */
  putRecord(name: CollectionName, record: Fields): Fields {
    const collection = collectionOf(name);
    const faults: Fault[] = [];
    // The record stands alone: its place in the list that is checked says nothing.
    const report: Report = {
      at: ([, ...location], found, expected) => faults.push(toFault({ location, found, expected })),
    };
    checkRecords(collection, [record], report);
    const own = record[collection.key];
    const keys = Object.fromEntries(
      COLLECTIONS.map((target) => [
        target.name,
        {
          has: (key: unknown) =>
            (target.name === name && key === own) || this.#has(target.name, Number(key)),
        },
      ]),
    );
    checkReferences(collection, [record], keys, report);
    this.#refuseCircles(collection, record, report);
    if (faults.length > 0) {
      throw new WorldError('invalid', `The record of ${name} is not admitted.`, faults);
    }
    const { key, document } = toStored(collection, record);
    this.#write(() => this.#store.layers.put(this.id, name, key, document));
    return this.record(name, key);
  }

  /** Deletes a record; refused while another refers to it. */
  deleteRecord(name: CollectionName, key: number): void {
    if (!this.#has(name, key)) throw unknownRecord(name, key);
    for (const { name: other, references } of COLLECTIONS) {
      for (const [member, target] of Object.entries(references)) {
        if (target !== name) continue;
        const referrers = this.#store.layers
          .referrers(this.id, other, member, key)
          .filter((referrer) => other !== name || referrer !== key);
        if (referrers.length > 0) {
          throw new WorldError(
            'conflict',
            `Records refer to ${key} of ${name}: ${member} of ${other} ${referrers.join(', ')}. Change or delete them first.`,
          );
        }
      }
    }
    this.#write(() => this.#store.layers.put(this.id, name, key, null));
  }

  /**
   * Puts other records, checked as fixtures, in the place of all, and other rules if there are any; a collection that is
   * missing is empty.
   */
  replaceState(
    records: Readonly<{ [Name in CollectionName]?: readonly Fields[] | undefined }>,
    definitions?: readonly RuleDefinition[],
  ): void {
    const faults: Fault[] = [];
    const reportOf = (name: CollectionName): Report => ({
      at: (location, found, expected) =>
        faults.push(toFault({ location, found, expected }, `/${name}`)),
    });
    const keys: Partial<Record<CollectionName, Set<unknown>>> = {};
    for (const collection of COLLECTIONS) {
      const { name } = collection;
      keys[name] = checkRecords(collection, records[name] ?? [], reportOf(name));
    }
    for (const collection of COLLECTIONS) {
      const { name } = collection;
      checkReferences(collection, records[name] ?? [], keys, reportOf(name));
    }
    if (faults.length > 0) throw new WorldError('invalid', 'The state is not admitted.', faults);
    const rules = definitions === undefined ? this.#rules : rulesOf(definitions);
    this.#become(this.#clock.setting, rules, () => {
      for (const collection of COLLECTIONS) {
        const stored = (records[collection.name] ?? []).map((record) =>
          toStored(collection, record),
        );
        this.#store.layers.replace(this.id, collection.name, stored);
      }
    });
  }

  /** The data as fixtures: the members of one JSON object, each an array of records. */
  *exportState(): Generator<Buffer> {
    let before = '{';
    for (const { name } of COLLECTIONS) {
      yield Buffer.from(`${before}"${name}":[`);
      let comma = '';
      for (const page of this.#store.pages(this.id, name, {})) {
        yield Buffer.from(comma);
        yield page;
        comma = ',';
      }
      before = '],';
    }
    yield Buffer.from(`],"rules":${JSON.stringify(this.#rules.definitions())}}`);
  }

  // Its clock.

  readClock(): ClockReading {
    return this.#clock.read();
  }

  /** Stops the clock, at a time or at the present. */
  freezeClock(at?: Date): ClockReading {
    return this.#changeClock(this.#clock.frozen(at));
  }

  /** Moves the clock to a time, from which it runs on; a frozen one stays frozen there. */
  setClock(at: Date): ClockReading {
    return this.#changeClock(this.#clock.movedTo(at));
  }

  /** Moves the clock forward by seconds, or back by a negative number. */
  advanceClock(seconds: number): ClockReading {
    return this.#changeClock(this.#clock.advanced(seconds));
  }

  /** Gives the clock the machine's time. */
  realClock(): ClockReading {
    return this.#changeClock({ mode: 'real' });
  }

  // Its rules.

  get rules(): Pick<Rules, 'decide' | 'list'> {
    return this.#rules;
  }

  addRule(definition: RuleDefinition): Rule {
    const rules = this.#rules.copy();
    const rule = rules.add(definition);
    this.#become(this.#clock.setting, rules);
    return rule;
  }

  replaceRules(definitions: readonly RuleDefinition[]): void {
    this.#become(this.#clock.setting, rulesOf(definitions));
  }

  deleteRule(id: string): void {
    const rules = this.#rules.copy();
    if (!rules.remove(id)) {
      const known = this.#rules.list().map((rule) => rule.id);
      throw new WorldError('unknown', `There is no rule « ${id} »: ${listed('rules', known)}.`);
    }
    this.#become(this.#clock.setting, rules);
  }

  /** Nobody sees it any more: requests still on their way find what they were reading, and change nothing. */
  drop(): void {
    this.#dropped = true;
  }

  #has(name: CollectionName, key: number): boolean {
    return this.#store.read(this.id, name, key) !== undefined;
  }

  /** A record that refers to its own collection must not come back to itself: looked at together with all others. */
  #refuseCircles(collection: Collection, record: Fields, report: Report): void {
    const { name, key, references } = collection;
    if (!Object.values(references).includes(name)) return;
    const others = [...this.#store.pages(this.id, name, {})].flatMap(
      (page) => JSON.parse(`[${page}]`) as Fields[],
    );
    const all = [record, ...others.filter((other) => other[key] !== record[key])];
    checkReferences(
      collection,
      all,
      {},
      {
        at: (location, found, expected) => {
          if (location[0] === 0) report.at(location, found, expected);
        },
      },
    );
  }

  #state(): WorldState {
    return { clock: this.#clock.setting, rules: this.#rules.definitions() };
  }

  #take({ clock, rules }: WorldState, change: () => void): void {
    this.#become(clock, rulesOf(rules), change);
    this.journal.clear();
  }

  /** Keeps its next state together with a change of its data, then takes it: what the storage refuses changes nothing. */
  #become(clock: ClockSetting, rules: Rules, change = () => {}): void {
    this.#write(() => {
      change();
      this.#save({ clock, rules: rules.definitions() });
    });
    this.#clock.apply(clock);
    this.#rules = rules;
  }

  #write(change: () => void): void {
    if (this.#dropped) throw new WorldError('unknown', 'This sandbox was dropped, or has expired.');
    this.#store.layers.atomically(change);
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
        `There is no snapshot « ${name} »: ${listed('snapshots', known)}.`,
      );
    }
    return snapshot;
  }
}

function rulesOf(definitions: readonly RuleDefinition[]): Rules {
  const rules = new Rules();
  rules.replace(definitions);
  return rules;
}

function collectionOf(name: CollectionName): Collection {
  return COLLECTIONS.find((collection) => collection.name === name) as Collection;
}

function unknownRecord(name: CollectionName, key: number): WorldError {
  return new WorldError('unknown', `There is no record ${key} in ${name}.`);
}

function listed(what: string, names: readonly string[]): string {
  return names.length > 0 ? `the ${what} are ${names.join(', ')}` : `there are no ${what}`;
}

function toDifference({ collection, key, before, after }: RecordChange): Difference {
  const old = before === undefined ? {} : (parseExactly(before) as Fields);
  const now = after === undefined ? {} : (parseExactly(after) as Fields);
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const fields = names
    .filter((name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]))
    .map((name) => [name, { before: old[name] ?? null, after: now[name] ?? null }]);
  const change = before === undefined ? 'created' : after === undefined ? 'deleted' : 'modified';
  return { collection, key, change, fields: Object.fromEntries(fields) };
}
