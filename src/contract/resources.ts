import type { JsonType, ObjectSchema, Schema } from '../json/schema.ts';
import type { Provenance } from './provenance.ts';

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

/** Adds a description and a provenance to a schema; of the fields, the text defines only `action`. */
function field(description: string, schema: Schema, provenance: Provenance = 'inferred'): Schema {
  return { ...schema, description, 'x-provenance': provenance };
}

const date_creation = field('Création de l’enregistrement.', instant);
const date_modification = field('Dernière modification de l’enregistrement.', instant);

/** A partner: "partenaire" in the text's table of contents, "associé" in its §5.1. */
export const Partenaire = {
  ...whole({
    uid: field('Identifiant unique du partenaire dans la base de faire-simple.', identifier),
    statut: field('Statut « partenaire » : 1 inscrit, 0 désinscrit ou jamais inscrit.', zeroOrOne),
    civilite: field('Civilité.', nullable(choice('Mme', 'M.'))),
    nom: field('Nom de famille, ou nom du contact.', text),
    prenom: field('Prénom.', text),
    pseudo: field('Nom affiché sur le site.', text),
    mail: field('Adresse de courrier électronique.', text),
    date_naissance: field('Date de naissance.', nullable(day)),
    code_postal: field('Code postal : une chaîne de cinq chiffres, par exemple « 01000 ».', text),
    ville: field('Commune.', text),
    profil: field(
      'À quel titre le partenaire participe.',
      choice('particulier', 'entreprise', 'association', 'agent', 'elu'),
    ),
    profession: field('Profession.', nullable(text)),
    thematiques: field('Thématiques suivies (tid).', list(identifier)),
    date_creation,
    date_modification,
    date_inscription: field('Dernière inscription comme partenaire.', nullable(instant)),
    date_desinscription: field('Dernière désinscription.', nullable(instant)),
  }),
  title: 'Partenaire',
  description: 'Un partenaire (« associé » au §5.1 du document).',
} as const satisfies ObjectSchema;

export const Thematique = {
  ...whole({
    tid: field('Identifiant de la thématique.', identifier),
    nom: field('Nom.', text),
    description: field('Description.', text),
    parent: field('Thématique qui contient celle-ci (tid).', nullable(identifier)),
    date_creation,
    date_modification,
  }),
  title: 'Thematique',
  description: 'Une thématique.',
} as const satisfies ObjectSchema;

export const Campagne = {
  ...whole({
    id: field('Identifiant de la campagne.', identifier),
    titre: field('Titre.', text),
    description: field('Description.', text),
    thematiques: field('Thématiques concernées (tid).', list(identifier)),
    etat: field(
      'État au jour de la requête, déduit des dates : à venir, en cours ou terminée.',
      choice('a_venir', 'en_cours', 'terminee'),
    ),
    date_debut: field('Premier jour, inclus.', day),
    date_fin: field('Dernier jour, inclus ; null si la campagne est sans terme.', nullable(day)),
    url: field('Page de la campagne.', text),
    date_creation,
    date_modification,
  }),
  title: 'Campagne',
  description: 'Une campagne de propositions.',
} as const satisfies ObjectSchema;

export const Proposition = {
  ...whole({
    id: field('Identifiant de la proposition.', identifier),
    titre: field('Titre.', text),
    contenu: field('Texte de la proposition.', text),
    auteur: field('Partenaire qui propose (uid).', identifier),
    thematique: field('Thématique (tid).', identifier),
    campagne: field('Campagne à laquelle la proposition répond (id).', nullable(identifier)),
    etat: field(
      'Suite donnée à la proposition.',
      choice('publiee', 'a_l_etude', 'retenue', 'non_retenue', 'mise_en_oeuvre'),
    ),
    avancement: field(
      'Étape de la mise en œuvre.',
      nullable(choice('experimentation', 'redaction_textes', 'prototypage', 'deploiement')),
    ),
    votes_pour: field('Votes favorables.', count),
    votes_contre: field('Votes défavorables.', count),
    nb_commentaires: field('Nombre de commentaires.', count),
    date_creation,
    date_modification,
  }),
  title: 'Proposition',
  description: 'Une proposition de simplification.',
} as const satisfies ObjectSchema;

export const Actualisation = {
  ...whole({
    genere_le: field('Date et heure de production du document.', instant),
    periode: field(
      'Le semestre demandé, bornes en UTC ; null pour l’actualisation totale.',
      nullable(
        whole({
          semestre: field('Le semestre demandé.', { type: 'string', pattern: '^\\d{4}-S[12]$' }),
          debut: field('Début, inclus.', instant),
          fin: field('Fin, exclue.', instant),
        }),
      ),
    ),
    partenaires: field('Les partenaires, par uid.', list(Partenaire)),
    thematiques: field('Les thématiques, par tid.', list(Thematique)),
    campagnes: field('Les campagnes, par id.', list(Campagne)),
    propositions: field('Les propositions, par id.', list(Proposition)),
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

export const Accueil = {
  ...whole({
    application: field(
      'L’application que la clé identifie.',
      whole({ nom: field('Son nom.', text) }),
    ),
    operations: field(
      'Les opérations de l’API.',
      list(
        whole({
          operationId: field('Nom stable de l’opération.', text),
          methode: field('Méthode HTTP.', text),
          href: field('Chemin, avec ses paramètres entre accolades.', text),
          resume: field('Description courte.', text),
          provenance: field(
            'Niveau de l’opération, comme dans `x-provenance`.',
            choice('documented', 'named', 'inferred'),
          ),
          niveau: field('Le même niveau, en français.', choice('documenté', 'nommé', 'déduit')),
        }),
      ),
    ),
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
