import { type Check, check } from '../check.ts';
import { Failed, Skipped } from '../outcome.ts';
import { LISTS } from './flows.ts';

/** Lists as a whole. */
export const LIST_CHECKS: readonly Check[] = [
  check(
    'parameter.statut',
    'inferred',
    'the parameter "statut" keeps the partners of that status',
    async (context) => {
      const all = await context.wholeList('listUsers');
      if (all.some((each) => each.statut !== 0 && each.statut !== 1)) {
        throw new Skipped('see field.Partenaire.statut');
      }
      for (const statut of [0, 1]) {
        const kept = await context.wholeList('listUsers', `statut=${statut}`);
        const expected = all.filter((each) => each.statut === statut);
        if (kept.some((each) => each.statut !== statut))
          throw new Failed(`statut=${statut} keeps others`);
        if (kept.length !== expected.length) {
          throw new Failed(`statut=${statut} keeps ${kept.length} partners of ${expected.length}`);
        }
      }
    },
  ),
  check(
    'behaviour.list_order',
    'inferred',
    'lists are ordered by their key, ascending',
    async (context) => {
      for (const [operationId, key] of Object.entries(LISTS)) {
        const records = await context.list(operationId);
        const keys = records.map((record) => record[key]).filter(Number.isInteger) as number[];
        const at = keys.findIndex((each, index) => index > 0 && each <= Number(keys[index - 1]));
        if (at >= 0) throw new Failed(`${operationId} is out of order at item ${at}`);
      }
    },
  ),
  check(
    'behaviour.no_pagination',
    'inferred',
    'lists are whole: no pages, whatever the query says',
    async (context) => {
      const all = await context.wholeList('listUsers');
      const part = await context.wholeList('listUsers', 'page=2&limit=1&per_page=1&offset=1');
      if (part.length !== all.length) throw new Failed(`a page of ${part.length} of ${all.length}`);
      const answer = await context.read(context.pathOf('listUsers'));
      if (answer.header('link') !== undefined) throw new Failed('the answer has a Link field');
    },
  ),
];
