import campagnes from '../../fixtures/campagnes.json' with { type: 'json' };
import propositions from '../../fixtures/propositions.json' with { type: 'json' };
import thematiques from '../../fixtures/thematiques.json' with { type: 'json' };
import users from '../../fixtures/users.json' with { type: 'json' };

/** The partners of the test of a large list. */
export const LARGE = 10_000;

/** A record of the fixtures. */
export type Row = Readonly<Record<string, unknown>>;

/** The data that every mock server is given. */
export const DATA: Readonly<Record<'users' | 'thematiques' | 'campagnes' | 'propositions', Row[]>> =
  { users, thematiques, campagnes, propositions };

/** The boundaries of the half-years that the tests ask for: midnight in Paris, in UTC. */
export const HALF_YEARS: Readonly<Record<string, readonly [string, string]>> = {
  '2015-S2': ['2015-06-30T22:00:00Z', '2015-12-31T23:00:00Z'],
  '2016-S1': ['2015-12-31T23:00:00Z', '2016-06-30T22:00:00Z'],
};

/** The records that were created or changed in a half-year. */
export function inHalfYear(rows: readonly Row[], semestre: string): Row[] {
  const [begin, end] = HALF_YEARS[semestre] as readonly [string, string];
  return rows.filter((row) =>
    [row.date_creation, row.date_modification].some(
      (date) => (date as string) >= begin && (date as string) < end,
    ),
  );
}
