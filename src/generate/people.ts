import type { Partenaire } from '../contract/types.ts';
import { dayOf } from './calendar.ts';
import professions from './data/professions.json' with { type: 'json' };
import towns from './data/towns.json' with { type: 'json' };
import { ASSOCIATIONS, type Name, NOMS, named, PRENOMS } from './names.ts';
import type { Random } from './random.ts';
import { Weighted } from './weighted.ts';

const YEAR = 365.25 * 86_400;

const TOWNS = new Weighted(
  towns.communes.map(({ nom, population, codesPostaux }) => {
    return [population, { ...named(nom), codesPostaux }];
  }),
);

/** By profil, and for students and retired people; `slug` is part of an enterprise's pseudo. */
const PROFESSIONS = {
  particulier: weighted(professions.particulier),
  etudiant: weighted(professions.etudiant),
  retraite: weighted(professions.retraite),
  agent: weighted(professions.agent),
  elu: weighted(professions.elu),
  association: weighted(professions.association),
  entreprise: weighted(professions.entreprise),
};

const PROFILS = new Weighted<Partenaire['profil']>([
  [74, 'particulier'],
  [9, 'agent'],
  [8, 'entreprise'],
  [6, 'association'],
  [3, 'elu'],
]);

const MAILBOXES = ['courriel', 'courriel', 'messagerie', 'messagerie', 'poste-restante'];

/** The personal members of a partner. `creation` is in seconds since 1970; the uid makes the mail address unique. */
export function personOf(random: Random, uid: number, creation: number) {
  const profil = PROFILS.pick(random);
  const gender = random.chance(52) ? 'female' : 'male';
  const unsaid = random.chance(4);
  const civilite: Partenaire['civilite'] = unsaid ? null : gender === 'female' ? 'Mme' : 'M.';
  const prenom = random.pick(
    unsaid ? PRENOMS.generic : random.chance(88) ? PRENOMS.usual[gender] : PRENOMS[gender],
  );
  const nom = nomOf(random);
  const town = TOWNS.pick(random);
  const code_postal = random.pick(town.codesPostaux);
  const age = ageOf(random, profil);
  const birth = creation - Math.floor((age + random.fraction()) * YEAR);
  let date_naissance = random.chance(10) ? null : dayOf(birth);
  let pseudo = pseudoOf(random, prenom, nom, code_postal, birth);
  let mail = `${localPart(random, prenom, nom)}${uid}@`;
  let profession: string | null = null;
  switch (profil) {
    case 'particulier': {
      const activity = age < 24 ? 'etudiant' : age > 61 ? 'retraite' : 'particulier';
      if (random.chance(78)) profession = PROFESSIONS[activity].pick(random)[gender];
      mail += activity === 'etudiant' ? 'etudiants' : random.pick(MAILBOXES);
      break;
    }
    case 'entreprise': {
      const trade = PROFESSIONS.entreprise.pick(random);
      profession = trade[gender];
      if (random.chance(70)) date_naissance = null;
      pseudo = `${trade.slug}-${nom.slug}`;
      mail = `contact@${pseudo}-${uid}`;
      break;
    }
    case 'association':
      if (random.chance(85)) profession = PROFESSIONS.association.pick(random)[gender];
      if (random.chance(60)) date_naissance = null;
      pseudo = `${random.pick(ASSOCIATIONS)}-${town.slug}`;
      mail += pseudo;
      break;
    case 'agent':
      profession = PROFESSIONS.agent.pick(random)[gender];
      mail += 'agents-publics';
      break;
    case 'elu':
      profession = PROFESSIONS.elu.pick(random)[gender];
      mail += 'elus-locaux';
  }
  return {
    civilite,
    nom: nom.text,
    prenom: prenom.text,
    pseudo,
    mail: `${mail}.example`,
    date_naissance,
    code_postal,
    ville: town.text,
    profil,
    profession,
  };
}

/** A family name; 5 % are double names. */
function nomOf(random: Random): Name {
  const nom = random.pick(NOMS);
  const second = random.chance(5) ? random.pick(NOMS) : nom;
  if (second === nom) return nom;
  return { text: `${nom.text}-${second.text}`, slug: `${nom.slug}-${second.slug}` };
}

/** An age in years; middle ages are the most frequent. */
function ageOf(random: Random, profil: Partenaire['profil']): number {
  const [youngest, oldest] =
    profil === 'agent' ? [22, 64] : profil === 'particulier' ? [18, 86] : [25, 78];
  const [one, other] = [random.fraction(), random.fraction()];
  return youngest + Math.floor(((one + other) / 2) * (oldest - youngest));
}

function pseudoOf(random: Random, prenom: Name, nom: Name, code: string, birth: number): string {
  const initial = nom.slug.slice(0, 1);
  switch (random.below(8)) {
    case 0:
      return `${prenom.slug}${initial}${code.slice(0, 2)}`;
    case 1:
      return `${prenom.slug}_${initial}`;
    case 2:
      return `${prenom.slug}.${nom.slug}`;
    case 3:
      return `${prenom.slug.slice(0, 1)}${nom.slug}`;
    case 4:
      return `${nom.slug}${code.slice(0, 2)}`;
    case 5:
      return `${prenom.slug}${dayOf(birth).slice(2, 4)}`;
    case 6:
      return `${prenom.slug}-${code}`;
    default:
      return `${nom.slug}_${prenom.slug}${random.below(100)}`;
  }
}

/** The part of a mail address before the uid. Without digits: addresses with different uids differ. */
function localPart(random: Random, prenom: Name, nom: Name): string {
  switch (random.below(4)) {
    case 0:
      return `${prenom.slug.slice(0, 1)}.${nom.slug}`;
    case 1:
      return `${nom.slug}.${prenom.slug}`;
    default:
      return `${prenom.slug}.${nom.slug}`;
  }
}

function weighted<Entry extends { weight: number }>(list: readonly Entry[]): Weighted<Entry> {
  return new Weighted(list.map((entry) => [entry.weight, entry]));
}
