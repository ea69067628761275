import type { ObjectSchema } from '../json/schema.ts';

/** A third-party application: who may call, with which key (CONTRACT.md §6). */
export const Application = {
  type: 'object',
  title: 'Application',
  description: 'Une application tierce, telle que le fichier applications.json la décrit.',
  required: ['nom', 'login', 'mot_de_passe', 'cle'],
  properties: {
    nom: { type: 'string', minLength: 1, description: 'Nom de l’application.' },
    // RFC 7617 §2: a user-id has no colon, and neither part has control characters.
    login: {
      type: 'string',
      minLength: 1,
      pattern: '^[^:\\u0000-\\u001f\\u007f]+$',
      description: 'Login de HTTP Basic, sans deux-points.',
    },
    mot_de_passe: {
      type: 'string',
      minLength: 1,
      pattern: '^[^\\u0000-\\u001f\\u007f]+$',
      description: 'Mot de passe de HTTP Basic.',
    },
    cle: { type: 'string', minLength: 1, description: 'Clé d’API.' },
  },
  additionalProperties: false,
} as const satisfies ObjectSchema;

/** The packaged demo application (CONTRACT.md §6): the READMEs publish its credentials; its key is the example of §3. */
const DEMO = { login: 'demo', mot_de_passe: 'demo', cle: '6bb16ea35b02a9cbeec697d2e81bfd7d' };

/** Whether an application has the public credentials of the packaged demo application. */
export function isDemo({ login, mot_de_passe, cle }: typeof DEMO): boolean {
  return login === DEMO.login && mot_de_passe === DEMO.mot_de_passe && cle === DEMO.cle;
}
