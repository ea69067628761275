import type { Application } from '../contract/types.ts';

/** The credentials of a client. */
export interface Credentials {
  readonly name: string;
  readonly login: string;
  readonly password: string;
  readonly key: string;
}

/** The credentials of an application, under the names of the handles. */
export function toCredentials({ nom, login, mot_de_passe, cle }: Application): Credentials {
  return { name: nom, login, password: mot_de_passe, key: cle };
}
