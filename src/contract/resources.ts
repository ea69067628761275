import type { Static, TSchema } from 'typebox';
import Type from '../json/type.ts';
import type { Provenance } from './provenance.ts';

/** A day as the API writes it, `YYYY-MM-DD` (CONTRACT.md §3). */
const day = Type.String({ format: 'date' });

/** An instant as the API writes it: UTC, to the second, `YYYY-MM-DDTHH:MM:SSZ` (CONTRACT.md §3). */
const instant = Type.String({
  format: 'date-time',
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$',
});

/** Identifiers are integers that every JSON reader holds exactly. */
const identifier = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

const text = Type.String();
const count = Type.Integer({ minimum: 0 });

function choice<const Values extends string[]>(...values: Values) {
  return Type.Unsafe<Values[number]>({ type: 'string', enum: values });
}

/** JSON Schema 2020-12 says « or null » in `type` and `enum`, which OpenAPI 3.1 readers show in one line. */
function nullable<S extends TSchema>(schema: S) {
  const { type, enum: values, ...rest }: { type?: string; enum?: unknown[] } = schema;
  return Type.Unsafe<Static<S> | null>({
    type: [type, 'null'],
    ...(values && { enum: [...values, null] }),
    ...rest,
  });
}

/** Attaches what the reader of the contract needs; the text is silent on every field but `action`. */
function field<S extends TSchema>(
  description: string,
  schema: S,
  provenance: Provenance = 'inferred',
): S {
  return { ...schema, description, 'x-provenance': provenance };
}

const date_creation = field('Création de l’enregistrement.', instant);
const date_modification = field('Dernière modification de l’enregistrement.', instant);

/** A partner, « partenaire » in the text's contents and « associé » in its §5.1. */
export const Partenaire = Type.Object(
  {
    uid: field('Identifiant unique du partenaire dans la base de faire-simple.', identifier),
    statut: field(
      'Statut « partenaire » : 1 inscrit, 0 désinscrit ou jamais inscrit.',
      Type.Unsafe<0 | 1>({ type: 'integer', enum: [0, 1] }),
    ),
    civilite: field('Civilité.', nullable(choice('Mme', 'M.'))),
    nom: field('Nom de famille, ou nom du contact.', text),
    prenom: field('Prénom.', text),
    pseudo: field('Nom affiché sur le site.', text),
    mail: field('Adresse de courrier électronique.', text),
    date_naissance: field('Date de naissance.', nullable(day)),
    code_postal: field('Code postal, en cinq chiffres (c’est un texte : « 01000 »).', text),
    ville: field('Commune.', text),
    profil: field(
      'À quel titre le partenaire participe.',
      choice('particulier', 'entreprise', 'association', 'agent', 'elu'),
    ),
    profession: field('Profession.', nullable(text)),
    thematiques: field('Thématiques suivies (tid).', Type.Array(identifier)),
    date_creation,
    date_modification,
    date_inscription: field('Dernière inscription comme partenaire.', nullable(instant)),
    date_desinscription: field('Dernière désinscription.', nullable(instant)),
  },
  { title: 'Partenaire', description: 'Un partenaire (« associé » au §5.1 du document).' },
);

export const Thematique = Type.Object(
  {
    tid: field('Identifiant de la thématique.', identifier),
    nom: field('Nom.', text),
    description: field('Description.', text),
    parent: field('Thématique qui contient celle-ci (tid).', nullable(identifier)),
    date_creation,
    date_modification,
  },
  { title: 'Thematique', description: 'Une thématique.' },
);

export const Campagne = Type.Object(
  {
    id: field('Identifiant de la campagne.', identifier),
    titre: field('Titre.', text),
    description: field('Description.', text),
    thematiques: field('Thématiques concernées (tid).', Type.Array(identifier)),
    etat: field(
      'État au jour de la requête, déduit des dates : à venir, en cours ou terminée.',
      choice('a_venir', 'en_cours', 'terminee'),
    ),
    date_debut: field('Premier jour, inclus.', day),
    date_fin: field('Dernier jour, inclus ; null si la campagne est sans terme.', nullable(day)),
    url: field('Page de la campagne.', text),
    date_creation,
    date_modification,
  },
  { title: 'Campagne', description: 'Une campagne de propositions.' },
);

export const Proposition = Type.Object(
  {
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
  },
  { title: 'Proposition', description: 'Une proposition de simplification.' },
);

export const Actualisation = Type.Object(
  {
    genere_le: field('Instant où le document a été produit.', instant),
    periode: field(
      'Le semestre demandé, bornes en UTC ; null pour l’actualisation totale.',
      nullable(
        Type.Object({
          semestre: field('Le semestre demandé.', Type.String({ pattern: '^\\d{4}-S[12]$' })),
          debut: field('Début, inclus.', instant),
          fin: field('Fin, exclue.', instant),
        }),
      ),
    ),
    partenaires: field('Les partenaires, par uid.', Type.Array(Partenaire)),
    thematiques: field('Les thématiques, par tid.', Type.Array(Thematique)),
    campagnes: field('Les campagnes, par id.', Type.Array(Campagne)),
    propositions: field('Les propositions, par id.', Type.Array(Proposition)),
  },
  { title: 'Actualisation', description: 'Toutes les données, ou celles d’un semestre.' },
);

/** What `setUserStatut` takes: §4 of the text gives the member and its two values. */
export const ChangementStatut = Type.Object(
  {
    action: field(
      '1 pour inscription, 0 pour désinscription.',
      Type.Unsafe<0 | 1>({ type: 'integer', enum: [0, 1] }),
      'documented',
    ),
  },
  {
    title: 'ChangementStatut',
    description: 'Le changement de statut demandé.',
    additionalProperties: false,
    'x-provenance': 'documented',
  },
);

export const Statut = Type.Object(
  {
    uid: Partenaire.properties.uid,
    statut: Partenaire.properties.statut,
    date_modification,
  },
  { title: 'Statut', description: 'Le statut après la requête.' },
);

export const Index = Type.Object(
  {
    application: field(
      'L’application que la clef identifie.',
      Type.Object({ nom: field('Son nom.', text) }),
    ),
    operations: field(
      'Les opérations de l’API.',
      Type.Array(
        Type.Object({
          operationId: field('Nom stable de l’opération.', text),
          methode: field('Méthode HTTP.', text),
          href: field('Chemin, avec ses paramètres entre accolades.', text),
          resume: field('Ce qu’elle fait.', text),
          provenance: field(
            'D’où vient l’opération, dans les termes de `x-provenance`.',
            choice('documented', 'named', 'inferred'),
          ),
          niveau: field('La même chose en français.', choice('documenté', 'nommé', 'déduit')),
        }),
      ),
    ),
  },
  { title: 'Index', description: 'L’application reconnue et les opérations offertes.' },
);

/** The schemas that OpenAPI names, under their names there. */
export const SCHEMAS = {
  Index,
  Partenaire,
  ChangementStatut,
  Statut,
  Thematique,
  Campagne,
  Proposition,
  Actualisation,
} as const;

export type SchemaName = keyof typeof SCHEMAS;

export type Partenaire = Static<typeof Partenaire>;
export type Thematique = Static<typeof Thematique>;
export type Campagne = Static<typeof Campagne>;
export type Proposition = Static<typeof Proposition>;
export type Actualisation = Static<typeof Actualisation>;
export type ChangementStatut = Static<typeof ChangementStatut>;
export type Statut = Static<typeof Statut>;
