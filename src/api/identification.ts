import { createHash, timingSafeEqual } from 'node:crypto';
import basicAuth from '@fastify/basic-auth';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Application } from '../contract/applications.ts';
import { Problem } from '../contract/problems.ts';
import type { World } from '../world/world.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The application that Basic Auth has recognised, on the API plane. */
    application: Application | null;
  }
}

/** The challenge of every 401 (RFC 7617 §2.1); @fastify/basic-auth adds the charset. */
const REALM = 'faire-simple';

/**
 * Refuses, before anything else is looked at, who is not known (401), then whose key is not theirs (403): §3 of the
 * text, CONTRACT.md §4.
 */
export async function addIdentification(api: FastifyInstance, world: World): Promise<void> {
  const known = new Map(
    world.applications.map((application) => [
      application.login,
      { application, password: digest(application.mot_de_passe) },
    ]),
  );
  const byKey = new Map(world.applications.map((application) => [application.cle, application]));
  const nobody = digest('');

  api.decorateRequest('application', null);
  await api.register(basicAuth, {
    authenticate: { realm: REALM },
    // RFC 9110 §11.4 admits several spaces after the scheme.
    strictCredentials: false,
    validate(login, password, request, _reply, done) {
      const found = known.get(login);
      // An unknown login costs the same comparison, so that the time taken tells nothing.
      const same = timingSafeEqual(digest(password), found?.password ?? nobody);
      if (found === undefined || !same) return done(new Problem('identifiants_invalides'));
      if (hasSeveral(request, 'authorization')) return done(new Problem('identification_requise'));
      request.application = found.application;
      done();
    },
  });
  api.addHook('onRequest', api.basicAuth);
  api.addHook('onRequest', async (request) => {
    const { key } = request.query as { key?: string | string[] };
    if (key === undefined) throw new Problem('cle_manquante');
    if (key === '') {
      throw new Problem('cle_manquante', `Le paramètre « key » est vide. ${KEY_ADVICE}`);
    }
    if (Array.isArray(key)) {
      throw new Problem(
        'requete_invalide',
        'Le paramètre « key » est répété : donnez-le une fois.',
      );
    }
    const application = byKey.get(key);
    if (application === undefined) throw new Problem('cle_inconnue');
    if (application !== request.application) throw new Problem('cle_non_associee');
  });
}

const KEY_ADVICE = 'Donnez-lui la clef d’API de votre application.';

/** Of equal length whatever the text, as a comparison in constant time needs. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/**
 * Node keeps the first of several Authorization fields; a request that has two is malformed (RFC 9110 §5.3). The raw
 * fields are what Fastify's `inject` has too.
 */
function hasSeveral({ raw: { rawHeaders } }: FastifyRequest, name: string): boolean {
  const same = rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === name);
  return same.length > 1;
}
