import { readChanges, stateOf } from './fixtures/changes.ts';
import { type Generation, prepareFixtures } from './generate/prepare.ts';
import type { Reload } from './index.ts';
import { openInMemory } from './store/database.ts';
import { Store } from './store/store.ts';

export type { Reload } from './index.ts';

/** A reload and, unless it has failed, the store with the new data. */
type Attempt = Reload & { readonly store: Store | undefined };

/** A failed reload in words. */
export function notReloaded({ message }: Error): string {
  return `The changed fixtures are refused, and the former ones still served. ${message}`;
}

/** The fixtures of a folder, loaded again after each change of their files. */
export class WatchedFixtures {
  readonly #folder: string;
  readonly #generation: Generation | undefined;
  /** The state of the files when they were loaded. */
  readonly #state: string;
  readonly #stopping = new AbortController();
  #watching: Promise<void> | undefined;

  private constructor(folder: string, generation: Generation | undefined, state: string) {
    this.#folder = folder;
    this.#generation = generation;
    this.#state = state;
  }

  /** To be called before the fixtures are loaded: later changes count. `generation`: records to generate around them. */
  static async of(folder: string, generation: Generation | undefined): Promise<WatchedFixtures> {
    return new WatchedFixtures(folder, generation, await stateOf(folder));
  }

  /** Begins to watch. Valid fixtures are seeded into a store, which is given to `serve`; `reloaded` is called in either case. */
  start(serve: (store: Store) => void, reloaded: (reload: Reload) => void): void {
    const read = () => this.#read();
    const take = ({ store, ...reload }: Attempt) => {
      if (store) serve(store);
      reloaded(reload);
    };
    this.#watching = readChanges(this.#folder, this.#state, { read, take }, this.#stopping.signal);
  }

  /** Resolves once nothing is loaded any more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
  }

  async #read(): Promise<Attempt> {
    try {
      const fixtures = await prepareFixtures(this.#folder, this.#generation);
      const store = new Store(openInMemory());
      store.seed(fixtures);
      const { counts, notices } = fixtures;
      return { store, error: undefined, counts, notices };
    } catch (error) {
      return { store: undefined, error: error as Error, counts: undefined, notices: [] };
    }
  }
}
