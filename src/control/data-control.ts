import type { CollectionName, Given } from '../contract/collections.ts';
import type { Campagne, Partenaire, Proposition, Thematique } from '../contract/types.ts';
import { parseExactly } from '../json/exact.ts';
import type { RuleDefinition } from '../traffic/types.ts';
import type { Difference } from '../world/difference.ts';
import { admitRules } from '../world/rule-checks.ts';
import { checkAgainst, invalid, show } from '../world/validation.ts';
import type { Snapshot, World } from '../world/world.ts';
import * as data from './data-schemas.ts';
import { Listening } from './listening.ts';
import { PARTIALS } from './partial-schemas.ts';
import * as schemas from './schemas.ts';
import type {
  Between,
  Deletion,
  GivenState,
  PartialCampagne,
  PartialPartenaire,
  PartialProposition,
  PartialThematique,
  RecordPatch,
  RecordsFilter,
  StateClock,
} from './types.ts';

/** A collection's record as stored: without derived members, and with any members that the contract lacks. */
export interface RecordOf {
  readonly users: Partenaire & Further;
  readonly thematiques: Thematique & Further;
  readonly campagnes: Omit<Campagne, 'etat'> & Further;
  readonly propositions: Proposition & Further;
}

/** A whole record of a collection; members that may be null may be missing. */
export interface GivenOf {
  readonly users: Given<Partenaire>;
  readonly thematiques: Given<Thematique>;
  readonly campagnes: Given<Omit<Campagne, 'etat'>>;
  readonly propositions: Given<Proposition>;
}

/** Some members of a collection's record. */
export interface PartialOf {
  readonly users: PartialPartenaire;
  readonly thematiques: PartialThematique;
  readonly campagnes: PartialCampagne;
  readonly propositions: PartialProposition;
}

/** A change of some members of a record. */
export interface Patch<Members> {
  /** The names of members to remove, before others are set. */
  readonly remove?: readonly string[];
  /** Members to set; null sets null. */
  readonly merge?: Members & Further;
}

type Fields = Record<string, unknown>;

/** Members that the contract lacks. */
type Further = Readonly<Record<string, unknown>>;

/** The data, the clock and the rules of a world; all but the clock as fixtures. */
export type State = {
  readonly [Name in CollectionName]: ReadonlyArray<RecordOf[Name]>;
} & { readonly clock: StateClock; readonly rules: readonly RuleDefinition[] };

/** The operations of a test on the data of a world: snapshots, states, records, differences. */
export class DataControl {
  readonly #given: World;
  readonly #listening = new Listening();

  /** @internal */
  constructor(world: World) {
    this.#given = world;
  }

  /**
   * The world; throws if it has ended or a listener has failed.
   * @internal
   */
  protected get target(): World {
    this.#listening.check();
    this.#given.check();
    return this.#given;
  }

  /**
   * Goes back to the start of the world: data, clock, rules, applications; empties the journal. Snapshots stay.
   * @example
   * afterEach(() => server.reset());
   */
  reset(): void {
    this.target.reset();
  }

  /**
   * Restores the data of the start; clock, rules, applications and journal stay. Requests that began before change nothing
   * any more.
   * @example
   * server.resetData();
   */
  resetData(): void {
    this.target.resetData();
  }

  /**
   * Saves the data, the clock and the rules under a name; replaces an earlier snapshot of that name.
   * @throws WorldError `invalid` for a name with other characters than letters, digits and . _ -
   * @example
   * server.saveSnapshot('after-import');
   */
  saveSnapshot(name: string): Snapshot {
    return this.target.saveSnapshot(checkAgainst(schemas.Name, name, 'the name', '/name'));
  }

  /**
   * The snapshots, oldest first.
   * @example
   * const names = server.listSnapshots().map(({ name }) => name);
   */
  listSnapshots(): Snapshot[] {
    return this.target.snapshots();
  }

  /**
   * Restores a snapshot: data, clock and rules; empties the journal.
   * @throws WorldError `unknown` without such a snapshot.
   * @example
   * server.restoreSnapshot('after-import');
   */
  restoreSnapshot(name: string): void {
    this.target.restoreSnapshot(checkAgainst(schemas.Name, name, 'the name', '/name'));
  }

  /**
   * Deletes a snapshot.
   * @throws WorldError `unknown` without such a snapshot.
   * @example
   * server.deleteSnapshot('after-import');
   */
  deleteSnapshot(name: string): void {
    this.target.deleteSnapshot(checkAgainst(schemas.Name, name, 'the name', '/name'));
  }

  /**
   * The records that differ between the baseline and now, from a snapshot, or to a snapshot: in the order of the
   * collections and by key, all of them, or by pages of `limit`.
   * @throws WorldError `unknown` for a snapshot that does not exist, `invalid` for other input.
   * @example
   * const [first] = server.diff({ limit: 1 });
   * const next = server.diff({ limit: 1, after: `${first.collection}/${first.key}` });
   */
  diff(between: Between = {}): Difference[] {
    const { after = '', ...others } = checkAgainst(data.Between, between, 'the difference');
    const [collection, key] = after.split('/');
    return this.target.diff({
      ...others,
      after:
        key === undefined
          ? undefined
          : { collection: collection as CollectionName, key: Number(key) },
    });
  }

  /**
   * The data, the clock and the rules, as `importState()` takes them; without `clock`, each member is the content of a
   * fixture file. Counters of rules, snapshots and the journal are not in it. Numbers outside JavaScript's range or
   * precision are raw JSON (JSON.rawJSON).
   * @example
   * const state = server.exportState();
   * sandbox.importState(state);
   */
  exportState(): State {
    return parseExactly(Buffer.concat([...this.target.exportState()]).toString()) as State;
  }

  /**
   * Replaces the data, checked as fixtures apart from the order of dates, and the clock and the rules if they are given;
   * empties the journal. A missing collection is empty.
   * @throws WorldError `invalid` with all violations; then nothing has changed.
   * @example
   * server.importState({ users: [partenaire({ uid: 9 })] });
   */
  importState(state: GivenState): void {
    const { rules, clock, ...records } = checkAgainst(data.GivenState, state, 'the state');
    if (rules) admitRules(rules, 'the state', (location) => ['rules', ...location]);
    this.target.importState(records, { rules, clock });
  }

  /** @deprecated The former name of `importState()`. */
  replaceState(state: GivenState): void {
    this.importState(state);
  }

  /**
   * Replaces the data by those of a folder of fixtures, and the rules if it has a rules.json; empties the journal. The
   * applications stay as they are. In-process only: the folder is one of this machine.
   * @throws Error (a rejection) with the problems of all files, as at the start; then nothing has changed.
   * @example
   * await server.loadFixtures('test/fixtures/large-town');
   */
  async loadFixtures(folder: string): Promise<void> {
    checkAgainst({ type: 'string' }, folder, 'the folder');
    const { loadFolder } = await import('../fixtures/load.ts');
    const { records, rules, hasRules } = await loadFolder(folder);
    this.target.replaceRecords(records, hasRules ? { rules } : {});
  }

  /**
   * One record as it is stored.
   * @throws WorldError `unknown` without such a record.
   * @example
   * const { statut } = server.getRecord('users', 9);
   */
  getRecord<Name extends CollectionName>(collection: Name, key: number): RecordOf[Name] {
    return this.target.data.get(
      checkAgainst(schemas.Collection, collection, 'the collection', '/collection'),
      checkAgainst(schemas.Key, key, 'the key', '/key'),
    ) as unknown as RecordOf[Name];
  }

  /**
   * A page of a collection's records as they are stored, by key: those after the key `after`, at most `limit` (default
   * 100), with `text` only those whose JSON contains it. Records that change during the search may be missed.
   * @throws WorldError (a rejection) `invalid` for wrong input; `reset` if the world is reset meanwhile.
   * @example
   * const [morvan] = await server.listRecords('users', { text: '"nom":"Morvan"', limit: 1 });
   */
  async listRecords<Name extends CollectionName>(
    collection: Name,
    filter: RecordsFilter = {},
  ): Promise<RecordOf[Name][]> {
    const records = await this.target.data.search(
      checkAgainst(schemas.Collection, collection, 'the collection', '/collection'),
      checkAgainst(data.RecordsFilter, filter, 'the filter'),
    );
    return records as unknown as RecordOf[Name][];
  }

  /**
   * Creates a record from the members that matter; the others get the defaults of `partenaire()` and its like, with dates
   * from the clock. A missing key is the next one after the greatest; missing records that it refers to are made, too.
   * Returns the record.
   * @throws WorldError `conflict` if the key is taken, `invalid` if a member is.
   * @example
   * const { uid } = server.addRecord('users', { statut: 1, thematiques: [3] });
   */
  addRecord<Name extends CollectionName>(
    collection: Name,
    record: PartialOf[Name],
  ): RecordOf[Name] {
    const name = checkAgainst(schemas.Collection, collection, 'the collection', '/collection');
    return this.target.data.add(
      name,
      checkAgainst(PARTIALS[collection], record, 'the record') as unknown as Fields,
    ) as unknown as RecordOf[Name];
  }

  /**
   * Creates or replaces a record, whole: it is checked as a fixture, where members that may be null may be missing.
   * Returns the record.
   * @throws WorldError `invalid` with all violations.
   * @example
   * server.putRecord('users', { ...server.getRecord('users', 9), nom: 'Morvan' });
   */
  putRecord<Name extends CollectionName>(
    collection: Name,
    record: GivenOf[Name] | Further,
  ): RecordOf[Name] {
    return this.target.data.put(
      checkAgainst(schemas.Collection, collection, 'the collection', '/collection'),
      checkAgainst(schemas.Fields, record, 'the record') as Fields,
    ) as unknown as RecordOf[Name];
  }

  /**
   * Changes some members of a record: removes those of `remove`, then sets those of `merge`, where null means null. The
   * result is checked as a fixture, the order of dates only where it sets one; no date changes by itself. Returns the
   * record.
   * @throws WorldError `unknown` without such a record, `invalid` if the result is not valid.
   * @example
   * server.patchRecord('users', 9, { merge: { profession: null }, remove: ['telephone'] });
   */
  patchRecord<Name extends CollectionName>(
    collection: Name,
    key: number,
    patch: Patch<PartialOf[Name]>,
  ): RecordOf[Name] {
    return this.target.data.patch(
      checkAgainst(schemas.Collection, collection, 'the collection', '/collection'),
      checkAgainst(schemas.Key, key, 'the key', '/key'),
      checkAgainst(data.RecordPatch, patch as RecordPatch, 'the patch'),
    ) as unknown as RecordOf[Name];
  }

  /**
   * Gives a record the state of the baseline; one that the baseline lacks is deleted.
   * @throws WorldError `unknown` if neither has it; `invalid` if it refers to a record that is missing now, `conflict` if
   * records refer to one that would be deleted.
   * @example
   * server.restoreRecord('users', 9);
   */
  restoreRecord(collection: CollectionName, key: number): void {
    this.target.data.restore(
      checkAgainst(schemas.Collection, collection, 'the collection', '/collection'),
      checkAgainst(schemas.Key, key, 'the key', '/key'),
    );
  }

  /**
   * Deletes a record. With `cascade`, also the references to it: a list loses the key, a member that may be null becomes
   * null, a record with another reference is deleted likewise.
   * @throws WorldError `unknown` without such a record; without `cascade`, `conflict` while others refer to it.
   * @example
   * server.deleteRecord('thematiques', 3, { cascade: true });
   */
  deleteRecord(collection: CollectionName, key: number, deletion: Deletion = {}): void {
    this.target.data.delete(
      checkAgainst(schemas.Collection, collection, 'the collection', '/collection'),
      checkAgainst(schemas.Key, key, 'the key', '/key'),
      checkAgainst(data.Deletion, deletion, 'the deletion').cascade,
    );
  }

  /**
   * Throws if the world has ended or a listener has failed.
   * @internal
   */
  protected check(): void {
    void this.target;
  }

  /**
   * Throws the first listener's error since the last call.
   * @internal
   */
  protected checkListeners(): void {
    this.#listening.check();
  }

  /**
   * A listener whose errors are kept, as those of `onRequest()`; throws if it is not a function.
   * @internal
   */
  protected guardListener<Value>(
    method: string,
    listener: (value: Value) => unknown,
  ): (value: Value) => void {
    if (typeof listener !== 'function') {
      const violation = { location: [], found: show(listener), expected: 'a function' };
      throw invalid('Invalid value for the listener.', [violation]);
    }
    return this.#listening.guard(method, listener);
  }
}
