import type { Partenaire } from '../contract/types.ts';
import { Weighted } from './weighted.ts';

/** What somebody does, as a woman and as a man says it, in JSON. */
export interface Profession {
  readonly female: string;
  readonly male: string;
}

/** A line each: how often, then the feminine, then the masculine where it differs. */
const LISTS = {
  particulier: `
    30 Secrétaire
    24 Comptable
    28 Aide-soignante / Aide-soignant
    20 Infirmière / Infirmier
    9 Infirmière libérale / Infirmier libéral
    22 Assistante maternelle / Assistant maternel
    18 Assistante de direction / Assistant de direction
    22 Professeure des écoles / Professeur des écoles
    18 Enseignante en lycée / Enseignant en lycée
    24 Vendeuse / Vendeur
    14 Cariste
    14 Chauffeuse routière / Chauffeur routier
    8 Conductrice de bus / Conducteur de bus
    6 Chauffeuse de taxi / Chauffeur de taxi
    12 Électricienne / Électricien
    10 Plombière-chauffagiste / Plombier-chauffagiste
    12 Maçonne / Maçon
    8 Menuisière / Menuisier
    12 Mécanicienne automobile / Mécanicien automobile
    12 Technicienne de maintenance / Technicien de maintenance
    10 Technicienne de laboratoire / Technicien de laboratoire
    16 Ingénieure informaticienne / Ingénieur informaticien
    12 Développeuse / Développeur
    10 Cheffe de projet / Chef de projet
    14 Cadre commerciale / Cadre commercial
    12 Conseillère clientèle / Conseiller clientèle
    10 Agente immobilière / Agent immobilier
    8 Clerc de notaire
    6 Juriste
    6 Avocate / Avocat
    8 Médecin généraliste
    8 Masseuse-kinésithérapeute / Masseur-kinésithérapeute
    6 Sage-femme
    8 Pharmacienne / Pharmacien
    8 Orthophoniste
    10 Éducatrice spécialisée / Éducateur spécialisé
    8 Assistante sociale / Assistant social
    12 Auxiliaire de vie
    10 Cuisinière / Cuisinier
    10 Serveuse / Serveur
    12 Coiffeuse / Coiffeur
    8 Boulangère / Boulanger
    6 Fleuriste
    8 Graphiste
    6 Architecte
    6 Journaliste
    5 Traductrice indépendante / Traducteur indépendant
    8 Bibliothécaire
    6 Documentaliste
    14 Agricultrice / Agriculteur
    4 Viticultrice / Viticulteur
    4 Marin-pêcheuse / Marin-pêcheur
    10 Agente de sécurité / Agent de sécurité
    14 Préparatrice de commandes / Préparateur de commandes
    14 Ouvrière en usine / Ouvrier en usine
    10 Paysagiste
    8 Formatrice / Formateur
    6 Psychologue
    16 Auto-entrepreneuse / Auto-entrepreneur
    24 En recherche d'emploi
    10 Mère au foyer / Père au foyer
    6 Comptable, aidante familiale / Comptable, aidant familial`,
  etudiant: `
    6 Étudiante en droit / Étudiant en droit
    6 Étudiante en gestion / Étudiant en gestion
    5 Étudiante en médecine / Étudiant en médecine
    5 Étudiante en informatique / Étudiant en informatique
    4 Étudiante en histoire / Étudiant en histoire
    4 Étudiante en lettres / Étudiant en lettres
    3 Étudiante en mécanique / Étudiant en mécanique
    3 Élève infirmière / Élève infirmier
    5 Apprentie cuisinière / Apprenti cuisinier
    8 Étudiante / Étudiant`,
  retraite: `
    40 Retraitée / Retraité
    10 Retraitée de l'enseignement / Retraité de l'enseignement
    6 Retraitée des chemins de fer / Retraité des chemins de fer
    6 Retraitée de La Poste / Retraité de La Poste
    5 Retraitée de la fonction publique / Retraité de la fonction publique
    5 Retraitée de l'industrie / Retraité de l'industrie
    4 Exploitante agricole à la retraite / Exploitant agricole à la retraite
    3 Ancienne infirmière / Ancien infirmier`,
  agent: `
    14 Secrétaire de mairie
    12 Agente d'accueil en mairie / Agent d'accueil en mairie
    10 Instructrice en préfecture / Instructeur en préfecture
    9 Gestionnaire de prestations familiales
    9 Conseillère à Pôle emploi / Conseiller à Pôle emploi
    8 Contrôleuse des finances publiques / Contrôleur des finances publiques
    7 Officière d'état civil / Officier d'état civil
    7 Instructrice des autorisations d'urbanisme / Instructeur des autorisations d'urbanisme
    6 Professeure de collège / Professeur de collège
    6 Attachée territoriale / Attaché territorial
    6 Adjointe administrative / Adjoint administratif
    5 Acheteuse publique / Acheteur public
    5 Travailleuse sociale dans un département / Travailleur social dans un département
    4 Greffière / Greffier
    4 Conseillère de l'assurance maladie / Conseiller de l'assurance maladie
    3 Cheffe de projet numérique / Chef de projet numérique
    3 Directrice générale des services / Directeur général des services
    2 Archiviste`,
  elu: `
    30 Conseillère municipale / Conseiller municipal
    14 Maire d'une commune rurale
    4 Maire
    12 Adjointe au maire / Adjoint au maire
    6 Adjointe au maire chargée de l'urbanisme / Adjoint au maire chargé de l'urbanisme
    5 Adjointe au maire chargée des écoles / Adjoint au maire chargé des écoles
    4 Conseillère départementale / Conseiller départemental
    2 Conseillère régionale / Conseiller régional
    3 Vice-présidente d'une communauté de communes / Vice-président d'une communauté de communes
    2 Présidente d'une communauté de communes / Président d'une communauté de communes`,
  association: `
    16 Présidente d'une association de quartier / Président d'une association de quartier
    12 Trésorière d'un club de sport / Trésorier d'un club de sport
    10 Secrétaire d'une association culturelle
    8 Présidente d'une association de parents d'élèves / Président d'une association de parents d'élèves
    6 Directrice d'une crèche associative / Directeur d'une crèche associative
    6 Coordinatrice d'une épicerie solidaire / Coordinateur d'une épicerie solidaire
    5 Bénévole d'une association d'aide aux familles
    5 Présidente d'un comité des fêtes / Président d'un comité des fêtes
    4 Médiatrice numérique / Médiateur numérique
    3 Responsable d'une antenne locale`,
} as const;

/** Who is at an age at which one learns, works, or no longer does; or the profil, which says what one does. */
export type Activity = keyof typeof LISTS;

/** What people do, by what they are. */
export const PROFESSIONS = Object.fromEntries(
  Object.entries(LISTS).map(([activity, list]) => [activity, parse(list, profession)]),
) as Readonly<Record<Activity, Weighted<Profession>>>;

/** A trade, as its owner says it, and as it stands in the name of the house. */
export interface Trade {
  readonly profession: Profession;
  readonly slug: string;
}

/** What enterprises do. */
export const TRADES: Weighted<Trade> = parse(
  `
    8 menuiserie Gérante d'une menuiserie / Gérant d'une menuiserie
    9 boulangerie Boulangère-pâtissière / Boulanger-pâtissier
    9 elec Artisane électricienne / Artisan électricien
    8 plomberie Artisane plombière / Artisan plombier
    6 garage Gérante d'un garage / Gérant d'un garage
    8 coiffure Gérante d'un salon de coiffure / Gérant d'un salon de coiffure
    8 restaurant Restauratrice / Restaurateur
    6 cabinet Expert-comptable
    5 transports Gérante d'une société de transport / Gérant d'une société de transport
    4 librairie Gérante d'une librairie / Gérant d'une librairie
    5 fleurs Fleuriste
    7 batiment Gérante d'une entreprise du bâtiment / Gérant d'une entreprise du bâtiment
    5 conseil Consultante indépendante / Consultant indépendant
    4 imprimerie Gérante d'une imprimerie / Gérant d'une imprimerie
    4 domaine Viticultrice / Viticulteur
    5 ferme Exploitante agricole / Exploitant agricole
    4 pharmacie Pharmacienne titulaire / Pharmacien titulaire
    5 atelier Architecte
    5 numerique Fondatrice d'une jeune entreprise du numérique / Fondateur d'une jeune entreprise du numérique`,
  (text) => {
    const [slug = '', ...words] = text.split(' ');
    return { slug, profession: profession(words.join(' ')) };
  },
);

/** The beginnings of the names of associations, in small ASCII letters. */
export const ASSOCIATIONS = [
  'amis',
  'club-sportif',
  'comite-des-fetes',
  'entraide',
  'familles',
  'foyer-rural',
  'jardins-partages',
  'maison-pour-tous',
  'parents-d-eleves',
  'patrimoine',
  'riverains',
  'us',
] as const;

/** Which profils there are, and how often. */
export const PROFILS = new Weighted<Partenaire['profil']>([
  [74, 'particulier'],
  [9, 'agent'],
  [8, 'entreprise'],
  [6, 'association'],
  [3, 'elu'],
]);

function profession(text: string): Profession {
  const [female = '', male = female] = text.split(' / ');
  return { female: JSON.stringify(female), male: JSON.stringify(male) };
}

function parse<Value>(list: string, read: (text: string) => Value): Weighted<Value> {
  return new Weighted(
    list
      .trim()
      .split(/\n\s*/)
      .map((line) => {
        const [weight = '', ...words] = line.split(' ');
        return [Number(weight), read(words.join(' '))] as const;
      }),
  );
}
