import { check } from '../check.ts';
import { basic, type Context, statusInWords } from '../context.ts';
import { Failed, Skipped } from '../outcome.ts';

/** A password, a login and a key that no application has. */
export const CANARY = 'conformance-wrong-7b1f4c';

/** Fails if a request of unknown origin is served. */
async function expectUnserved(
  context: Context,
  ask: Partial<Parameters<Context['send']>[0]>,
  what: string,
) {
  const { status } = await context.send({ path: await context.partner(), ...ask });
  if (status >= 200 && status < 300) throw new Failed(`${what} is served (${status})`);
}

/** §2 and §3 of the text: where the API is, and who is served. */
export const IDENTIFICATION = [
  {
    ...check(
      'behaviour.base_url',
      'documented',
      'the base URL ends with /api',
      async ({ setting }) => {
        if (!setting.target.path.endsWith('/api')) throw new Failed('the base URL ends otherwise');
      },
    ),
    offline: true as const,
  },
  {
    ...check('behaviour.https', 'documented', 'the API is reached over HTTPS', async (context) => {
      const { secure, loopback } = context.setting.target;
      if (context.untrusted !== undefined) throw new Failed(context.untrusted);
      if (secure) return;
      if (loopback) throw new Skipped('plain HTTP stays on this machine');
      throw new Failed('it is reached over plain HTTP');
    }),
    offline: true as const,
  },
  check(
    'behaviour.basic',
    'documented',
    'login and password are accepted by HTTP Basic',
    async (context) => {
      const { status } = await context.read(await context.partner());
      if (status === 401) throw new Failed('the login and the password are refused with 401');
    },
  ),
  check(
    'behaviour.key_in_query',
    'documented',
    'the key is accepted in the query parameter "key" of a GET',
    async (context) => {
      const { status } = await context.read(await context.partner());
      if (status === 403) throw new Failed('the key is refused with 403');
    },
  ),
  check(
    'behaviour.key_in_query.post',
    'documented',
    'the key is accepted in the query parameter "key" of a POST',
    async (context) => {
      await context.json(await context.partner());
      const answer = await context.original.set(1);
      if (answer.status === 401 || answer.status === 403) {
        throw new Failed(`the POST is refused with ${statusInWords(answer)}`);
      }
    },
    'write',
  ),
  check(
    'behaviour.identification_needed',
    'documented',
    'a request without login and key is not served',
    (context) =>
      expectUnserved(context, { authorization: [], key: null }, 'a request without login and key'),
  ),
  check(
    'behaviour.key_identifies',
    'documented',
    'a key that no application has is not served',
    (context) => expectUnserved(context, { key: `key=${CANARY}` }, 'an unknown key'),
    'refusals',
  ),
  check(
    'behaviour.own_credentials',
    'documented',
    'a wrong password is not served',
    (context) => {
      const { login } = context.setting.credentials;
      return expectUnserved(context, { authorization: [basic(login, CANARY)] }, 'a wrong password');
    },
    'refusals',
  ),
  check(
    'behaviour.own_credentials.key',
    'documented',
    'the key of another application is not served',
    (context) =>
      expectUnserved(context, { key: otherKey(context) }, 'the key of another application'),
    'refusals',
  ),
];

/** The key of another application, as a query parameter. */
export function otherKey({ setting }: Context): string {
  const key = setting.credentials.otherKey;
  if (key === undefined)
    throw new Skipped('it needs the key of another application, in FAIRE_SIMPLE_OTHER_KEY');
  return `key=${encodeURIComponent(key)}`;
}
