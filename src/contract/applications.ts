import type { Static } from 'typebox';
import Type from '../json/type.ts';

/** A third-party application: who may call, with which key (CONTRACT.md §6). */
export const Application = Type.Object(
  {
    nom: Type.String({ minLength: 1 }),
    // RFC 7617 §2: a user-id holds no colon, and neither part holds control characters.
    login: Type.String({ minLength: 1, pattern: '^[^:\\u0000-\\u001f\\u007f]+$' }),
    mot_de_passe: Type.String({ minLength: 1, pattern: '^[^\\u0000-\\u001f\\u007f]+$' }),
    cle: Type.String({ minLength: 1 }),
  },
  { additionalProperties: false },
);

export type Application = Static<typeof Application>;
