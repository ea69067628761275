import { randomBytes } from 'node:crypto';
import { clearTimeout, setTimeout } from 'node:timers';
import { COLLECTIONS } from '../contract/collections.ts';
import { toInstant } from '../contract/instants.ts';
import type { Application } from '../contract/types.ts';
import type { Store } from '../store/store.ts';
import { LOGIN_MARK, type Redaction } from '../traffic/redaction.ts';
import { type JournalLimits, Retention } from '../traffic/retention.ts';
import { Rules } from '../traffic/rules.ts';
import { type Access, Callers } from './callers.ts';
import type { Clock } from './clock.ts';
import {
  applicationOf,
  LIFETIME,
  type Sandbox,
  type SandboxStart,
  type StoredSandbox,
  textOf,
  type WorldDocument,
} from './sandbox.ts';
import { BASELINE, World, type WorldState } from './world.ts';
import { type ClockSetting, WorldClock } from './world-clock.ts';
import { WorldError } from './world-error.ts';

/** The layer of the main world. */
const MAIN = 1;

const MAIN_NAME = 'the main world';

const REAL: ClockSetting = { mode: 'real' };

/** The longest delay of a Node timer, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * All the worlds of a server: the main one, and the sandboxes.
 * @internal
 */
export class Worlds {
  /** The world of the applications of the fixtures. */
  readonly main: World;
  readonly #callers = new Callers();
  #store: Store;
  readonly #systemClock: Clock;
  #baseline: WorldState;
  readonly #sandboxes = new Map<
    string,
    { sandbox: Sandbox; world: World; timer?: NodeJS.Timeout }
  >();
  /** The ids of the sandboxes that the latest reload ended. */
  #ended: ReadonlySet<string> = new Set();
  readonly #retention: Retention;

  /**
   * `now`: the time of all clocks at the start, from which they run on, or their setting; by default the machine's time.
   * `journal`: the limits of the journals.
   */
  constructor(
    store: Store,
    systemClock: Clock,
    now?: Date | ClockSetting,
    journal?: Partial<JournalLimits>,
  ) {
    this.#retention = new Retention(journal);
    this.#store = store;
    this.#systemClock = systemClock;
    const clock = now && 'mode' in now ? now : now ? this.#startingAt(now) : REAL;
    this.#baseline = { clock, rules: store.rules() };
    const documents = new Map(
      store.layers.worlds().map(({ id, doc }) => [id, JSON.parse(doc) as WorldDocument]),
    );
    const applications = store.applications();
    this.#callers.mask(applications);
    this.main = this.#world(MAIN, MAIN_NAME, documents.get(MAIN) ?? {}, applications);
    documents.delete(MAIN);
    for (const [id, document] of documents) {
      this.#open(id, document);
    }
    if (now && !('mode' in now)) this.main.setClock(now);
  }

  /** Removes the keys and passwords of all worlds, including later sandboxes, from texts. */
  get redaction(): Redaction {
    return this.#callers.redaction;
  }

  /** The application with that login, and its world; undefined if there is none. */
  byLogin(login: string): Access | undefined {
    return this.#callers.byLogin(login);
  }

  /** The application with that key, and its world; undefined if there is none. */
  byKey(key: string): Access | undefined {
    return this.#callers.byKey(key);
  }

  /** Creates a world. Everything given is checked before anything is made; throws a `WorldError`. */
  createSandbox(start: SandboxStart = {}): Sandbox {
    this.main.check();
    const id = randomBytes(6).toString('hex');
    const own = { nom: `Bac à sable ${id}`, login: `${LOGIN_MARK}${id}` };
    const applications = this.#callers.complete(start.applications ?? [own]);
    const [{ login, mot_de_passe, cle }] = applications as [Application];
    const lifetime = start.lifetime === undefined ? LIFETIME : start.lifetime;
    const time = this.#time();
    const sandbox: Sandbox = {
      id,
      login,
      password: mot_de_passe,
      key: cle,
      created: toInstant(new Date(time)),
      // Not before the end of the lifetime: an instant is in whole seconds.
      expires: lifetime === null ? null : toInstant(new Date(time + lifetime + 999)),
    };
    const { layers } = this.#store;
    const { layer, document } = layers.atomically(() => {
      const layer = layers.create();
      const document = { sandbox, ...this.#begin(layer, start, applications) };
      layers.saveWorld(layer, textOf(document));
      return { layer, document };
    });
    this.#open(layer, document);
    return sandbox;
  }

  /** Fills the layer of a new sandbox; returns the document of its world. */
  #begin(
    layer: number,
    { snapshot, records, rules, now, clock, applications: given }: SandboxStart,
    applications: readonly Application[],
  ): WorldDocument {
    const { layers } = this.#store;
    const isPlain = snapshot === undefined && records === undefined;
    const from = isPlain ? BASELINE : layers.create();
    const state = snapshot === undefined ? undefined : this.main.copySnapshot(snapshot, from);
    if (records) {
      for (const { name } of COLLECTIONS) layers.replace(from, name, records[name]);
    }
    if (!isPlain) layers.copy(from, layer);
    const own = given && { applications };
    const setting = now === undefined ? clock : this.#startingAt(now);
    if (state === undefined && rules === undefined && setting === undefined) {
      return { origin: { layer: from, ...own } };
    }
    const begun: WorldState = {
      ...(state ?? this.#baseline),
      ...(rules && { rules: new Rules(rules).definitions(), counters: undefined }),
      ...(setting && { clock: setting }),
    };
    return { origin: { layer: from, state: begun, ...own }, state: begun };
  }

  /** The time of a clock; by default of that with which worlds begin. */
  timeOf(clock: ClockSetting = this.#baseline.clock): Date {
    return new WorldClock(this.#systemClock, clock).now();
  }

  #time(): number {
    return this.#systemClock.now().getTime();
  }

  /** The setting of a clock that shows a time now. */
  #startingAt(now: Date): ClockSetting {
    return { mode: 'shifted', offset: now.getTime() - this.#time() };
  }

  /** The sandboxes, oldest first. */
  sandboxes(): (Sandbox & { readonly age: number; readonly world: World })[] {
    const now = this.#time();
    return [...this.#sandboxes.values()].map(({ sandbox, world }) => ({
      ...sandbox,
      age: Math.max(0, now - Date.parse(sandbox.created)),
      world,
    }));
  }

  /** Whether there is a sandbox with that id. */
  has(id: string): boolean {
    return this.#sandboxes.has(id);
  }

  /** The world of a sandbox. */
  sandbox(id: string): World {
    return this.#sandbox(id).world;
  }

  dropSandbox(id: string): void {
    const { world } = this.#sandbox(id);
    const { layers } = this.#store;
    layers.atomically(() => {
      layers.dropWorld(world.id);
      if (world.origin.layer !== BASELINE) layers.clear(world.origin.layer);
    });
    this.#forget(id);
  }

  /** Drops an expired sandbox. If the storage refuses, the next start deletes it. */
  #expire(id: string): void {
    try {
      this.dropSandbox(id);
    } catch {
      this.#forget(id);
    }
  }

  #forget(id: string): void {
    const { world, timer } = this.#sandbox(id);
    world.end('This sandbox was dropped, or has expired.');
    clearTimeout(timer);
    this.#sandboxes.delete(id);
  }

  /**
   * Replaces the baseline by that of another store, in memory as the former one: the main world begins an epoch with its
   * data, rules and applications; sandboxes and snapshots end. Lists that are being sent go on reading the former store.
   */
  rebase(store: Store): void {
    this.main.check();
    const applications = store.applications();
    const baseline = { ...this.#baseline, rules: store.rules() };
    const ended = this.#endSandboxes(
      'The fixtures were reloaded, which ended this sandbox: create another.',
    );
    this.#ended = new Set(ended);
    this.#store = store;
    this.#baseline = baseline;
    // A request under way presents the former ones: these stay masked.
    this.#callers.mask([...this.main.applications, ...applications]);
    this.main.rebase(store, { layer: BASELINE, state: baseline, applications });
  }

  /** Ends all worlds; the opener of the store closes it. */
  close(): void {
    const reason = 'The server was closed.';
    this.main.end(reason);
    this.#endSandboxes(reason);
  }

  /** Ends all sandboxes; returns their ids. */
  #endSandboxes(reason: string): string[] {
    const ended = [...this.#sandboxes];
    this.#sandboxes.clear();
    for (const [, { timer, world }] of ended) {
      clearTimeout(timer);
      world.end(reason);
    }
    return ended.map(([id]) => id);
  }

  #sandbox(id: string) {
    const found = this.#sandboxes.get(id);
    if (found === undefined) {
      const why = this.#ended.has(id)
        ? 'it ended when the fixtures were reloaded'
        : 'it was dropped, has expired, or never existed';
      throw new WorldError('unknown', `There is no sandbox "${id}": ${why}.`);
    }
    return found;
  }

  #open(layer: number, document: WorldDocument): void {
    const {
      id,
      expires,
      created = toInstant(new Date(this.#time())),
    } = document.sandbox as StoredSandbox;
    const sandbox = { ...(document.sandbox as StoredSandbox), created };
    const world = this.#world(layer, `the sandbox "${id}"`, document, [applicationOf(sandbox)]);
    const left = expires === null ? undefined : Date.parse(expires) - this.#time();
    const timer =
      left === undefined
        ? undefined
        : setTimeout(() => this.#expire(id), Math.max(0, Math.min(left, LONGEST_TIMER)));
    timer?.unref();
    this.#sandboxes.set(id, { sandbox, world, ...(timer && { timer }) });
  }

  #world(
    id: number,
    name: string,
    document: WorldDocument,
    registered: readonly Application[],
  ): World {
    const { state, applications, ...constant } = document;
    return new World({
      id,
      name,
      store: this.#store,
      systemClock: this.#systemClock,
      origin: {
        layer: BASELINE,
        state: this.#baseline,
        applications: registered,
        ...document.origin,
      },
      state,
      applications,
      save: (state, applications) =>
        this.#store.layers.saveWorld(id, textOf({ ...constant, state, applications })),
      callers: this.#callers,
      retention: this.#retention,
    });
  }
}
