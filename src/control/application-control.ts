import { checkAgainst } from '../world/validation.ts';
import { type Credentials, toCredentials } from './credentials.ts';
import { DataControl } from './data-control.ts';
import * as schemas from './sandbox-schemas.ts';
import type { GivenApplication, WithCredentials } from './types.ts';

/** An application as a list shows it. */
export type ApplicationOfWorld = Pick<Credentials, 'name' | 'login'> & Partial<Credentials>;

/** The operations of a test on the applications that may call a world; `reset()` restores those of the start. */
export class ApplicationControl extends DataControl {
  /**
   * The applications, in the order of their addition; keys and passwords only with `credentials`.
   * @example
   * const [demo] = server.listApplications({ credentials: true });
   */
  listApplications(options: WithCredentials = {}): ApplicationOfWorld[] {
    const { credentials } = checkAgainst(schemas.WithCredentials, options, 'the list');
    const all = this.target.applications.map(toCredentials);
    return credentials ? all : all.map(({ name, login }) => ({ name, login }));
  }

  /**
   * Adds an application, given by its name or with some of its credentials; the others are generated.
   * @throws WorldError `conflict` if the login or the key is in use in any world, or if the present applications have
   * 300 chosen secrets already: generated ones have no limit.
   * @example
   * const { login, password, key } = server.addApplication('Importeur');
   */
  addApplication(application: GivenApplication): Credentials {
    const given = checkAgainst(schemas.GivenApplication, application, 'the application');
    return toCredentials(this.target.registration.add(given));
  }

  /**
   * Makes the login and the key of an application unknown: its next request is refused with 401. Requests that have been
   * identified already are answered.
   * @throws WorldError `unknown` without such an application.
   * @example
   * server.revokeApplication(server.application.login);
   */
  revokeApplication(login: string): void {
    this.target.registration.revoke(checkAgainst(schemas.Login, login, 'the login', '/login'));
  }

  /**
   * Gives an application another key: the next request with the former one is refused with 403.
   * @throws WorldError `unknown` without such an application.
   * @example
   * const { key } = server.rotateKey(server.application.login);
   */
  rotateKey(login: string): Credentials {
    const checked = checkAgainst(schemas.Login, login, 'the login', '/login');
    return toCredentials(this.target.registration.rotateKey(checked));
  }

  /**
   * Gives an application another password: the next request with the former one is refused with 401.
   * @throws WorldError `unknown` without such an application.
   * @example
   * const { password } = server.rotatePassword(server.application.login);
   */
  rotatePassword(login: string): Credentials {
    const checked = checkAgainst(schemas.Login, login, 'the login', '/login');
    return toCredentials(this.target.registration.rotatePassword(checked));
  }
}
