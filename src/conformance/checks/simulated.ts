import { type Answer, membersOf } from '../answer.ts';
import { type Check, check } from '../check.ts';
import { type Context, expectRefusal } from '../context.ts';
import { Failed, Skipped } from '../outcome.ts';
import { UNKNOWN_PATH } from './flows.ts';

/** A simulated answer of an operation; real servers ignore the preference (RFC 7240). */
async function simulated(context: Context, code: string, path?: string): Promise<Answer> {
  const own = path ?? (await context.partner());
  const answer = await context.send({ path: own, headers: ['Prefer', `code=${code}`] });
  if (answer.header('preference-applied') === undefined && answer.status < 400) {
    throw new Skipped('the server simulates no refusals');
  }
  return answer;
}

function refusal(code: string, status: number): Check {
  return check(
    `refusal.${code}`,
    'inferred',
    `${status} can be simulated by Prefer`,
    async (context) => {
      await context.json(await context.partner());
      expectRefusal(await simulated(context, code), status, code);
    },
  );
}

/** Checks of simulations, which only a mock server has; skipped elsewhere. */
export const SIMULATED: readonly Check[] = [
  refusal('trop_de_requetes', 429),
  refusal('erreur_interne', 500),
  refusal('non_documente', 501),
  refusal('service_indisponible', 503),
  check(
    'behaviour.retry_after',
    'inferred',
    'every 429 and 503 says in Retry-After when to retry',
    async (context) => {
      await context.json(await context.partner());
      for (const code of ['429', '503']) {
        const answer = await simulated(context, code);
        if (!/^\d+$/.test(answer.header('retry-after') ?? ''))
          throw new Failed(`${code} has no seconds in Retry-After`);
      }
    },
  ),
  check(
    'behaviour.simulated_refusals',
    'inferred',
    'a simulated refusal is like the real one',
    async (context) => {
      await context.json(await context.partner());
      const real = await context.send({ path: UNKNOWN_PATH });
      const own = await simulated(context, 'ressource_inconnue');
      if (own.status !== real.status) {
        throw new Failed(`its status is ${own.status}, that of the real one ${real.status}`);
      }
      for (const name of ['type', 'title', 'code'] as const) {
        const [one, other] = [own, real].map((each) => membersOf(each)[name]);
        if (one !== other) throw new Failed(`its ${name} differs`);
      }
    },
  ),
  check(
    'behaviour.simulated_statuses',
    'inferred',
    'a simulated status outside the table has the type about:blank',
    async (context) => {
      await context.json(await context.partner());
      const answer = await simulated(context, '502');
      const { type } = membersOf(answer);
      if (answer.status !== 502) throw new Failed(`answered ${answer.status}, expected 502`);
      if (type !== 'about:blank') throw new Failed('the type is another one');
    },
  ),
  check(
    'behaviour.simulation_place',
    'inferred',
    'Prefer acts after 501 and before 400',
    async (context) => {
      await context.json(await context.partner());
      const before = await simulated(context, '502', context.pathOf('getUser', { uid: 'x' }));
      if (before.status !== 502) throw new Failed(`${before.status} comes before it`);
      const after = await context.send({
        path: UNKNOWN_PATH,
        headers: ['Prefer', 'code=502'],
      });
      if (after.status !== 404) throw new Failed(`it comes before 404: ${after.status}`);
    },
  ),
];
