import { randomBytes } from 'node:crypto';
import type { Application } from '../contract/types.ts';
import { isMarked, LOGIN_MARK, Redaction, SECRET_MARK } from '../traffic/redaction.ts';
import type { World } from './world.ts';
import { WorldError } from './world-error.ts';

/**
 * The application that calls, and its world.
 * @internal
 */
export interface Access {
  readonly application: Application;
  readonly world: World;
}

/** An application given by a test: its name, or what is to be fixed besides. */
export type GivenApplication = string | (Pick<Application, 'nom'> & Partial<Application>);

/** The most secrets, chosen by tests, of the present applications: each one slows down the reading of journals. */
export const MOST_CHOSEN = 300;

/** The latest chosen secrets out of use that stay masked. */
export const MOST_FORMER = 100;

/** A generated login. */
export function newLogin(): string {
  return `${LOGIN_MARK}${randomBytes(6).toString('hex')}`;
}

/** A generated password. */
export function newPassword(): string {
  return `${SECRET_MARK}${randomBytes(12).toString('hex')}`;
}

/** A generated key. */
export function newKey(): string {
  return `${SECRET_MARK}${randomBytes(16).toString('hex')}`;
}

/** The applications of all worlds. A login and a key belong to one application only. */
export class Callers {
  readonly #byLogin = new Map<string, Access>();
  readonly #byKey = new Map<string, Access>();
  /** The worlds whose reset restores a login or a key: they are in use, even if they are revoked now. */
  readonly #restored = { login: new Map<string, World>(), cle: new Map<string, World>() };
  /** The secrets of fixtures: always masked. */
  #fixed: ReadonlySet<string> = new Set();
  /** The numbers of present applications that have a chosen secret; the latest used is the last one. */
  readonly #chosen = new Map<string, number>();
  #redaction = new Redaction([]);

  /** Removes the keys and passwords of all worlds, including later ones, from texts. */
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

  /** Masks the secrets of these applications for ever, in place of those of an earlier call. */
  mask(applications: readonly Application[]): void {
    this.#fixed = new Set(applications.flatMap(secretsOf));
    this.#redact();
  }

  /**
   * Adds generated credentials where they are missing. Registers nothing; throws a `WorldError` if a login or a key is
   * in use, or if there are too many chosen secrets.
   */
  complete(given: readonly GivenApplication[]): Application[] {
    const applications = given.map((each) => ({
      nom: typeof each === 'string' ? each : each.nom,
      login: newLogin(),
      mot_de_passe: newPassword(),
      cle: newKey(),
      ...(typeof each === 'object' && definedOf(each)),
    }));
    const [logins, keys] = [new Set<string>(), new Set<string>()];
    for (const { login, cle } of applications) {
      const ownerOfLogin = logins.has(login) ? TWICE : this.#ownerOfLogin(login);
      if (ownerOfLogin) throw new WorldError('conflict', `The login "${login}" ${ownerOfLogin}`);
      const ownerOfKey = keys.has(cle) ? TWICE : this.#ownerOfKey(cle);
      if (ownerOfKey) throw new WorldError('conflict', `The key for "${login}" ${ownerOfKey}`);
      logins.add(login);
      keys.add(cle);
    }
    this.#refuseTooMany(applications);
    return applications;
  }

  /** Keeps the logins and keys that the reset of a world restores from being given to others. */
  reserve(world: World): void {
    for (const { login, cle } of world.origin.applications) {
      this.#restored.login.set(login, world);
      this.#restored.cle.set(cle, world);
    }
  }

  /** Ends what `reserve()` began. */
  release(world: World): void {
    for (const { login, cle } of world.origin.applications) {
      this.#restored.login.delete(login);
      this.#restored.cle.delete(cle);
    }
  }

  /** Replaces the applications of a world; identifications of those that stay the same are kept. */
  replace(world: World, former: readonly Application[], next: readonly Application[]): void {
    for (const application of former) {
      if (next.includes(application)) continue;
      this.#byLogin.delete(application.login);
      this.#byKey.delete(application.cle);
      this.#count(application, -1);
    }
    for (const application of next) {
      if (former.includes(application)) continue;
      const access = { application, world };
      this.#byLogin.set(application.login, access);
      this.#byKey.set(application.cle, access);
      this.#count(application, 1);
    }
  }

  #ownerOfLogin(login: string): string | undefined {
    const world = this.#byLogin.get(login)?.world ?? this.#restored.login.get(login);
    return world && `is in use in ${world.name}${UNIQUE}`;
  }

  #ownerOfKey(key: string): string | undefined {
    const world = this.#byKey.get(key)?.world ?? this.#restored.cle.get(key);
    return world && `is in use in ${world.name}${UNIQUE}`;
  }

  #refuseTooMany(applications: readonly Application[]): void {
    const secrets = applications.flatMap(secretsOf).filter((secret) => !this.#fixed.has(secret));
    if (secrets.length === 0) return;
    const present = [...this.#chosen.values()].filter((count) => count > 0).length;
    if (present + secrets.length > MOST_CHOSEN) throw new WorldError('conflict', TOO_MANY);
  }

  /** Counts an application that comes or goes; the oldest chosen secrets out of use are masked no more. */
  #count(application: Application, by: 1 | -1): void {
    const secrets = secretsOf(application).filter((secret) => !this.#fixed.has(secret));
    if (secrets.length === 0) return;
    for (const secret of secrets) {
      const count = this.#chosen.get(secret) ?? 0;
      this.#chosen.delete(secret);
      this.#chosen.set(secret, Math.max(0, count + by));
    }
    const former = [...this.#chosen].filter(([, count]) => count === 0);
    for (const [secret] of former.slice(0, -MOST_FORMER)) this.#chosen.delete(secret);
    this.#redact();
  }

  #redact(): void {
    this.#redaction = new Redaction([...this.#fixed, ...this.#chosen.keys()]);
  }
}

const UNIQUE = ': logins and keys are unique over all worlds.';

const TWICE = `is in this list twice${UNIQUE}`;

const TOO_MANY = `The applications have ${MOST_CHOSEN} chosen secrets already: leave out mot_de_passe and cle, as generated ones have no limit.`;

/** The members that are given; an optional member may be undefined, as in TypeScript. */
function definedOf(given: Partial<Application>): Partial<Application> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/**
 * The secrets of an application that no pattern finds. A password equal to the login, as the demo application's, is not
 * redacted: the login would be too.
 */
function secretsOf({ login, mot_de_passe, cle }: Application): string[] {
  const token = Buffer.from(`${login}:${mot_de_passe}`).toString('base64').replace(/=+$/, '');
  const ofPassword = mot_de_passe === login || isMarked(mot_de_passe) ? [] : [mot_de_passe, token];
  return [...(isMarked(cle) ? [] : [cle]), ...ofPassword];
}
