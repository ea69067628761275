import { randomBytes } from 'node:crypto';
import { clearTimeout, setTimeout } from 'node:timers';
import { toInstant } from '../contract/instants.ts';
import type { Application } from '../contract/types.ts';
import type { Store } from '../store/store.ts';
import { LOGIN_MARK, Redaction, SECRET_MARK } from '../traffic/redaction.ts';
import { type JournalLimits, Retention } from '../traffic/retention.ts';
import type { Clock } from './clock.ts';
import { World, type WorldState } from './world.ts';
import type { ClockSetting } from './world-clock.ts';
import { WorldError } from './world-error.ts';

/** The layer of the main world. */
const MAIN = 1;

/** A further world over the same baseline, with its own credentials. */
export interface Sandbox {
  readonly id: string;
  readonly login: string;
  readonly password: string;
  readonly key: string;
  /** The instant at which it is dropped automatically, in the machine's time; null: never. */
  readonly expires: string | null;
}

/**
 * The start of a sandbox, and its lifetime.
 * @internal
 */
export interface SandboxStart {
  /** The name of a snapshot of the main world. Default: the baseline. */
  readonly snapshot?: string;
  /** Seconds. */
  readonly lifetime?: number;
}

/**
 * The application that calls, and its world.
 * @internal
 */
export interface Access {
  readonly application: Application;
  readonly world: World;
}

/** The state of a world in the database. */
interface WorldDocument {
  readonly sandbox?: Sandbox;
  readonly state?: WorldState;
}

/** The longest delay of a Node timer, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * All the worlds of a server: the main one, and the sandboxes.
 * @internal
 */
export class Worlds {
  /** The world of the applications of the fixtures. */
  readonly main: World;
  #redaction: Redaction;
  #store: Store;
  readonly #systemClock: Clock;
  #baseline: WorldState;
  readonly #sandboxes = new Map<
    string,
    { sandbox: Sandbox; world: World; timer?: NodeJS.Timeout }
  >();
  /** The ids of the sandboxes that the latest reload ended. */
  #ended: ReadonlySet<string> = new Set();
  readonly #byLogin = new Map<string, Access>();
  readonly #byKey = new Map<string, Access>();
  readonly #retention: Retention;

  /**
   * `now`: the time of all clocks at the start, from which they run on; by default the machine's time. `journal`: the
   * limits of the journals.
   */
  constructor(store: Store, systemClock: Clock, now?: Date, journal?: Partial<JournalLimits>) {
    this.#retention = new Retention(journal);
    this.#store = store;
    this.#systemClock = systemClock;
    const clock: ClockSetting = now
      ? { mode: 'shifted', offset: now.getTime() - systemClock.now().getTime() }
      : { mode: 'real' };
    this.#baseline = { clock, rules: store.rules() };
    const documents = new Map(
      store.layers.worlds().map(({ id, doc }) => [id, JSON.parse(doc) as WorldDocument]),
    );
    const applications = store.applications();
    const registered = [...documents.values()].flatMap(({ sandbox }) =>
      sandbox ? [applicationOf(sandbox)] : [],
    );
    this.#redaction = new Redaction([...applications, ...registered].flatMap(secretsOf));
    this.main = this.#world(MAIN, applications, documents.get(MAIN) ?? {});
    documents.delete(MAIN);
    for (const [id, document] of documents) {
      this.#open(id, document.sandbox as Sandbox, document);
    }
    if (now) this.main.setClock(now);
  }

  /** Removes the keys and passwords of all worlds, including later sandboxes, from texts. */
  get redaction(): Redaction {
    return this.#redaction;
  }

  /** The application with that login, and its world; undefined if there is none. */
  byLogin(login: string): Access | undefined {
    return this.#byLogin.get(login);
  }

  /** The application with that key, and its world; undefined if there is none. */
  byKey(key: string): Access | undefined {
    return this.#byKey.get(key);
  }

  /** Creates a world, from the baseline or from a snapshot of the main world. */
  createSandbox({ snapshot, lifetime }: SandboxStart = {}): Sandbox {
    this.main.check();
    const id = randomBytes(6).toString('hex');
    const sandbox: Sandbox = {
      id,
      login: `${LOGIN_MARK}${id}`,
      password: `${SECRET_MARK}${randomBytes(12).toString('hex')}`,
      key: `${SECRET_MARK}${randomBytes(16).toString('hex')}`,
      expires:
        lifetime === undefined
          ? null
          : toInstant(new Date(this.#systemClock.now().getTime() + lifetime * 1000)),
    };
    const { layers } = this.#store;
    const { layer, document } = layers.atomically(() => {
      const layer = layers.create();
      const state = snapshot === undefined ? undefined : this.main.copySnapshot(snapshot, layer);
      const document: WorldDocument = { sandbox, ...(state && { state }) };
      layers.saveWorld(layer, JSON.stringify(document));
      return { layer, document };
    });
    this.#open(layer, sandbox, document, lifetime);
    return sandbox;
  }

  sandboxes(): Sandbox[] {
    return [...this.#sandboxes.values()].map(({ sandbox }) => sandbox);
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
    this.#store.layers.atomically(() => this.#store.layers.dropWorld(world.id));
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
    const { world, sandbox, timer } = this.#sandbox(id);
    world.end('This sandbox was dropped, or has expired.');
    clearTimeout(timer);
    this.#sandboxes.delete(id);
    this.#byLogin.delete(sandbox.login);
    this.#byKey.delete(sandbox.key);
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
    this.#byLogin.clear();
    this.#byKey.clear();
    this.#store = store;
    this.#baseline = baseline;
    // A request under way presents the former ones.
    this.#redaction = new Redaction(
      [...this.main.applications, ...applications].flatMap(secretsOf),
    );
    this.#register(applications, this.main);
    this.main.rebase(store, applications, baseline);
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

  #open(layer: number, sandbox: Sandbox, document: WorldDocument, lifetime?: number): void {
    const { id, expires } = sandbox;
    const world = this.#world(layer, [applicationOf(sandbox)], document);
    const left =
      expires === null
        ? undefined
        : (lifetime ?? 0) * 1000 || Date.parse(expires) - this.#systemClock.now().getTime();
    const timer =
      left === undefined
        ? undefined
        : setTimeout(() => this.#expire(id), Math.max(0, Math.min(left, LONGEST_TIMER)));
    timer?.unref();
    this.#sandboxes.set(id, { sandbox, world, ...(timer && { timer }) });
  }

  #world(id: number, applications: readonly Application[], document: WorldDocument): World {
    const { sandbox } = document;
    const world = new World({
      id,
      applications,
      store: this.#store,
      systemClock: this.#systemClock,
      baseline: this.#baseline,
      state: document.state,
      save: (state) =>
        this.#store.layers.saveWorld(id, JSON.stringify({ ...(sandbox && { sandbox }), state })),
      redaction: () => this.#redaction,
      retention: this.#retention,
    });
    this.#register(applications, world);
    return world;
  }

  #register(applications: readonly Application[], world: World): void {
    for (const application of applications) {
      this.#byLogin.set(application.login, { application, world });
      this.#byKey.set(application.cle, { application, world });
    }
  }
}

function applicationOf({ id, login, password, key }: Sandbox): Application {
  return { nom: `Bac à sable ${id}`, login, mot_de_passe: password, cle: key };
}

/**
 * The secrets of an application. A password equal to the login, as the demo application's, is not redacted: the login
 * would be too.
 */
function secretsOf({ login, mot_de_passe, cle }: Application): string[] {
  const credentials = Buffer.from(`${login}:${mot_de_passe}`).toString('base64');
  const token = credentials.replace(/=+$/, '');
  return mot_de_passe === login ? [cle] : [cle, mot_de_passe, token];
}
