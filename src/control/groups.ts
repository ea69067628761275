import type { CollectionName } from '../contract/collections.ts';
import type { Difference } from '../world/difference.ts';
import type { GivenOf, PartialOf, Patch, RecordOf, State } from './data-control.ts';
import type { Between, Deletion, GivenState, RecordsFilter } from './types.ts';
import type { WorldControl } from './world-control.ts';

// Groups of the operations of a handle, by shorter names, for those who look for them by completion in an editor. Each
// one calls the method of its operation; over HTTP there are the operations only.

/** The operations on rules: `rules.add()` is `addRule()`. */
export class RulesGroup {
  readonly #control: WorldControl;

  /** @internal */
  constructor(control: WorldControl) {
    this.#control = control;
  }

  /** See `addRule()`. */
  readonly add: WorldControl['addRule'] = (rule) => this.#control.addRule(rule);
  /** See `listRules()`. */
  readonly list: WorldControl['listRules'] = () => this.#control.listRules();
  /** See `replaceRules()`. */
  readonly replace: WorldControl['replaceRules'] = (rules) => this.#control.replaceRules(rules);
  /** See `deleteRule()`. */
  readonly delete: WorldControl['deleteRule'] = (id) => this.#control.deleteRule(id);
  /** See `releaseRule()`. */
  readonly release: WorldControl['releaseRule'] = (id, release) =>
    this.#control.releaseRule(id, release);
  /** See `unusedRules()`. */
  readonly unused: WorldControl['unusedRules'] = () => this.#control.unusedRules();
  /** See `clearRules()`. */
  readonly clear: WorldControl['clearRules'] = () => this.#control.clearRules();
}

/** The operations on the journal: `journal.list()` is `listJournal()`. */
export class JournalGroup {
  readonly #control: WorldControl;

  /** @internal */
  constructor(control: WorldControl) {
    this.#control = control;
    this.verify = control.verify.bind(control);
  }

  /** See `listJournal()`. */
  readonly list: WorldControl['listJournal'] = (filter) => this.#control.listJournal(filter);
  /** See `waitForRequest()`. */
  readonly waitFor: WorldControl['waitForRequest'] = (wait, signal) =>
    this.#control.waitForRequest(wait, signal);
  /** See `verify()`. */
  readonly verify: WorldControl['verify'];
  /** See `unexpected()`. */
  readonly unexpected: WorldControl['unexpected'] = (options) => this.#control.unexpected(options);
  /** See `exportHar()`. */
  readonly exportHar: WorldControl['exportHar'] = (filter) => this.#control.exportHar(filter);
  /** See `clearJournal()`. */
  readonly clear: WorldControl['clearJournal'] = () => this.#control.clearJournal();
}

/** The data of a world: `world.partners.get(9)` is `getRecord('users', 9)`. */
export class WorldGroup {
  readonly #control: WorldControl;
  /** The collection `users`. */
  readonly partners: RecordsGroup<'users'>;
  readonly thematiques: RecordsGroup<'thematiques'>;
  readonly campagnes: RecordsGroup<'campagnes'>;
  readonly propositions: RecordsGroup<'propositions'>;

  /** @internal */
  constructor(control: WorldControl) {
    this.#control = control;
    this.partners = new RecordsGroup(control, 'users');
    this.thematiques = new RecordsGroup(control, 'thematiques');
    this.campagnes = new RecordsGroup(control, 'campagnes');
    this.propositions = new RecordsGroup(control, 'propositions');
  }

  /** See `resetData()`: the data alone. */
  reset(): void {
    this.#control.resetData();
  }

  /** See `diff()`. */
  diff(between?: Between): Difference[] {
    return this.#control.diff(between);
  }

  /** See `exportState()`. */
  export(): State {
    return this.#control.exportState();
  }

  /** See `importState()`. */
  import(state: GivenState): void {
    this.#control.importState(state);
  }
}

/** The operations on the records of a collection. */
export class RecordsGroup<Name extends CollectionName> {
  readonly #control: WorldControl;
  readonly #name: Name;

  /** @internal */
  constructor(control: WorldControl, name: Name) {
    this.#control = control;
    this.#name = name;
  }

  /** See `getRecord()`. */
  get(key: number): RecordOf[Name] {
    return this.#control.getRecord(this.#name, key);
  }

  /** See `listRecords()`. */
  list(filter?: RecordsFilter): Promise<RecordOf[Name][]> {
    return this.#control.listRecords(this.#name, filter);
  }

  /** See `addRecord()`: what is missing gets defaults. */
  add(record: PartialOf[Name]): RecordOf[Name] {
    return this.#control.addRecord(this.#name, record);
  }

  /** See `putRecord()`: a whole record. */
  put(record: GivenOf[Name] | Readonly<Record<string, unknown>>): RecordOf[Name] {
    return this.#control.putRecord(this.#name, record);
  }

  /** See `patchRecord()`: sets these members. */
  update(key: number, merge: NonNullable<Patch<PartialOf[Name]>['merge']>): RecordOf[Name] {
    return this.#control.patchRecord(this.#name, key, { merge });
  }

  /** See `restoreRecord()`. */
  restore(key: number): void {
    this.#control.restoreRecord(this.#name, key);
  }

  /** See `deleteRecord()`. */
  delete(key: number, deletion?: Deletion): void {
    this.#control.deleteRecord(this.#name, key, deletion);
  }
}
