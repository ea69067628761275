import { type Answer, membersOf } from '../answer.ts';
import { type Check, check } from '../check.ts';
import {
  type Ask,
  basic,
  type Context,
  codeOf,
  errorsOf,
  expectRefusal,
  statusInWords,
} from '../context.ts';
import { postOf } from '../original.ts';
import { Failed, Skipped } from '../outcome.ts';
import { mediaType } from '../shape.ts';
import { UNKNOWN_PATH } from './flows.ts';
import { CANARY, otherKey } from './identification.ts';
import { UNKNOWN_UID } from './statut.ts';

/** Refusals that harm no server, by their codes. */
const HARMLESS: readonly { readonly code: string; ask(context: Context): Promise<Ask> | Ask }[] = [
  {
    code: 'identification_requise',
    ask: async (context) => ({ path: await context.partner(), authorization: [] }),
  },
  { code: 'cle_manquante', ask: async (context) => ({ path: await context.partner(), key: null }) },
  { code: 'ressource_inconnue', ask: () => ({ path: `${UNKNOWN_PATH}/2` }) },
  {
    code: 'methode_non_autorisee',
    ask: async (context) => ({
      path: context.pathOf('setUserStatut', { uid: await context.uid() }),
    }),
  },
  {
    code: 'requete_invalide',
    ask: (context) => ({ path: context.pathOf('getUser', { uid: 'x' }) }),
  },
  {
    code: 'partenaire_inconnu',
    ask: (context) => ({ path: context.pathOf('getUser', { uid: UNKNOWN_UID }) }),
  },
];

/** The answers to them that are refusals. */
async function harmless(context: Context): Promise<Map<string, Answer>> {
  const found = new Map<string, Answer>();
  for (const { code, ask } of HARMLESS) {
    const answer = await context.send(await ask(context));
    if (answer.status >= 400) found.set(code, answer);
  }
  if (found.size === 0) throw new Skipped('nothing is refused');
  return found;
}

/** Sends each request, which must get the same refusal. */
async function expectAll(
  context: Context,
  asks: readonly Ask[],
  status: number,
  code: string,
): Promise<void> {
  for (const ask of asks) expectRefusal(await context.send(ask), status, code);
}

/** Fails with another refusal; that a request is served at all is judged by a `documented` check. */
function unlessServed(answer: Answer, status: number, code: string, judge: string): void {
  if (answer.status >= 200 && answer.status < 300) throw new Skipped(`it is served: see ${judge}`);
  expectRefusal(answer, status, code);
}

/** The members of a refusal. */
export const PROBLEM = ['type', 'title', 'status', 'detail', 'code'] as const;

/** §4 of CONTRACT.md. */
export const REFUSAL_CHECKS: readonly Check[] = [
  check(
    'refusal.identification_requise',
    'inferred',
    'no Basic identification is refused with 401',
    async (context) => {
      const path = await context.partner();
      unlessServed(
        await context.send({ path, authorization: [] }),
        401,
        'identification_requise',
        'identification_needed',
      );
    },
  ),
  check(
    'refusal.identification_requise.malformed',
    'inferred',
    'another scheme, a malformed or a repeated field is refused with 401',
    async (context) => {
      const path = await context.partner();
      const own = context.authorization;
      const asks = [['Bearer x'], ['Basic'], ['Basic *'], [own, own]].map((authorization) => ({
        path,
        authorization,
      }));
      await expectAll(context, asks, 401, 'identification_requise');
    },
    'refusals',
  ),
  check(
    'refusal.identifiants_invalides',
    'inferred',
    'a wrong password and an unknown login are refused with 401',
    async (context) => {
      const path = await context.partner();
      const { login } = context.setting.credentials;
      for (const who of [basic(login, CANARY), basic(CANARY, CANARY)]) {
        const answer = await context.send({ path, authorization: [who] });
        unlessServed(answer, 401, 'identifiants_invalides', 'behaviour.own_credentials');
      }
    },
    'refusals',
  ),
  check(
    'refusal.cle_manquante',
    'inferred',
    'no key, an empty or a repeated one is refused with 403',
    async (context) => {
      const path = await context.partner();
      const keys = [null, 'key=', `${context.key}&${context.key}`];
      await expectAll(
        context,
        keys.map((key) => ({ path, key })),
        403,
        'cle_manquante',
      );
    },
  ),
  check(
    'refusal.cle_manquante.body',
    'inferred',
    'a key in the body or in a header does not count',
    async (context) => {
      const uid = await context.uid();
      await context.json(await context.partner());
      const { key } = context.setting.credentials;
      const path = await context.partner();
      const asks = [
        { path, key: null, headers: ['key', key, 'X-API-Key', key] },
        postOf(context, uid, JSON.stringify({ action: 1, key }), { key: null }),
      ];
      await expectAll(context, asks, 403, 'cle_manquante');
    },
    'write',
  ),
  check(
    'refusal.cle_inconnue',
    'inferred',
    'an unknown key is refused with 403',
    async (context) => {
      const answer = await context.send({ path: await context.partner(), key: `key=${CANARY}` });
      unlessServed(answer, 403, 'cle_inconnue', 'behaviour.key_identifies');
    },
    'refusals',
  ),
  check(
    'refusal.cle_non_associee',
    'inferred',
    'the key of another application is refused with 403',
    async (context) => {
      const answer = await context.send({ path: await context.partner(), key: otherKey(context) });
      unlessServed(answer, 403, 'cle_non_associee', 'behaviour.own_credentials.key');
    },
    'refusals',
  ),
  check(
    'refusal.ressource_inconnue',
    'inferred',
    'an unknown path is refused with 404',
    (context) =>
      expectAll(
        context,
        [{ path: UNKNOWN_PATH }, { path: '/users/1/x' }],
        404,
        'ressource_inconnue',
      ),
  ),
  check(
    'behaviour.literal_paths',
    'inferred',
    'an invalid path is taken literally, after the identification',
    async (context) => {
      expectRefusal(await context.send({ path: '/%zz' }), 404, 'ressource_inconnue');
      const { status } = await context.send({ path: '/%zz', authorization: [] });
      if (status !== 401)
        throw new Failed(`without identification, it is answered ${status}, expected 401`);
    },
  ),
  check(
    'refusal.methode_non_autorisee',
    'inferred',
    'a known path with another method is refused with 405',
    async (context) => {
      const path = context.pathOf('setUserStatut', { uid: await context.uid() });
      expectRefusal(await context.send({ path }), 405, 'methode_non_autorisee');
    },
  ),
  check(
    'behaviour.unknown_methods',
    'inferred',
    'a method that no path has is 405 on a known path, 404 on an unknown one',
    async (context) => {
      const method = 'PROPFIND';
      expectRefusal(
        await context.send({ method, path: await context.partner() }),
        405,
        'methode_non_autorisee',
      );
      expectRefusal(await context.send({ method, path: UNKNOWN_PATH }), 404, 'ressource_inconnue');
    },
  ),
  check(
    'behaviour.allow',
    'inferred',
    'every 405 names the methods of the path in Allow',
    async (context) => {
      const [path, uid] = [await context.partner(), await context.uid()];
      for (const [ask, methods] of [
        [{ method: 'PROPFIND', path }, 'GET,HEAD'],
        [{ path: context.pathOf('setUserStatut', { uid }) }, 'POST'],
      ] as const) {
        const answer = await context.send(ask);
        if (answer.status !== 405) throw new Skipped('see refusal.methode_non_autorisee');
        const allow = answer
          .header('allow')
          ?.split(',')
          .map((each) => each.trim().toUpperCase());
        const own = allow
          ?.filter((each) => each !== 'OPTIONS')
          .sort()
          .join();
        if (own !== methods) throw new Failed(`Allow is not ${methods}`);
      }
    },
  ),
  check(
    'parameter.uid.notation',
    'inferred',
    'a malformed or repeated parameter is refused with 400',
    async (context) => {
      const uids = ['0', '01', '-1', 'x', '1.5'].map((uid) => ({
        path: context.pathOf('getUser', { uid }),
      }));
      await expectAll(context, uids, 400, 'requete_invalide');
    },
  ),
  check(
    'refusal.requete_invalide',
    'inferred',
    'a malformed or repeated statut or semestre is refused with 400',
    async (context) => {
      await context.list('listUsers');
      const path = context.pathOf('listUsers');
      const queries = ['statut=2', 'statut=', 'statut=1&statut=1'].map((query) => ({
        path,
        query,
      }));
      const semestres = ['2016-S3', '2016', '0000-S1', '2016-s1'].map((semestre) => ({
        path: context.pathOf('getActualisationSemestre', { semestre }),
      }));
      await expectAll(context, [...queries, ...semestres], 400, 'requete_invalide');
    },
  ),
  check(
    'refusal.partenaire_inconnu',
    'inferred',
    'an unknown partner is refused with 404',
    async (context) => {
      const path = context.pathOf('getUser', { uid: UNKNOWN_UID });
      expectRefusal(await context.send({ path }), 404, 'partenaire_inconnu');
    },
  ),
  check(
    'behaviour.refusal_order',
    'inferred',
    'refusals are checked in order: 401, 403, 404 of a path, 405, 400',
    async (context) => {
      const statut = context.pathOf('setUserStatut', { uid: await context.uid() });
      const malformed = context.pathOf('setUserStatut', { uid: 'x' });
      for (const [ask, status] of [
        [{ path: UNKNOWN_PATH, authorization: [] }, 401],
        [{ path: statut, authorization: [], key: null }, 401],
        [{ path: UNKNOWN_PATH, key: null }, 403],
        [{ path: statut, key: null }, 403],
        [{ path: malformed }, 405],
      ] as const) {
        const answer = await context.send(ask);
        if (answer.status !== status)
          throw new Failed(`${statusInWords(answer)} comes before ${status}`);
      }
    },
  ),
  check(
    'behaviour.refusal_order.body',
    'inferred',
    'refusals are checked in order: 415, 413, 400, 404 of a partner',
    async (context) => {
      await context.json(await context.partner());
      const long = 'x'.repeat(17_000);
      const text = ['Content-Type', 'text/plain'];
      for (const [uid, body, headers, status] of [
        ['x', long, text, 415],
        ['x', long, undefined, 413],
        [UNKNOWN_UID, '{"action":2}', undefined, 400],
      ] as const) {
        const answer = await context.send(postOf(context, uid, body, headers && { headers }));
        if (answer.status !== status)
          throw new Failed(`${statusInWords(answer)} comes before ${status}`);
      }
    },
    'write',
  ),
  check(
    'behaviour.challenge',
    'inferred',
    'every 401 has the challenge of Basic',
    async (context) => {
      const answer = await context.send({ path: await context.partner(), authorization: [] });
      if (answer.status !== 401) throw new Skipped('see refusal.identification_requise');
      const field = answer.header('www-authenticate');
      if (field === undefined) throw new Failed('WWW-Authenticate is missing');
      if (field !== 'Basic realm="faire-simple", charset="UTF-8"')
        throw new Failed('WWW-Authenticate is another one');
    },
  ),
  check(
    'behaviour.problem_json',
    'inferred',
    'refusals are application/problem+json',
    async (context) => {
      for (const [code, answer] of await harmless(context)) {
        if (!answer.isOf('application/problem+json')) {
          throw new Failed(`${code} is ${mediaType(answer.header('content-type'))}`);
        }
      }
    },
  ),
  ...PROBLEM.map((name) =>
    check(
      `behaviour.problem_json.${name}`,
      'inferred',
      `${name} of a refusal is as the schema Probleme has it`,
      async (context) => {
        for (const [code, answer] of await harmless(context)) {
          const document = membersOf(answer);
          if (!Object.hasOwn(document, name)) throw new Failed(`${code}: it is missing`);
          const violation = context.contract.memberViolation(document[name], 'Probleme', name);
          if (violation !== undefined) throw new Failed(`${code}: ${violation}`);
          if (name === 'status' && document.status !== answer.status)
            throw new Failed(`${code}: it is not the status`);
        }
      },
    ),
  ),
  check(
    'behaviour.problem_errors',
    'inferred',
    'errors gives the parameters at fault',
    async (context) => {
      const answer = await context.send({ path: context.pathOf('getUser', { uid: 'x' }) });
      if (answer.status !== 400) throw new Skipped('see parameter.uid.notation');
      const errors = errorsOf(answer);
      if (errors[0]?.parameter !== 'uid') throw new Failed('the first parameter is not uid');
    },
  ),
  check(
    'behaviour.french_texts',
    'inferred',
    'the titles of refusals are the French ones of the contract',
    async (context) => {
      const titles = context.contract.titles;
      for (const [, answer] of await harmless(context)) {
        const expected = titles.get(codeOf(answer));
        const { title } = membersOf(answer);
        if (expected !== undefined && typeof title === 'string' && title !== expected) {
          throw new Failed(`the title of ${codeOf(answer)} is another one`);
        }
      }
    },
  ),
  check(
    'behaviour.secrets',
    'inferred',
    'passwords and keys appear in no answer',
    async (context) => {
      const path = await context.partner();
      const authorization = [basic(CANARY, CANARY)];
      for (const ask of [
        { path, authorization },
        { path, key: `key=${CANARY}` },
        { path: UNKNOWN_PATH, query: `key=${CANARY}` },
        { path: UNKNOWN_PATH, headers: ['X-API-Key', CANARY] },
      ]) {
        const answer = await context.send(ask);
        if (answer.body.includes(CANARY)) throw new Failed('the refusal repeats what was sent');
      }
    },
    'refusals',
  ),
];
