import type { Json } from '../answer.ts';
import { type Check, check } from '../check.ts';
import type { Context } from '../context.ts';
import { Failed, Skipped } from '../outcome.ts';
import { PARTS, partsOf, SEMESTRE } from './flows.ts';

/** A half-year's bounds in UTC: midnight in Paris, by the engine's own time zones. */
function boundsOf(semestre: string): { readonly debut: string; readonly fin: string } {
  const [year, half] = [Number(semestre.slice(0, 4)), Number(semestre.slice(-1))];
  return half === 1
    ? { debut: midnightInParis(year, 0), fin: midnightInParis(year, 6) }
    : { debut: midnightInParis(year, 6), fin: midnightInParis(year + 1, 0) };
}

/** Since 1976, Paris has been one hour ahead of UTC in winter, two in summer. */
function midnightInParis(year: number, month: number): string {
  return `${new Date(Date.UTC(year, month, 1, month === 0 ? -1 : -2)).toISOString().slice(0, -5)}Z`;
}

/** The half-year that an answer says it holds. */
async function periodeOf(context: Context, semestre: string): Promise<Json> {
  const path = context.pathOf('getActualisationSemestre', { semestre });
  const { periode } = await context.object(path);
  return (typeof periode === 'object' && periode !== null ? periode : {}) as Json;
}

/** The number of half-years that are compared. */
const MOST = 10;

/** Half-years with records. */
function semestresOf(records: readonly Json[]): string[] {
  const found = new Set([SEMESTRE]);
  for (const { date_creation, date_modification } of records) {
    for (const date of [date_creation, date_modification]) {
      const year = String(date).slice(0, 4);
      if (found.size < MOST && /^(19[89]|20\d)\d$/.test(year))
        found.add(`${year}-S1`).add(`${year}-S2`);
    }
  }
  return [...found];
}

const keysOf = (records: readonly Json[], part: string) =>
  records.map((record) => record[PARTS[part as keyof typeof PARTS]]).join();

/** Half-years, which the table of contents names only. */
export const HALF_YEARS: readonly Check[] = [
  check(
    'parameter.semestre',
    'inferred',
    'the answer names the half-year that was asked for',
    async (context) => {
      for (const semestre of [SEMESTRE, '2015-S2']) {
        const periode = await periodeOf(context, semestre);
        if (typeof periode.semestre !== 'string')
          throw new Skipped('see field.Actualisation.periode');
        if (periode.semestre !== semestre) throw new Failed('the half-year is another one');
      }
    },
  ),
  check(
    'behaviour.half_years',
    'inferred',
    'half-years begin on 1 January and 1 July at midnight in Paris',
    async (context) => {
      for (const semestre of [SEMESTRE, '2015-S2']) {
        const periode = await periodeOf(context, semestre);
        const { debut, fin } = boundsOf(semestre);
        if (typeof periode.debut !== 'string' || typeof periode.fin !== 'string') {
          throw new Skipped('see field.Actualisation.periode');
        }
        if (periode.debut !== debut) throw new Failed(`debut is not ${debut}`);
        if (periode.fin !== fin) throw new Failed(`fin is not ${fin}`);
      }
    },
  ),
  check(
    'behaviour.half_year_records',
    'inferred',
    'a half-year holds the records created or last modified in it',
    async (context) => {
      const all = await partsOf(context, context.pathOf('getActualisation'));
      for (const semestre of semestresOf([...all.values()].flat())) {
        const { debut, fin } = boundsOf(semestre);
        const within = (date: unknown) => String(date) >= debut && String(date) < fin;
        const found = await partsOf(
          context,
          context.pathOf('getActualisationSemestre', { semestre }),
        );
        for (const [part, records] of all) {
          const expected = records.filter(
            ({ date_creation, date_modification }) =>
              within(date_creation) || within(date_modification),
          );
          if (keysOf(found.get(part) as readonly Json[], part) !== keysOf(expected, part)) {
            throw new Failed(`the ${part} of ${semestre} are others than by their dates`);
          }
        }
      }
    },
  ),
];
