import type { JsonType, ObjectSchema, Schema } from '../json/schema.ts';
import {
  ACCOUNT,
  ACCOUNT_VALUES,
  CAMPAIGN,
  CAMPAIGN_STATE,
  CLASSIFICATION,
  COUNTS,
  INDEX,
  KEY,
  POSTCODE,
  PROPOSAL,
  PROPOSAL_STATES,
  RECORD_DATES,
  REFERENCE,
  REFRESH,
  STATUS,
  STATUS_DATES,
} from './choices.ts';
import type { Choice } from './provenance.ts';

/** A day in the API's notation, `YYYY-MM-DD` (CONTRACT.md §3). */
const day: Schema = { type: 'string', format: 'date' };

/** An instant in the API's notation: UTC, to the second, `YYYY-MM-DDTHH:MM:SSZ` (CONTRACT.md §3). */
const instant: Schema = {
  type: 'string',
  format: 'date-time',
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$',
};

/** Identifiers are integers that all JSON parsers represent exactly. */
const identifier: Schema = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER };

const text: Schema = { type: 'string' };
const count: Schema = { type: 'integer', minimum: 0 };
const zeroOrOne: Schema = { type: 'integer', enum: [0, 1] };

function choice(...values: string[]): Schema {
  return { type: 'string', enum: values };
}

function list(items: Schema): Schema {
  return { type: 'array', items };
}

/** An object whose members are all required (CONTRACT.md §3: absent values are null, never missing). */
function whole<const Properties extends Readonly<Record<string, Schema>>>(properties: Properties) {
  return { type: 'object', required: Object.keys(properties), properties } as const;
}

/** In JSON Schema 2020-12, "or null" is part of `type` and `enum`; OpenAPI 3.1 viewers show it in one line. */
function nullable({ type, enum: values, ...rest }: Schema): Schema {
  return {
    type: [type as JsonType, 'null'],
    ...(values && { enum: [...values, null] }),
    ...rest,
  };
}

/** The member of a field's schema with the reason of its choice; no keyword of JSON Schema, so it is not published. */
const CHOICE = Symbol('choice');

/** Adds a description and a provenance to a schema: `documented`, or `inferred` with the reason of the choice. */
function field(description: string, schema: Schema, from: Choice | 'documented'): Schema {
  if (from === 'documented') return { ...schema, description, 'x-provenance': from };
  const inferred = { ...schema, description, 'x-provenance': 'inferred', [CHOICE]: from };
  return inferred;
}

/** The reason of the choice of an inferred field. */
export function choiceOf(schema: Schema): Choice | undefined {
  return (schema as { readonly [CHOICE]?: Choice })[CHOICE];
}

const date_creation = field('Création de l’enregistrement.', instant, RECORD_DATES);
const date_modification = field(
  'Dernière modification de l’enregistrement.',
  instant,
  RECORD_DATES,
);

/** A partner: "partenaire" in the text's table of contents, "associé" in its §5.1. */
export const Partenaire = {
  ...whole({
    uid: field('Identifiant unique du partenaire dans la base de faire-simple.', identifier, KEY),
    statut: field(
      'Statut « partenaire » : 1 inscrit, 0 désinscrit ou jamais inscrit.',
      zeroOrOne,
      STATUS,
    ),
    civilite: field('Civilité.', nullable(choice('Mme', 'M.')), ACCOUNT_VALUES),
    nom: field('Nom de famille, ou nom du contact.', text, ACCOUNT),
    prenom: field('Prénom.', text, ACCOUNT),
    pseudo: field('Nom affiché sur le site.', text, ACCOUNT),
    mail: field('Adresse de courrier électronique.', text, ACCOUNT),
    date_naissance: field('Date de naissance.', nullable(day), ACCOUNT),
    code_postal: field(
      'Code postal : une chaîne de cinq chiffres, par exemple « 01000 ».',
      text,
      POSTCODE,
    ),
    ville: field('Commune.', text, ACCOUNT),
    profil: field(
      'À quel titre le partenaire participe.',
      choice('particulier', 'entreprise', 'association', 'agent', 'elu'),
      ACCOUNT_VALUES,
    ),
    profession: field('Profession.', nullable(text), ACCOUNT),
    thematiques: field('Thématiques suivies (tid).', list(identifier), REFERENCE),
    date_creation,
    date_modification,
    date_inscription: field(
      'Dernière inscription comme partenaire.',
      nullable(instant),
      STATUS_DATES,
    ),
    date_desinscription: field('Dernière désinscription.', nullable(instant), STATUS_DATES),
  }),
  title: 'Partenaire',
  description: 'Un partenaire (« associé » au §5.1 du document).',
} as const satisfies ObjectSchema;

export const Thematique = {
  ...whole({
    tid: field('Identifiant de la thématique.', identifier, KEY),
    nom: field('Nom.', text, CLASSIFICATION),
    description: field('Description.', text, CLASSIFICATION),
    parent: field('Thématique qui contient celle-ci (tid).', nullable(identifier), REFERENCE),
    date_creation,
    date_modification,
  }),
  title: 'Thematique',
  description: 'Une thématique.',
} as const satisfies ObjectSchema;

export const Campagne = {
  ...whole({
    id: field('Identifiant de la campagne.', identifier, KEY),
    titre: field('Titre.', text, CAMPAIGN),
    description: field('Description.', text, CAMPAIGN),
    thematiques: field('Thématiques concernées (tid).', list(identifier), REFERENCE),
    etat: field(
      'État au jour de la requête, déduit des dates : à venir, en cours ou terminée.',
      choice('a_venir', 'en_cours', 'terminee'),
      CAMPAIGN_STATE,
    ),
    date_debut: field('Premier jour, inclus.', day, CAMPAIGN),
    date_fin: field(
      'Dernier jour, inclus ; null si la campagne est sans terme.',
      nullable(day),
      CAMPAIGN,
    ),
    url: field('Page de la campagne.', text, CAMPAIGN),
    date_creation,
    date_modification,
  }),
  title: 'Campagne',
  description: 'Une campagne de propositions.',
} as const satisfies ObjectSchema;

export const Proposition = {
  ...whole({
    id: field('Identifiant de la proposition.', identifier, KEY),
    titre: field('Titre.', text, PROPOSAL),
    contenu: field('Texte de la proposition.', text, PROPOSAL),
    auteur: field('Partenaire qui propose (uid).', identifier, REFERENCE),
    thematique: field('Thématique (tid).', identifier, REFERENCE),
    campagne: field(
      'Campagne à laquelle la proposition répond (id).',
      nullable(identifier),
      REFERENCE,
    ),
    etat: field(
      'Suite donnée à la proposition.',
      choice('publiee', 'a_l_etude', 'retenue', 'non_retenue', 'mise_en_oeuvre'),
      PROPOSAL_STATES,
    ),
    avancement: field(
      'Étape de la mise en œuvre.',
      nullable(choice('experimentation', 'redaction_textes', 'prototypage', 'deploiement')),
      PROPOSAL_STATES,
    ),
    votes_pour: field('Votes favorables.', count, COUNTS),
    votes_contre: field('Votes défavorables.', count, COUNTS),
    nb_commentaires: field('Nombre de commentaires.', count, COUNTS),
    date_creation,
    date_modification,
  }),
  title: 'Proposition',
  description: 'Une proposition de simplification.',
} as const satisfies ObjectSchema;

/** The period of a refresh by half-year. */
const Periode = whole({
  semestre: field('Le semestre demandé.', { type: 'string', pattern: '^\\d{4}-S[12]$' }, REFRESH),
  debut: field('Début, inclus.', instant, REFRESH),
  fin: field('Fin, exclue.', instant, REFRESH),
});

export const Actualisation = {
  ...whole({
    genere_le: field('Date et heure de production du document.', instant, REFRESH),
    periode: field(
      'Le semestre demandé, bornes en UTC ; null pour l’actualisation totale.',
      nullable(Periode),
      REFRESH,
    ),
    partenaires: field('Les partenaires, par uid.', list(Partenaire), REFRESH),
    thematiques: field('Les thématiques, par tid.', list(Thematique), REFRESH),
    campagnes: field('Les campagnes, par id.', list(Campagne), REFRESH),
    propositions: field('Les propositions, par id.', list(Proposition), REFRESH),
  }),
  title: 'Actualisation',
  description: 'Toutes les données, ou celles d’un semestre.',
} as const satisfies ObjectSchema;

/** The body of `setUserStatut`: §4 of the text defines the member and its two values. */
export const ChangementStatut = {
  ...whole({
    action: field('1 pour inscription, 0 pour désinscription.', zeroOrOne, 'documented'),
  }),
  title: 'ChangementStatut',
  description: 'Le changement de statut demandé : « action » (documenté), et aucun autre membre.',
  additionalProperties: false,
  'x-provenance': 'inferred',
} as const satisfies ObjectSchema;

export const Statut = {
  ...whole({
    uid: Partenaire.properties.uid,
    statut: Partenaire.properties.statut,
    date_modification,
  }),
  title: 'Statut',
  description: 'Le statut après la requête.',
} as const satisfies ObjectSchema;

/** An application, as the index names it. */
const ApplicationAccueil = whole({ nom: field('Son nom.', text, INDEX) });

/** An operation in the index. */
const OperationAccueil = whole({
  operationId: field('Nom stable de l’opération.', text, INDEX),
  methode: field('Méthode HTTP.', text, INDEX),
  href: field('Chemin, avec ses paramètres entre accolades.', text, INDEX),
  resume: field('Description courte.', text, INDEX),
  provenance: field(
    'Niveau de l’opération, comme dans `x-provenance`.',
    choice('documented', 'named', 'inferred'),
    INDEX,
  ),
  niveau: field('Le même niveau, en français.', choice('documenté', 'nommé', 'déduit'), INDEX),
});

export const Accueil = {
  ...whole({
    application: field('L’application que la clé identifie.', ApplicationAccueil, INDEX),
    operations: field('Les opérations de l’API.', list(OperationAccueil), INDEX),
  }),
  title: 'Accueil',
  description: 'L’application que la clé identifie et les opérations de l’API.',
} as const satisfies ObjectSchema;

/** The schemas with a name in OpenAPI, by this name. */
export const SCHEMAS = {
  Accueil,
  Partenaire,
  ChangementStatut,
  Statut,
  Thematique,
  Campagne,
  Proposition,
  Actualisation,
} as const;

export type SchemaName = keyof typeof SCHEMAS;

/** The objects within schemas that have no name of their own, by the field that holds them. */
export const NESTED = {
  'Accueil.application': ApplicationAccueil,
  'Accueil.operations': OperationAccueil,
  'Actualisation.periode': Periode,
} as const;

type Objects = typeof SCHEMAS & typeof NESTED;

/** A field, by the name of its schema: `Partenaire.nom`, `Actualisation.periode.debut`. */
export type FieldName = {
  [Name in keyof Objects & string]: `${Name}.${keyof Objects[Name]['properties'] & string}`;
}[keyof Objects & string];
