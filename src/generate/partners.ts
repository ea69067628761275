import type { Given } from '../contract/collections.ts';
import type { Partenaire, Thematique } from '../contract/types.ts';
import { type Calendar, instantOf } from './calendar.ts';
import { historyOf } from './histories.ts';
import { personOf } from './people.ts';
import type { Progress } from './prepare.ts';
import type { Random } from './random.ts';
import { Weighted } from './weighted.ts';

/** Parameters of the generation of partners. */
export interface PartnerPlan {
  readonly count: number;
  /** The uid at each position. */
  readonly uid: (position: number) => number;
  readonly calendar: Calendar;
  /** Weighted by the frequency with which they are followed; may be empty. */
  readonly thematiques: Weighted<Thematique>;
  readonly random: Random;
  readonly progress: Progress;
}

/** The number of thématiques followed by a partner. */
const FOLLOWED = new Weighted([
  [12, 0],
  [24, 1],
  [26, 2],
  [18, 3],
  [11, 4],
  [6, 5],
  [3, 6],
]);

/** Partners, ordered by uid and date of creation. */
export function* partners(plan: PartnerPlan): Generator<Given<Partenaire>> {
  const { count, calendar, random } = plan;
  const step = Math.ceil(count / 100);
  for (let position = 0; position < count; position++) {
    const uid = plan.uid(position);
    const creation = calendar.at((position + random.fraction()) / count);
    yield {
      ...personOf(random, uid, creation),
      ...historyOf(random, calendar, creation),
      uid,
      date_creation: instantOf(creation),
      thematiques: followed(random, plan.thematiques),
    };
    if ((position + 1) % step === 0) plan.progress(position + 1, count);
  }
}

/** The tids of the followed thématiques, in ascending order. */
function followed(random: Random, thematiques: Weighted<Thematique>): number[] {
  if (thematiques.size === 0) return [];
  const wanted = FOLLOWED.pick(random);
  const tids: number[] = [];
  // The number of draws is limited, as there may be fewer thématiques than wanted.
  for (let draw = 0; tids.length < wanted && draw < 30; draw++) {
    const { tid } = thematiques.pick(random);
    if (!tids.includes(tid)) tids.push(tid);
  }
  return tids.sort((one, other) => one - other);
}
