import type { Application } from '../contract/applications.ts';
import type { CollectionName } from '../contract/collections.ts';
import type { Statut } from '../contract/resources.ts';
import { type Clock, dayInParis, toInstant } from './clock.ts';
import type { Filter, Store } from './store.ts';

/** The layer of the world that every server has. */
const MAIN = 1;

/** What one client sees and changes: its own layer over the shared baseline, and its clock. */
export class World {
  /** The applications that may call; the first is the demo application. */
  readonly applications: readonly Application[];
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    this.applications = store.applications();
  }

  /** The present, as the API writes it. */
  now(): string {
    return toInstant(this.#clock.now());
  }

  /** The JSON text of a partner in UTF-8, or undefined. */
  user(uid: number): Buffer | undefined {
    return this.#store.read(MAIN, 'users', uid);
  }

  /**
   * Inscrit (1) or désinscrit (0) a partner, at the clock's time; the status that already holds changes nothing
   * (CONTRACT.md §3). Returns the status after it, or undefined when there is no such partner.
   */
  setStatut(uid: number, action: 0 | 1): Statut | undefined {
    const text = this.user(uid);
    if (text === undefined) return undefined;
    const { statut, date_modification } = JSON.parse(text.toString());
    if (statut === action) return { uid, statut, date_modification };
    const now = this.now();
    this.#store.change(MAIN, 'users', uid, {
      statut: action,
      date_modification: now,
      [action === 1 ? 'date_inscription' : 'date_desinscription']: now,
    });
    return { uid, statut: action, date_modification: now };
  }

  /** A collection's records as they stand now: JSON texts joined by commas, in pages (see `Store.pages`). */
  list(name: CollectionName, filter: Filter = {}): Iterable<Buffer> {
    return this.#store.pages(MAIN, name, filter, dayInParis(this.#clock.now()));
  }
}
