import type { Partenaire } from '../contract/types.ts';
import { dayOf } from './calendar.ts';
import { NOMS, PRENOMS, slugOf, type Word } from './names.ts';
import { ASSOCIATIONS, PROFESSIONS, PROFILS, TRADES } from './professions.ts';
import type { Random } from './random.ts';
import { towns } from './towns.ts';
import { Weighted } from './weighted.ts';

const YEAR = 365.25 * 86_400;

const TOWNS = new Weighted(
  towns().map(({ nom, population, codesPostaux }) => [
    population,
    { json: JSON.stringify(nom), slug: slugOf(nom), codesPostaux },
  ]),
);

const MAILBOXES = ['courriel', 'courriel', 'messagerie', 'messagerie', 'poste-restante'];

/** Who a partner is: the members from `civilite` to `profession`, as they stand in its text. */
export function personOf(random: Random, uid: number, creation: number): string {
  const profil = PROFILS.pick(random);
  const gender = random.chance(52) ? 'female' : 'male';
  const unsaid = random.chance(4);
  const civilite = unsaid ? 'null' : gender === 'female' ? '"Mme"' : '"M."';
  const prenom = random.pick(
    unsaid ? PRENOMS.generic : random.chance(88) ? PRENOMS.usual[gender] : PRENOMS[gender],
  );
  const nom = nomOf(random);
  const town = TOWNS.pick(random);
  const code = random.pick(town.codesPostaux);
  const age = ageOf(random, profil);
  const birth = creation - Math.floor((age + random.fraction()) * YEAR);
  let naissance = random.chance(10) ? 'null' : `"${dayOf(birth)}"`;
  let pseudo = pseudoOf(random, prenom, nom, code, birth);
  let mail = `${localPart(random, prenom, nom)}${uid}@`;
  let profession = 'null';
  switch (profil) {
    case 'particulier': {
      const activity = age < 24 ? 'etudiant' : age > 61 ? 'retraite' : 'particulier';
      if (random.chance(78)) profession = PROFESSIONS[activity].pick(random)[gender];
      mail += activity === 'etudiant' ? 'etudiants' : random.pick(MAILBOXES);
      break;
    }
    case 'entreprise': {
      const trade = TRADES.pick(random);
      profession = trade.profession[gender];
      if (random.chance(70)) naissance = 'null';
      pseudo = `${trade.slug}-${nom.slug}`;
      mail = `contact@${pseudo}-${uid}`;
      break;
    }
    case 'association':
      if (random.chance(85)) profession = PROFESSIONS.association.pick(random)[gender];
      if (random.chance(60)) naissance = 'null';
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
  return `"civilite":${civilite},"nom":${nom.json},"prenom":${prenom.json},"pseudo":"${pseudo}","mail":"${mail}.example","date_naissance":${naissance},"code_postal":"${code}","ville":${town.json},"profil":"${profil}","profession":${profession}`;
}

/** A family name, now and then a double one. */
function nomOf(random: Random): Word {
  const nom = random.pick(NOMS);
  const second = random.chance(5) ? random.pick(NOMS) : nom;
  if (second === nom) return nom;
  return {
    json: `${nom.json.slice(0, -1)}-${second.json.slice(1)}`,
    slug: `${nom.slug}-${second.slug}`,
  };
}

/** Most are in the middle of their lives; who works for the State, or has been elected, is neither a child nor very old. */
function ageOf(random: Random, profil: Partenaire['profil']): number {
  const [youngest, oldest] =
    profil === 'agent' ? [22, 64] : profil === 'particulier' ? [18, 86] : [25, 78];
  const [one, other] = [random.fraction(), random.fraction()];
  return youngest + Math.floor(((one + other) / 2) * (oldest - youngest));
}

function pseudoOf(random: Random, prenom: Word, nom: Word, code: string, birth: number): string {
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

/** What stands before the uid in an address: no digit, so that no two addresses are the same. */
function localPart(random: Random, prenom: Word, nom: Word): string {
  switch (random.below(4)) {
    case 0:
      return `${prenom.slug.slice(0, 1)}.${nom.slug}`;
    case 1:
      return `${nom.slug}.${prenom.slug}`;
    default:
      return `${prenom.slug}.${nom.slug}`;
  }
}
