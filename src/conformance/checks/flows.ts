import type { Json } from '../answer.ts';
import type { Context } from '../context.ts';
import { objectsIn } from '../context.ts';
import { Skipped } from '../outcome.ts';

/** The lists, and the member of their records that is the key. */
export const LISTS = {
  listUsers: 'uid',
  listThematiques: 'tid',
  listCampagnes: 'id',
  listPropositions: 'id',
} as const;

/** The members of a refresh with the records of each list. */
export const PARTS = {
  partenaires: 'uid',
  thematiques: 'tid',
  campagnes: 'id',
  propositions: 'id',
} as const;

/** A half-year that every server can have data of. */
export const SEMESTRE = '2016-S1';

/** The records of a refresh by part. */
export async function partsOf(
  context: Context,
  path: string,
): Promise<Map<string, readonly Json[]>> {
  const document = await context.object(path);
  if ((await context.read(path)).cut)
    throw new Skipped('the document is too long to be read whole');
  return new Map(
    Object.keys(PARTS).map((part) => [part, objectsIn(document?.[part], `the member ${part}`)]),
  );
}

/** A path that no operation has. */
export const UNKNOWN_PATH = '/conformance-inconnu';
