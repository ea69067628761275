import type { Given } from '../contract/collections.ts';
import type { Campagne, Proposition, Thematique } from '../contract/types.ts';
import { type Calendar, dayOf, instantOf } from './calendar.ts';
import texts from './data/ideas.json' with { type: 'json' };
import type { Random } from './random.ts';
import { Weighted } from './weighted.ts';

/** Parameters of the generation of propositions. */
export interface PropositionPlan {
  readonly count: number;
  /** The id at each position. */
  readonly id: (position: number) => number;
  readonly calendar: Calendar;
  /** The number of generated partners. */
  readonly authors: number;
  /** The uid of each generated partner, by position. */
  readonly uid: (position: number) => number;
  /** Weighted by the frequency of their propositions; not empty unless `count` is 0. */
  readonly thematiques: Weighted<Thematique>;
  readonly campagnes: readonly Campagne[];
  readonly random: Random;
}

const DAY = 86_400;

/** A prime: the authors of consecutive ranks are far apart. */
const STRIDE = 48_271;

const ETATS = new Weighted<Proposition['etat']>([
  [52, 'publiee'],
  [23, 'a_l_etude'],
  [9, 'non_retenue'],
  [10, 'retenue'],
  [6, 'mise_en_oeuvre'],
]);

/** By etat; propositions with another etat have none. */
const AVANCEMENTS = {
  retenue: new Weighted<Proposition['avancement']>([
    [5, 'experimentation'],
    [4, 'redaction_textes'],
    [4, 'prototypage'],
  ]),
  mise_en_oeuvre: new Weighted<Proposition['avancement']>([
    [7, 'deploiement'],
    [1, 'prototypage'],
    [1, 'experimentation'],
  ]),
};

/** Propositions, ordered by id and date of creation. */
export function* propositions(plan: PropositionPlan): Generator<Given<Proposition>> {
  const { count, authors, calendar, random } = plan;
  for (let position = 0; position < count; position++) {
    // Partners are generated with the same calendar: at this fraction of the time, the same fraction of them exists.
    const fraction = Math.max((position + random.fraction()) / count, 1 / authors);
    const creation = calendar.at(fraction);
    const auteur = plan.uid(authorOf(random, authors, Math.floor(fraction * authors)));
    const date_creation = instantOf(creation);
    const thematique = thematiqueOf(plan, date_creation);
    const campagne = campagneOf(plan, thematique.tid, creation);
    // A decision takes at least three weeks.
    const decided = calendar.later(creation + 21 * DAY, random);
    const etat = decided === undefined ? 'publiee' : ETATS.pick(random);
    const modification =
      (etat === 'publiee' && !random.chance(15) ? undefined : decided) ?? creation;
    const avancement =
      etat === 'retenue' || etat === 'mise_en_oeuvre' ? AVANCEMENTS[etat].pick(random) : null;
    yield {
      id: plan.id(position),
      ...textOf(random, thematique),
      auteur,
      thematique: thematique.tid,
      campagne,
      etat,
      avancement,
      ...votesOf(random),
      date_creation,
      date_modification: instantOf(modification),
    };
  }
}

/** The position of an author among the first `there` partners: few write many propositions, most write none. */
function authorOf(random: Random, authors: number, there: number): number {
  for (let draw = 0; draw < 16; draw++) {
    const chance = random.fraction();
    const rank = Math.floor(chance * chance * authors);
    // The most frequent authors are spread over all positions.
    const position = (Math.floor(authors / 9) + rank * STRIDE) % authors;
    if (position < there) return position;
  }
  return random.below(there);
}

/** A thématique created before the date; any of them after 20 draws without one. */
function thematiqueOf({ thematiques, random }: PropositionPlan, date: string): Thematique {
  let thematique = thematiques.pick(random);
  for (let draw = 0; draw < 20 && thematique.date_creation > date; draw++) {
    thematique = thematiques.pick(random);
  }
  return thematique;
}

/** The id of a campagne on the thématique that is open at that instant, in UTC and in Paris; null if none is drawn. */
function campagneOf({ campagnes, random }: PropositionPlan, tid: number, at: number) {
  const [early, late] = [dayOf(at), dayOf(at + 7200)];
  const running = campagnes.filter(
    ({ thematiques, date_debut, date_fin }) =>
      thematiques.includes(tid) && date_debut <= early && (date_fin ?? late) >= late,
  );
  return running.length > 0 && random.chance(65) ? random.pick(running).id : null;
}

/**
 * `titre` and `contenu`. A title begins with the name of the thématique and a colon; `{}` in an opening is replaced by
 * that name. No text reveals the gender of its author.
 */
function textOf(random: Random, { nom }: Thematique) {
  const { titres, constats, demande } = random.pick(texts.ideas);
  const opening = random.pick(texts.openings).replace('{}', () => nom);
  const contenu = `${opening} ${random.pick(constats)}\n\n${demande} ${random.pick(texts.closings)}`;
  return { titre: `${nom} : ${random.pick(titres)}`, contenu };
}

/**
 * Most propositions have few votes, a few have thousands; comments and votes against are a fraction of the votes for.
 */
function votesOf(random: Random) {
  const pour = Math.min(
    Math.floor(9 / (random.fraction() + 2 ** -32)) - 8,
    4000 + random.below(500),
  );
  const votes_contre = Math.floor((pour * random.below(12)) / 100) + random.below(2);
  const nb_commentaires = Math.floor((pour * (4 + random.below(12))) / 100) + random.below(3);
  return { votes_pour: pour - 1, votes_contre, nb_commentaires };
}
