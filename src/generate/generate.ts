import { COLLECTIONS, type Collection, type CollectionName } from '../contract/collections.ts';
import type { Campagne, Thematique } from '../contract/types.ts';
import type { Fixtures } from '../fixtures/load.ts';
import type { StoredRecord } from '../store/store.ts';
import { type Fields, toStored } from '../world/records.ts';
import { Calendar } from './calendar.ts';
import { freeKeys } from './free-keys.ts';
import { partners } from './partners.ts';
import type { Generation, Progress } from './prepare.ts';
import { propositions } from './propositions.ts';
import { Random } from './random.ts';
import { Weighted } from './weighted.ts';

const PARTNERS_PER_PROPOSITION = 10;

/**
 * The fixtures with generated partners, up to the given total, and propositions by them. The records are generated each
 * time they are read, one by one.
 */
export function withGenerated(
  fixtures: Fixtures,
  { partners: wanted, seed }: Generation,
  progress: Progress = () => {},
): Fixtures {
  const { counts, records, notices } = fixtures;
  const count = wanted - counts.users;
  if (count <= 0) {
    const notice = `the fixtures already have ${counts.users} partners: none is generated for a total of ${wanted}`;
    return { ...fixtures, notices: [...notices, notice] };
  }
  const campagnes = parsed<Campagne>(records.campagnes);
  const calendar = new Calendar(mostRecent(fixtures), campagnes);
  const uid = freeKeys(keysOf(records.users));
  const id = freeKeys(keysOf(records.propositions));
  const thematiques = popularity(parsed(records.thematiques), new Random(seed, 1));
  const written = thematiques.size > 0 ? Math.floor(count / PARTNERS_PER_PROPOSITION) : 0;
  const notice =
    'the fixtures hold no thématique: generated partners follow none, and no proposition is generated';
  return {
    ...fixtures,
    notices: thematiques.size > 0 ? notices : [...notices, notice],
    counts: { ...counts, users: wanted, propositions: counts.propositions + written },
    records: {
      ...records,
      users: extended('users', records.users, () => {
        const random = new Random(seed, 2);
        return partners({ count, uid, calendar, thematiques, random, progress });
      }),
      propositions: extended('propositions', records.propositions, () => {
        const random = new Random(seed, 3);
        const plan = { count: written, id, calendar, authors: count, uid };
        return propositions({ ...plan, thematiques, campagnes, random });
      }),
    },
  };
}

/** The records of a collection, then the generated ones, generated each time they are read. */
function extended(
  name: CollectionName,
  records: Iterable<StoredRecord>,
  generate: () => Iterable<Fields>,
): Iterable<StoredRecord> {
  const collection = COLLECTIONS.find((each) => each.name === name) as Collection;
  return {
    *[Symbol.iterator]() {
      yield* records;
      for (const record of generate()) yield toStored(collection, record);
    },
  };
}

/** Thématiques weighted by a random rank; those that contain others weigh less. */
function popularity(thematiques: readonly Thematique[], random: Random): Weighted<Thematique> {
  const parents = new Set(thematiques.map(({ parent }) => parent));
  const ranks = thematiques.map((_, index) => index);
  for (let index = ranks.length - 1; index > 0; index--) {
    const other = random.below(index + 1);
    [ranks[index], ranks[other]] = [ranks[other] as number, ranks[index] as number];
  }
  return new Weighted(
    thematiques.map((thematique, index) => {
      const weight = 1 / (3 + (ranks[index] as number));
      return [parents.has(thematique.tid) ? weight / 3 : weight, thematique];
    }),
  );
}

function mostRecent({ records }: Fixtures): string {
  let last = '';
  for (const each of Object.values(records)) {
    for (const { date_creation, date_modification } of parsed<Thematique>(each)) {
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
