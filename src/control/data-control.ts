import type { CollectionName } from '../contract/collections.ts';
import type { Campagne, Partenaire, Proposition, Thematique } from '../contract/types.ts';
import { parseExactly } from '../json/exact.ts';
import type { RuleDefinition } from '../traffic/types.ts';
import type { Difference } from '../world/difference.ts';
import { admitRules } from '../world/rule-checks.ts';
import { checkAgainst, invalid, show } from '../world/validation.ts';
import type { Snapshot, World } from '../world/world.ts';
import { Listening } from './listening.ts';
import { PARTIALS } from './partial-schemas.ts';
import * as schemas from './schemas.ts';
import type {
  Between,
  GivenState,
  PartialCampagne,
  PartialPartenaire,
  PartialProposition,
  PartialThematique,
} from './types.ts';

/** A collection's record as stored: without derived members, and with any members that the contract lacks. */
export interface RecordOf {
  readonly users: Partenaire & Further;
  readonly thematiques: Thematique & Further;
  readonly campagnes: Omit<Campagne, 'etat'> & Further;
  readonly propositions: Proposition & Further;
}

/** Some members of a collection's record. */
export interface PartialOf {
  readonly users: PartialPartenaire;
  readonly thematiques: PartialThematique;
  readonly campagnes: PartialCampagne;
  readonly propositions: PartialProposition;
}

type Fields = Record<string, unknown>;

/** Members that the contract lacks. */
type Further = Readonly<Record<string, unknown>>;

/** The data and the rules of a world, as fixtures. */
export type State = {
  readonly [Name in CollectionName]: ReadonlyArray<RecordOf[Name]>;
} & { readonly rules: readonly RuleDefinition[] };

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
  protected get world(): World {
    this.#listening.check();
    this.#given.check();
    return this.#given;
  }

  /** Restores the baseline: data, clock, rules, journal. Snapshots stay. */
  reset(): void {
    this.world.reset();
  }

  /** Saves the data, the clock and the rules under a name. */
  saveSnapshot(name: string): Snapshot {
    return this.world.saveSnapshot(checkAgainst(schemas.Name, name, 'the name', '/name'));
  }

  /** The snapshots, oldest first. */
  listSnapshots(): Snapshot[] {
    return this.world.snapshots();
  }

  /** Restores a snapshot; empties the journal. */
  restoreSnapshot(name: string): void {
    this.world.restoreSnapshot(checkAgainst(schemas.Name, name, 'the name', '/name'));
  }

  deleteSnapshot(name: string): void {
    this.world.deleteSnapshot(checkAgainst(schemas.Name, name, 'the name', '/name'));
  }

  /** The records that differ between the baseline and now, from a snapshot, or to a snapshot. */
  diff(between: Between = {}): Difference[] {
    return this.world.diff(checkAgainst(schemas.Between, between, 'the difference'));
  }

  /**
   * The data and the rules as fixtures; numbers outside JavaScript's range or precision are raw JSON (JSON.rawJSON).
   */
  exportState(): State {
    return parseExactly(Buffer.concat([...this.world.exportState()]).toString()) as State;
  }

  /** Replaces the data, and the rules if any are given; empties the journal. */
  replaceState(state: GivenState): void {
    const { rules, ...records } = checkAgainst(schemas.GivenState, state, 'the state');
    if (rules) admitRules(rules, 'the state', (location) => ['rules', ...location]);
    this.world.replaceState(records, rules);
  }

  /** One record as it is stored; throws a `WorldError` if there is none. */
  getRecord<Name extends CollectionName>(collection: Name, key: number): RecordOf[Name] {
    return this.world.record(
      checkAgainst(schemas.Collection, collection, 'the collection', '/collection'),
      checkAgainst(schemas.Key, key, 'the key', '/key'),
    ) as unknown as RecordOf[Name];
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
    return this.world.addRecord(
      name,
      checkAgainst(PARTIALS[collection], record, 'the record') as unknown as Fields,
    ) as unknown as RecordOf[Name];
  }

  /** Creates or replaces a record; checks it as a fixture. */
  putRecord<Name extends CollectionName>(
    collection: Name,
    record: Record<string, unknown>,
  ): RecordOf[Name] {
    return this.world.putRecord(
      checkAgainst(schemas.Collection, collection, 'the collection', '/collection'),
      checkAgainst(schemas.Fields, record, 'the record'),
    ) as unknown as RecordOf[Name];
  }

  /** Deletes a record that no other refers to. */
  deleteRecord(collection: CollectionName, key: number): void {
    this.world.deleteRecord(
      checkAgainst(schemas.Collection, collection, 'the collection', '/collection'),
      checkAgainst(schemas.Key, key, 'the key', '/key'),
    );
  }

  /**
   * Throws if the world has ended or a listener has failed.
   * @internal
   */
  protected check(): void {
    void this.world;
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
