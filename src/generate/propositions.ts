import type { Campagne, Proposition, Thematique } from '../contract/types.ts';
import type { StoredRecord } from '../store/store.ts';
import { type Calendar, dayOf, instantOf } from './calendar.ts';
import { CLOSINGS, IDEAS, OPENINGS } from './ideas.ts';
import type { Random } from './random.ts';
import { Weighted } from './weighted.ts';

/** What propositions are made of. */
export interface PropositionPlan {
  readonly count: number;
  /** The id of each, by position. */
  readonly id: (position: number) => number;
  readonly calendar: Calendar;
  /** How many partners were made up, and the uid of each. */
  readonly authors: number;
  readonly uid: (position: number) => number;
  /** Those there are, some more in people's minds than others. */
  readonly thematiques: Weighted<Thematique>;
  readonly campagnes: readonly Campagne[];
  readonly random: Random;
}

const DAY = 86_400;

/** Far from the first by any path of a few steps. */
const STRIDE = 48_271;

const ETATS = new Weighted<Proposition['etat']>([
  [52, 'publiee'],
  [23, 'a_l_etude'],
  [9, 'non_retenue'],
  [10, 'retenue'],
  [6, 'mise_en_oeuvre'],
]);

/** How far it is, of what has been accepted. */
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

/** Their sentences, escaped for JSON. */
const WORDS = {
  ideas: IDEAS.map(({ titres, constats, demande }) => ({
    titres: titres.map(escaped),
    constats: constats.map(escaped),
    demande: escaped(demande),
  })),
  openings: OPENINGS.map(escaped),
  closings: CLOSINGS.map(escaped),
};

/** Propositions, by id and date of creation; their texts are what `JSON.stringify` makes of them in the contract's order. */
export function* propositions(plan: PropositionPlan): Generator<StoredRecord> {
  const { count, authors, calendar, random } = plan;
  for (let position = 0; position < count; position++) {
    // Partners come in this same order: at a fraction of the time, so many of them are there.
    const fraction = Math.max((position + random.fraction()) / count, 1 / authors);
    const creation = calendar.at(fraction);
    const auteur = plan.uid(authorOf(random, authors, Math.floor(fraction * authors)));
    const date_creation = instantOf(creation);
    const thematique = thematiqueOf(plan, date_creation);
    const campagne = campagneOf(plan, thematique.tid, creation);
    // Nothing is decided in the first weeks.
    const decided = calendar.later(creation + 21 * DAY, random);
    const etat = decided === undefined ? 'publiee' : ETATS.pick(random);
    const modification =
      (etat === 'publiee' && !random.chance(15) ? undefined : decided) ?? creation;
    const date_modification = instantOf(modification);
    const avancement =
      etat === 'retenue' || etat === 'mise_en_oeuvre'
        ? `"${AVANCEMENTS[etat].pick(random)}"`
        : 'null';
    const id = plan.id(position);
    yield {
      key: id,
      document: `{"id":${id},${textOf(random, thematique)},"auteur":${auteur},"thematique":${thematique.tid},"campagne":${campagne},"etat":"${etat}","avancement":${avancement},${votesOf(random)},"date_creation":"${date_creation}","date_modification":"${date_modification}"}`,
      date_creation,
      date_modification,
    };
  }
}

/** The position of an author among the partners of whom the first `there` have come: few write much, most nothing. */
function authorOf(random: Random, authors: number, there: number): number {
  for (let draw = 0; draw < 16; draw++) {
    const chance = random.fraction();
    const rank = Math.floor(chance * chance * authors);
    // Whoever writes much is not always who came first.
    const position = (Math.floor(authors / 9) + rank * STRIDE) % authors;
    if (position < there) return position;
  }
  return random.below(there);
}

/** One that exists by then; or, where there is none yet, any. */
function thematiqueOf({ thematiques, random }: PropositionPlan, date: string): Thematique {
  let thematique = thematiques.pick(random);
  for (let draw = 0; draw < 20 && thematique.date_creation > date; draw++) {
    thematique = thematiques.pick(random);
  }
  return thematique;
}

/** A campagne that runs, in UTC and in Paris, and concerns the thématique; or none. */
function campagneOf({ campagnes, random }: PropositionPlan, tid: number, at: number) {
  const [early, late] = [dayOf(at), dayOf(at + 7200)];
  const running = campagnes.filter(
    ({ thematiques, date_debut, date_fin }) =>
      thematiques.includes(tid) && date_debut <= early && (date_fin ?? late) >= late,
  );
  return running.length > 0 && random.chance(65) ? random.pick(running).id : null;
}

/** `titre` and `contenu`. */
function textOf(random: Random, { nom }: Thematique): string {
  const { titres, constats, demande } = random.pick(WORDS.ideas);
  const name = escaped(nom);
  const opening = random.pick(WORDS.openings).replace('{}', () => name);
  const contenu = `${opening} ${random.pick(constats)}\\n\\n${demande} ${random.pick(WORDS.closings)}`;
  return `"titre":"${name} : ${random.pick(titres)}","contenu":"${contenu}"`;
}

/** Most meet little interest, a few a great deal; who votes also comments, and seldom votes against. */
function votesOf(random: Random): string {
  const pour = Math.min(
    Math.floor(9 / (random.fraction() + 2 ** -32)) - 8,
    4000 + random.below(500),
  );
  const contre = Math.floor((pour * random.below(12)) / 100) + random.below(2);
  const commentaires = Math.floor((pour * (4 + random.below(12))) / 100) + random.below(3);
  return `"votes_pour":${pour - 1},"votes_contre":${contre},"nb_commentaires":${commentaires}`;
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
