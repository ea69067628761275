import applications from '../../fixtures/applications.json' with { type: 'json' };
import type { Account } from '../suite/mock.ts';

/** The accounts of the default applications at a server, by the URL of its root. */
export function accountsAt(root: string): Account[] {
  return applications.map(({ login, mot_de_passe, cle }) => ({
    url: `${root}/api`,
    login,
    password: mot_de_passe,
    key: cle,
  }));
}
