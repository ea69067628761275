import type { Provenance } from '../../contract/provenance.ts';
import { type Answer, isObject } from '../answer.ts';
import { type Check, check } from '../check.ts';
import { type Context, expectJson, objectsIn, statusInWords } from '../context.ts';
import { Failed, Skipped } from '../outcome.ts';
import { shape } from '../shape.ts';
import { SEMESTRE } from './flows.ts';

/** The GET operations: their levels, and how their answers are called. */
const FLOWS: readonly (readonly [string, Provenance, string, 'array' | 'object'])[] = [
  ['getIndex', 'inferred', 'the application and the operations', 'object'],
  ['getUser', 'documented', 'one partner', 'object'],
  ['listUsers', 'named', 'all partners', 'array'],
  ['listThematiques', 'named', 'the thématiques', 'array'],
  ['getActualisation', 'named', 'everything', 'object'],
  ['getActualisationSemestre', 'named', 'a half-year', 'object'],
  ['listCampagnes', 'named', 'the campagnes', 'array'],
  ['listPropositions', 'named', 'the propositions', 'array'],
];

/** The answer of a GET operation. Throws a `Skipped` for a refusal that other checks judge. */
async function answerOf(context: Context, operationId: string): Promise<Answer> {
  const uid = await context.uid();
  const answer = await context.read(context.pathOf(operationId, { uid, semestre: SEMESTRE }));
  const { status } = answer;
  if (status === 405) throw new Skipped('see behaviour.get_flows');
  if (status === 401 || status === 403) {
    throw new Skipped('see behaviour.basic and behaviour.key_in_query');
  }
  if (status === 501 && operationId !== 'getUser') {
    throw new Skipped('the server serves documented operations only');
  }
  return answer;
}

/** Each GET operation is served. */
const SERVED = FLOWS.map(([operationId, level, what]) =>
  check(`operation.${operationId}`, level, `a GET for ${what} is served`, async (context) => {
    const answer = await answerOf(context, operationId);
    if (answer.status === 200) return;
    const cure =
      answer.status === 404 && operationId === 'getUser'
        ? ': give the uid of a partner by --uid'
        : '';
    throw new Failed(`answered ${statusInWords(answer)}, expected 200${cure}`);
  }),
);

/** Each GET operation is answered with JSON of its kind; the text says so of one partner. */
const ANSWERED = FLOWS.map(([operationId, level, what, kind]) =>
  check(
    `answer.${operationId}`,
    level === 'documented' ? level : 'inferred',
    `${what}: an ${kind} in JSON`,
    async (context) => {
      const answer = await answerOf(context, operationId);
      if (answer.status !== 200) throw new Skipped(`see operation.${operationId}`);
      const json = expectJson(answer);
      const isKind = kind === 'array' ? Array.isArray(json) : isObject(json);
      if (!isKind) throw new Failed(`answered ${shape(json)}, expected an ${kind}`);
    },
  ),
);

/** A path without the names of its parameters and a slash at its end. */
function withoutNames(path: string): string {
  return path.replaceAll(/\{\w+\}|undefined/g, '{}').replace(/\/$/, '');
}

/** The operations of the text, and of its table of contents. */
export const OPERATIONS: readonly Check[] = [
  ...SERVED,
  ...ANSWERED,
  check(
    'parameter.uid',
    'documented',
    'the uid in the path tells which partner is answered',
    async (context) => {
      const uid = await context.uid();
      const { uid: found } = await context.object(context.pathOf('getUser', { uid }));
      if (found !== undefined && found !== uid) throw new Failed('another partner is answered');
      const others = (await context.list('listUsers').catch(() => [])).map((each) => each.uid);
      const other = others.find((each) => each !== uid && Number.isSafeInteger(each));
      if (other === undefined) return;
      const path = context.pathOf('getUser', { uid: Number(other) });
      const answer = await context.object(path);
      if (answer.uid === uid) throw new Failed('another uid is answered with the same partner');
    },
  ),
  check(
    'behaviour.get_flows',
    'documented',
    'every flow but the status flow is requested by GET',
    async (context) => {
      const uid = await context.uid();
      const refused: string[] = [];
      for (const { operationId, method } of context.contract.operations.values()) {
        if (method !== 'GET') continue;
        const { status } = await context.read(
          context.pathOf(operationId, { uid, semestre: SEMESTRE }),
        );
        if (status === 405) refused.push(operationId);
      }
      if (refused.length > 0) throw new Failed(`GET is refused with 405: ${refused.join(', ')}`);
    },
  ),
  check(
    'behaviour.operation_names',
    'inferred',
    'the index names every operation, its method and its path',
    async (context) => {
      const index = await context.object(context.pathOf('getIndex'));
      const listed = objectsIn(index.operations, 'the member operations');
      for (const { operationId, method } of context.contract.operations.values()) {
        const entry = listed.find((each) => each.operationId === operationId);
        const untyped = listed.some((each) => typeof each.operationId !== 'string');
        if (entry === undefined && untyped)
          throw new Skipped('see field.Accueil.operations.operationId');
        if (entry === undefined) throw new Failed(`${operationId} is missing`);
        const { methode, href } = entry;
        if (typeof methode === 'string' && methode !== method) {
          throw new Failed(`${operationId} has another method`);
        }
        const path = withoutNames(`${context.setting.target.path}${context.pathOf(operationId)}`);
        if (typeof href === 'string' && !withoutNames(href).endsWith(path)) {
          throw new Failed(`${operationId} has another path`);
        }
      }
    },
  ),
  check(
    'behaviour.documented_only',
    'inferred',
    'a server of documented operations only refuses the others with 501',
    async (context) => {
      const statuses = new Map<string, number>();
      for (const { operationId, method } of context.contract.operations.values()) {
        if (method !== 'GET' || operationId === 'getUser') continue;
        const path = context.pathOf(operationId, { semestre: SEMESTRE });
        statuses.set(operationId, (await context.read(path)).status);
      }
      if (![...statuses.values()].includes(501))
        throw new Skipped('the server serves further operations');
      const served = [...statuses].filter(([, status]) => status !== 501).map(([name]) => name);
      if (served.length > 0) throw new Failed(`not refused with 501: ${served.join(', ')}`);
    },
  ),
];
