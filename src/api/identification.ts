import { createHash, timingSafeEqual } from 'node:crypto';
import basicAuth from '@fastify/basic-auth';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../contract/refusals.ts';
import { countOf } from '../http/target.ts';
import type { Access } from '../world/callers.ts';
import type { Worlds } from '../world/worlds.ts';

/** The realm of the challenge (RFC 7617 §2.1); @fastify/basic-auth adds the charset. */
const REALM = 'faire-simple';

/** Identifies the sender of a request, or calls back with a refusal. */
export type Identification = (
  request: FastifyRequest,
  reply: FastifyReply,
  done: (refusal?: Error) => void,
) => void;

/** Makes the check of the credentials (401): §3 of the text, CONTRACT.md §4. */
export async function createIdentification(
  api: FastifyInstance,
  worlds: Worlds,
): Promise<Identification> {
  const nobody = digest('');
  const remembered = new Remembered(worlds);
  await api.register(basicAuth, {
    authenticate: { realm: REALM },
    // RFC 9110 §11.4 admits several spaces after the scheme.
    strictCredentials: false,
    validate(login, password, request, _reply, done) {
      const access = worlds.byLogin(login);
      // An unknown login costs the same comparison: the time reveals nothing.
      const expected = access ? digest(access.application.mot_de_passe) : nobody;
      const same = timingSafeEqual(digest(password), expected);
      if (access === undefined || !same) return done(new Refusal('identifiants_invalides'));
      request.trace.access = access;
      remembered.add(request.headers.authorization as string, access);
      done();
    },
  });
  return (request, reply, done) => {
    // Fastify's `inject` has the raw fields too. Two Authorization fields are malformed (RFC 9110 §5.3).
    if (countOf('authorization', request.raw.rawHeaders) > 1) {
      return done(new Refusal('identification_requise'));
    }
    const access = remembered.find(request);
    if (access === undefined) return api.basicAuth(request, reply, done);
    request.trace.access = access;
    done();
  };
}

/** Refuses a key that is not the caller's (403): §3 of the text, CONTRACT.md §4. */
export function checkKey(request: FastifyRequest, worlds: Worlds): void {
  const { key } = request.query as { key?: string | string[] };
  if (key === undefined) throw new Refusal('cle_manquante');
  if (key === '') {
    throw new Refusal('cle_manquante', `Le paramètre « key » est vide. ${KEY_ADVICE}`);
  }
  if (Array.isArray(key)) {
    throw new Refusal('cle_manquante', 'Le paramètre « key » est répété : donnez-le une fois.');
  }
  if (key === accessOf(request).application.cle) return;
  throw new Refusal(worlds.byKey(key) === undefined ? 'cle_inconnue' : 'cle_non_associee');
}

/** The caller and its world; the hooks above have identified it. */
export function accessOf(request: FastifyRequest): Access {
  return request.trace.access as Access;
}

/** Header values that were compared before: hashing a password costs more than the rest of a request. */
class Remembered {
  readonly #worlds: Worlds;
  readonly #headers = new Map<string, Access>();
  readonly #headerOf = new WeakMap<Access, string>();
  /** The size at which entries of dropped sandboxes are removed. */
  #most = 64;

  constructor(worlds: Worlds) {
    this.#worlds = worlds;
  }

  add(header: string, access: Access): void {
    // One header for each caller.
    this.#headers.delete(this.#headerOf.get(access) ?? '');
    this.#headerOf.set(access, header);
    this.#headers.set(header, access);
    if (this.#headers.size > this.#most) this.#forgetDropped();
  }

  #forgetDropped(): void {
    for (const [header, access] of this.#headers) {
      if (!this.#isKnown(access)) this.#headers.delete(header);
    }
    this.#most = 2 * this.#headers.size + 64;
  }

  /** The caller, if this header value was compared before. */
  find(request: FastifyRequest): Access | undefined {
    const { authorization = '' } = request.headers;
    const access = this.#headers.get(authorization);
    return access !== undefined && this.#isKnown(access) ? access : undefined;
  }

  #isKnown(access: Access): boolean {
    return this.#worlds.byLogin(access.application.login) === access;
  }
}

const KEY_ADVICE = 'Donnez-lui la clé d’API de votre application.';

/** Digests have equal lengths, which the comparison in constant time needs. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
