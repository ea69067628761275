import { isObject, type Json, membersOf } from '../answer.ts';
import { type Check, check } from '../check.ts';
import { type Context, errorsOf, expectJson, expectRefusal, statusInWords } from '../context.ts';
import { postOf } from '../original.ts';
import { Failed, Skipped } from '../outcome.ts';
import { shape } from '../shape.ts';
import { PARTS, partsOf } from './flows.ts';

/** The members of the answer to a change. */
export const STATUT = ['uid', 'statut', 'date_modification'] as const;

/** A check that changes a status. */
function writing(id: string, level: Check['level'], title: string, run: Check['run']): Check {
  return check(id, level, title, run, 'write');
}

/** Sets the status; the checks of the two values judge the answer. */
async function change(context: Context, action: 0 | 1): Promise<Json> {
  const answer = await context.original.set(action);
  const { status } = answer;
  if (status !== 200) throw new Skipped('see behaviour.inscription and behaviour.desinscription');
  return membersOf(answer);
}

/** One partner as the flow of one partner has it. */
async function partnerOf(context: Context): Promise<Json> {
  return await context.object(await context.partner());
}

/** The partner, if it shows a status. */
async function shown(context: Context, action: 0 | 1): Promise<Json> {
  const partner = await partnerOf(context);
  if (partner.statut !== action) {
    throw new Skipped('see behaviour.status_stored and behaviour.real_time');
  }
  return partner;
}

/** Sets the status; the partner afterwards. */
async function changed(context: Context, action: 0 | 1): Promise<Json> {
  await change(context, action);
  return shown(context, action);
}

/** The partner in the list; undefined without one. */
async function listed(context: Context): Promise<Json | undefined> {
  const uid = await context.uid();
  const list = await context.list('listUsers').catch(() => []);
  return list.find((each) => each.uid === uid);
}

async function expectAction(context: Context, action: 0 | 1): Promise<void> {
  await context.original.set(action === 0 ? 1 : 0);
  const answer = await context.original.set(action);
  if ([401, 403, 404, 405].includes(answer.status)) {
    throw new Skipped('see behaviour.key_in_query.post and operation.setUserStatut');
  }
  if (answer.status !== 200) throw new Failed(`answered ${statusInWords(answer)}, expected 200`);
  const { statut } = membersOf(answer);
  if (statut === 1 - action) throw new Failed('it sets the other status');
}

/** Values of `action` that the text does not have. */
const OTHER_VALUES = ['"0"', '2', '-1', 'false', 'null', '[0]'];

/** Bodies that break the schema, other than by the value of `action`. */
const BROKEN_BODIES = ['', '{}', '[]', '{"action":', 'action=1', '"action"'];

/** §4 of the text. */
export const STATUT_CHECKS: readonly Check[] = [
  writing(
    'operation.setUserStatut',
    'documented',
    'POST /users/{uid}/statut is served',
    async (context) => {
      await partnerOf(context);
      const answer = await context.original.set(1);
      if ([404, 405, 501].includes(answer.status)) {
        throw new Failed(`answered ${answer.status}`);
      }
    },
  ),
  writing(
    'answer.setUserStatut',
    'inferred',
    'the change is answered with an object in JSON',
    async (context) => {
      await change(context, 0);
      const answer = await context.original.set(1);
      if (answer.status !== 200) throw new Skipped('see behaviour.inscription');
      const json = expectJson(answer);
      if (!isObject(json)) throw new Failed(`answered ${shape(json)}, expected an object`);
    },
  ),
  writing(
    'parameter.uid.post',
    'documented',
    'the uid in the path tells whose status changes',
    async (context) => {
      const uid = await context.uid();
      const before = await context.list('listUsers');
      const other = before.find((each) => each.uid !== uid);
      if (other === undefined) throw new Skipped('no other partner is known');
      const { uid: answered } = await change(context, other.statut === 1 ? 0 : 1);
      if (answered !== undefined && answered !== uid)
        throw new Failed('the answer names another partner');
      const after = (await context.list('listUsers')).find((each) => each.uid === other.uid);
      if (after?.statut !== other.statut)
        throw new Failed('the status of another partner has changed');
    },
  ),
  writing('behaviour.inscription', 'documented', '{"action": 1} registers a partner', (context) =>
    expectAction(context, 1),
  ),
  writing(
    'behaviour.desinscription',
    'documented',
    '{"action": 0} unregisters a partner',
    (context) => expectAction(context, 0),
  ),
  writing(
    'behaviour.status_stored',
    'documented',
    'later requests find the changed status',
    async (context) => {
      for (const action of [0, 1] as const) {
        await change(context, action);
        const found = [(await partnerOf(context)).statut, (await listed(context))?.statut];
        if (!found.includes(action)) throw new Failed(`after action ${action}, no flow shows it`);
      }
    },
  ),
  writing(
    'behaviour.real_time',
    'documented',
    'the flow of one partner shows a change at once',
    async (context) => {
      for (const action of [0, 1] as const) {
        await change(context, action);
        if ((await partnerOf(context)).statut === action) continue;
        if ((await listed(context))?.statut !== action)
          throw new Skipped('see behaviour.status_stored');
        throw new Failed(`after action ${action}, it still shows the other status`);
      }
    },
  ),
  writing(
    'behaviour.status_flows',
    'inferred',
    'the other flows show a change at once',
    async (context) => {
      const uid = await context.uid();
      await context.list('listUsers');
      for (const action of [0, 1] as const) {
        await change(context, action);
        if ((await partnerOf(context)).statut !== action)
          throw new Skipped('see behaviour.real_time');
        if ((await listed(context))?.statut !== action)
          throw new Failed('listUsers does not show it');
        const parts = await partsOf(context, context.pathOf('getActualisation'));
        const found = parts.get(Object.keys(PARTS)[0] as string)?.find((each) => each.uid === uid);
        if (found?.statut !== action) throw new Failed('getActualisation does not show it');
      }
    },
  ),
  writing(
    'behaviour.json_body',
    'documented',
    'the body is JSON, in any of its spellings',
    async (context) => {
      await change(context, 0);
      const answer = await context.original.post(' {\r\n\t"\\u0061ction" : 1 }\n');
      if (answer.status !== 200)
        throw new Failed(`another spelling is answered ${statusInWords(answer)}`);
    },
  ),
  writing(
    'behaviour.action_values',
    'documented',
    'another value of action than 0 and 1 changes nothing',
    async (context) => {
      await changed(context, 1);
      for (const value of OTHER_VALUES) {
        await context.original.post(`{"action":${value}}`);
        if ((await partnerOf(context)).statut !== 1)
          throw new Failed(`${value} changes the status`);
      }
      await changed(context, 0);
      for (const value of ['"1"', '2', 'true']) {
        await context.original.post(`{"action":${value}}`);
        if ((await partnerOf(context)).statut !== 0)
          throw new Failed(`${value} changes the status`);
      }
    },
  ),
  ...STATUT.map((name) =>
    writing(
      `field.Statut.${name}`,
      'inferred',
      `${name} is as the schema Statut has it`,
      async (context) => {
        const answer = await change(context, 1);
        if (!Object.hasOwn(answer, name)) throw new Failed('it is missing');
        const violation = context.contract.memberViolation(answer[name], 'Statut', name);
        if (violation !== undefined) throw new Failed(violation);
      },
    ),
  ),
  writing(
    'field.ChangementStatut.action',
    'documented',
    'the member action, an integer, is what is read',
    async (context) => {
      await changed(context, 0);
      const answer = await context.original.post('{"statut":1}');
      if ((await partnerOf(context)).statut === 1)
        throw new Failed('a member statut changes the status');
      if (answer.status === 200) throw new Failed('a body without it is answered 200');
    },
  ),
  writing(
    'behaviour.status_dates',
    'inferred',
    'a change sets date_modification and the date of its kind',
    async (context) => {
      for (const [action, date] of [
        [0, 'date_desinscription'],
        [1, 'date_inscription'],
      ] as const) {
        const before = await changed(context, action === 0 ? 1 : 0);
        const answer = await change(context, action);
        const after = await shown(context, action);
        if (after[date] !== after.date_modification)
          throw new Failed(`${date} is not date_modification`);
        const dates = [after.date_modification, before.date_modification].map((each) =>
          Date.parse(String(each)),
        );
        if (!(Number(dates[0]) >= Number(dates[1])))
          throw new Failed('date_modification goes back');
        if (
          answer.date_modification !== undefined &&
          answer.date_modification !== after.date_modification
        ) {
          throw new Failed('date_modification of the answer is another one');
        }
        const others = Object.keys(before).filter(
          (name) =>
            !['statut', 'date_modification', date].includes(name) &&
            JSON.stringify(before[name]) !== JSON.stringify(after[name]),
        );
        if (others.length > 0) throw new Failed('other members have changed');
      }
    },
  ),
  writing(
    'behaviour.same_status',
    'inferred',
    'the status that already holds succeeds and changes nothing',
    async (context) => {
      const before = await changed(context, 1);
      // Instants are to the second: a new date would be another one.
      await context.pause(1100);
      const { status } = await context.original.set(1);
      if (status !== 200) throw new Failed(`answered ${status}, expected 200`);
      if (JSON.stringify(await partnerOf(context)) !== JSON.stringify(before)) {
        throw new Failed('the partner has changed');
      }
    },
  ),
  writing(
    'behaviour.closed_body',
    'inferred',
    'the body may hold nothing but action',
    async (context) => {
      await change(context, 0);
      expectRefusal(await context.original.post('{"action":0,"autre":1}'), 400, 'requete_invalide');
    },
  ),
  writing(
    'refusal.requete_invalide.body',
    'inferred',
    'a body that breaks the schema is refused with 400',
    async (context) => {
      await change(context, 0);
      for (const body of BROKEN_BODIES) {
        expectRefusal(await context.original.post(body), 400, 'requete_invalide');
      }
    },
  ),
  writing(
    'behaviour.empty_body',
    'inferred',
    'no body at all is refused with 400, whatever its type',
    async (context) => {
      await change(context, 0);
      for (const headers of [[], ['Content-Type', 'text/plain']]) {
        expectRefusal(await context.original.post(undefined, { headers }), 400, 'requete_invalide');
      }
    },
  ),
  writing(
    'refusal.type_non_supporte',
    'inferred',
    'a body of another type, or coded, is refused with 415',
    async (context) => {
      await change(context, 0);
      const body = '{"action":0}';
      for (const headers of [
        ['Content-Type', 'text/plain'],
        ['Content-Type', 'application/x-www-form-urlencoded'],
        ['Content-Type', 'application/json', 'Content-Encoding', 'gzip'],
      ]) {
        expectRefusal(await context.original.post(body, { headers }), 415, 'type_non_supporte');
      }
    },
  ),
  writing(
    'refusal.corps_trop_volumineux',
    'inferred',
    'a body over 16 KiB is refused with 413, one of 16 KiB is not',
    async (context) => {
      await change(context, 0);
      const body = '{"action":0}'.padEnd(16_384);
      const answer = await context.original.post(body);
      if (answer.status === 413) throw new Failed('a body of 16 KiB is refused');
      expectRefusal(await context.original.post(`${body} `), 413, 'corps_trop_volumineux');
    },
  ),
  writing(
    'behaviour.body_limit',
    'inferred',
    'a client that is still sending gets to read the 413',
    async (context) => {
      await change(context, 0);
      const body = Buffer.alloc(4 * 1024 * 1024, ' ');
      const { status } = await context.original.post(body);
      if (status !== 413) throw new Failed(`answered ${status}, expected 413`);
    },
  ),
  writing(
    'refusal.partenaire_inconnu.post',
    'inferred',
    'a change of an unknown partner is refused with 404',
    async (context) => {
      await partnerOf(context);
      const ask = postOf(context, UNKNOWN_UID, '{"action":1}');
      expectRefusal(await context.send(ask), 404, 'partenaire_inconnu');
    },
  ),
  writing(
    'behaviour.problem_errors.body',
    'inferred',
    'errors gives the places in a body by pointers',
    async (context) => {
      await change(context, 0);
      const answer = await context.original.post('{"action":"x"}');
      if (answer.status !== 400) throw new Skipped('see behaviour.action_values');
      const [first] = errorsOf(answer);
      if (first?.pointer !== '/action') throw new Failed('the first pointer is not /action');
    },
  ),
];

/** A uid that no partner has. */
export const UNKNOWN_UID = 9_007_199_254_740_000;
