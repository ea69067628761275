import applications from '../../fixtures/applications.json' with { type: 'json' };

/** The credentials of an application. */
export interface Who {
  readonly login: string;
  readonly password: string;
  readonly key: string;
}

const [demo] = applications as [(typeof applications)[0]];

export const DEMO: Who = { login: demo.login, password: demo.mot_de_passe, key: demo.cle };
