import type { StoredRecord } from '../store/store.ts';
import { type Calendar, instantOf } from './calendar.ts';
import { historyOf } from './histories.ts';
import { personOf } from './people.ts';
import type { Random } from './random.ts';
import { Weighted } from './weighted.ts';

/** What partners are made of. */
export interface PartnerPlan {
  readonly count: number;
  /** The uid of each, by position. */
  readonly uid: (position: number) => number;
  readonly calendar: Calendar;
  /** The thématiques there are, some followed more than others; undefined: none. */
  readonly thematiques: Weighted<number> | undefined;
  readonly random: Random;
}

/** How many thématiques somebody follows. */
const FOLLOWED = new Weighted([
  [12, 0],
  [24, 1],
  [26, 2],
  [18, 3],
  [11, 4],
  [6, 5],
  [3, 6],
]);

/** Partners, by uid and date of creation; their texts are what `JSON.stringify` makes of them in the contract's order. */
export function* partners(plan: PartnerPlan): Generator<StoredRecord> {
  const { count, calendar, thematiques, random } = plan;
  for (let position = 0; position < count; position++) {
    const uid = plan.uid(position);
    const creation = calendar.at((position + random.fraction()) / count);
    const person = personOf(random, uid, creation);
    const { statut, modification, inscription, desinscription } = historyOf(
      random,
      calendar,
      creation,
    );
    const date_creation = instantOf(creation);
    const date_modification = instantOf(modification);
    yield {
      key: uid,
      document: `{"uid":${uid},"statut":${statut},${person},"thematiques":[${followed(random, thematiques)}],"date_creation":"${date_creation}","date_modification":"${date_modification}","date_inscription":${orNull(inscription)},"date_desinscription":${orNull(desinscription)}}`,
      date_creation,
      date_modification,
    };
  }
}

/** Their tids, from the smallest to the largest. */
function followed(random: Random, thematiques: Weighted<number> | undefined): string {
  if (thematiques === undefined) return '';
  const wanted = FOLLOWED.pick(random);
  const tids: number[] = [];
  // Where there are fewer than that, the same ones come again and again.
  for (let draw = 0; tids.length < wanted && draw < 30; draw++) {
    const tid = thematiques.pick(random);
    if (!tids.includes(tid)) tids.push(tid);
  }
  return tids.sort((one, other) => one - other).join(',');
}

function orNull(instant: number | undefined): string {
  return instant === undefined ? 'null' : `"${instantOf(instant)}"`;
}
