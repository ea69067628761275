import type { Campagne, Thematique } from '../contract/types.ts';
import type { Fixtures } from '../fixtures/load.ts';
import type { StoredRecord } from '../store/store.ts';
import { Calendar } from './calendar.ts';
import { freeKeys } from './free-keys.ts';
import { partners } from './partners.ts';
import type { Generation, Progress } from './prepare.ts';
import { propositions } from './propositions.ts';
import { Random } from './random.ts';
import { Weighted } from './weighted.ts';

/** How many partners stand behind a proposition. */
const PARTNERS_PER_PROPOSITION = 10;

/**
 * Fixtures with so many partners in all, and propositions of theirs: those that are missing are made up, one by one,
 * when they are asked for.
 */
export function withGenerated(
  fixtures: Fixtures,
  { partners: wanted, seed }: Generation,
  progress: Progress = () => {},
): Fixtures {
  const { counts, records } = fixtures;
  const count = wanted - counts.users;
  if (count <= 0) {
    const notice = `the fixtures hold ${counts.users} partners already: none is made up to have ${wanted}`;
    return { ...fixtures, notices: [...fixtures.notices, notice] };
  }
  const thematiques = parsed<Thematique>(records.thematiques);
  const campagnes = parsed<Campagne>(records.campagnes);
  const calendar = new Calendar(mostRecent(fixtures), campagnes);
  const uid = freeKeys(keysOf(records.users));
  const popular = popularity(thematiques, new Random(seed, 1));
  const made = {
    *[Symbol.iterator]() {
      const tids = popular && new Weighted(popular.map(([weight, { tid }]) => [weight, tid]));
      const plan = { count, uid, calendar, thematiques: tids, random: new Random(seed, 2) };
      let done = 0;
      for (const partner of partners(plan)) {
        yield partner;
        done++;
        if (done % Math.ceil(count / 100) === 0) progress(done, count);
      }
    },
  };
  const written = popular ? Math.floor(count / PARTNERS_PER_PROPOSITION) : 0;
  const proposed = {
    *[Symbol.iterator]() {
      if (popular === undefined) return;
      yield* propositions({
        count: written,
        id: freeKeys(keysOf(records.propositions)),
        calendar,
        authors: count,
        uid,
        thematiques: new Weighted(popular),
        campagnes,
        random: new Random(seed, 3),
      });
    },
  };
  const notice =
    'the fixtures hold no thématique: the partners that are made up follow none, and write no proposition';
  return {
    ...fixtures,
    notices: popular ? fixtures.notices : [...fixtures.notices, notice],
    counts: { ...counts, users: wanted, propositions: counts.propositions + written },
    records: {
      ...records,
      users: both(records.users, made),
      propositions: both(records.propositions, proposed),
    },
  };
}

/** Each thématique with a weight: a few draw most of the interest, rather those that contain no others. */
function popularity(
  thematiques: readonly Thematique[],
  random: Random,
): readonly [number, Thematique][] | undefined {
  if (thematiques.length === 0) return undefined;
  const parents = new Set(thematiques.map(({ parent }) => parent));
  const ranks = thematiques.map((_, index) => index);
  for (let index = ranks.length - 1; index > 0; index--) {
    const other = random.below(index + 1);
    [ranks[index], ranks[other]] = [ranks[other] as number, ranks[index] as number];
  }
  return thematiques.map((thematique, index) => {
    const weight = 1 / (3 + (ranks[index] as number));
    return [parents.has(thematique.tid) ? weight / 3 : weight, thematique];
  });
}

function mostRecent({ records }: Fixtures): string {
  let last = '';
  for (const each of Object.values(records)) {
    for (const { date_creation, date_modification } of each) {
      if (date_creation > last) last = date_creation;
      if (date_modification > last) last = date_modification;
    }
  }
  return last;
}

function parsed<Value>(records: Iterable<StoredRecord>): Value[] {
  return Array.from(records, ({ document }) => JSON.parse(document));
}

function keysOf(records: Iterable<StoredRecord>): number[] {
  return Array.from(records, ({ key }) => key);
}

function both(
  first: Iterable<StoredRecord>,
  second: Iterable<StoredRecord>,
): Iterable<StoredRecord> {
  return {
    *[Symbol.iterator]() {
      yield* first;
      yield* second;
    },
  };
}
