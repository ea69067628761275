import type { Application } from '../contract/types.ts';
import { type Callers, type GivenApplication, newKey, newPassword } from './callers.ts';
import type { World } from './world.ts';
import { WorldError } from './world-error.ts';

/** The applications of a world, which change during a test. */
export class Registration {
  readonly #world: World;
  readonly #callers: Callers;
  readonly #save: (applications: readonly Application[]) => void;
  #all: readonly Application[];
  #first: Application | undefined;

  /** `save` saves another list for the next start, or throws. */
  constructor(
    world: World,
    callers: Callers,
    all: readonly Application[],
    save: (applications: readonly Application[]) => void,
  ) {
    this.#world = world;
    this.#callers = callers;
    this.#all = all;
    this.#first = all[0];
    this.#save = save;
    callers.reserve(world);
    callers.replace(world, [], all);
  }

  /** All of them, in the order of their addition. */
  get all(): readonly Application[] {
    return this.#all;
  }

  /** The first one of the start; with its last credentials once it is revoked. */
  get first(): Application | undefined {
    return this.#first;
  }

  /** Adds an application; throws a `WorldError` if its login or key is in use in any world. */
  add(given: GivenApplication): Application {
    const [application] = this.#callers.complete([given]) as [Application];
    this.#change([...this.#all, application]);
    return application;
  }

  /** Takes the credentials of an application away. */
  revoke(login: string): void {
    const revoked = this.#get(login);
    this.#change(this.#all.filter((each) => each !== revoked));
  }

  /** Gives an application another key. */
  rotateKey(login: string): Application {
    return this.#rotate({ ...this.#get(login), cle: newKey() });
  }

  /** Gives an application another password. */
  rotatePassword(login: string): Application {
    return this.#rotate({ ...this.#get(login), mot_de_passe: newPassword() });
  }

  /** Replaces all of them by a list that is saved already. */
  restore(applications: readonly Application[]): void {
    this.#callers.replace(this.#world, this.#all, applications);
    this.#all = applications;
    this.#first = applications[0];
  }

  /** Makes all credentials unknown: the world has ended, or is about to begin anew. */
  end(): void {
    this.#callers.release(this.#world);
    this.#callers.replace(this.#world, this.#all, []);
    this.#all = [];
  }

  /** Begins anew with the applications of the world's present origin. */
  begin(): void {
    this.#callers.reserve(this.#world);
    this.restore(this.#world.origin.applications);
  }

  #rotate(rotated: Application): Application {
    this.#change(this.#all.map((each) => (each.login === rotated.login ? rotated : each)));
    if (this.#first?.login === rotated.login) this.#first = rotated;
    return rotated;
  }

  #change(next: readonly Application[]): void {
    this.#save(next);
    this.#callers.replace(this.#world, this.#all, next);
    this.#all = next;
  }

  #get(login: string): Application {
    const found = this.#all.find((each) => each.login === login);
    if (found) return found;
    const known = this.#all.map((each) => each.login).join(', ');
    const those = known === '' ? 'it has none' : `they are ${known}`;
    const message = `There is no application "${login}" in ${this.#world.name}: ${those}.`;
    throw new WorldError('unknown', message);
  }
}
