import type { Schema } from '../json/schema.ts';
import type { Provenance } from './provenance.ts';
import type { RefusalCode } from './refusals.ts';
import type { SchemaName } from './resources.ts';

/** Where the API lives on the server (§2 of the text). */
export const BASE_PATH = '/api';

/** The real service (§2 of the text). */
export const REAL_URL = 'https://www.faire-simple.gouv.fr/api';

/** The longest body the API reads, in bytes (CONTRACT.md §4). */
export const BODY_LIMIT = 16 * 1024;

export type OperationId =
  | 'getIndex'
  | 'setUserStatut'
  | 'getUser'
  | 'listUsers'
  | 'listThematiques'
  | 'getActualisation'
  | 'getActualisationSemestre'
  | 'listCampagnes'
  | 'listPropositions';

/** A path or query parameter. */
export interface Parameter {
  readonly schema: Schema;
  readonly description: string;
  readonly provenance: Provenance;
  /** What a malformed value is told. */
  readonly expected: string;
  /** The notation admitted, of the whole decoded text. */
  readonly pattern: RegExp;
}

/** An answer with status 200. */
export interface Answer {
  /** The name of the schema, or of that of the items of a list. */
  readonly schema: SchemaName;
  readonly list: boolean;
  readonly description: string;
}

/** One operation of the API (CONTRACT.md §2). */
export interface Operation {
  readonly operationId: OperationId;
  readonly method: 'GET' | 'POST';
  /** Below the base path, with `{parameters}`. */
  readonly path: string;
  readonly provenance: Provenance;
  /** Where the text speaks of it. */
  readonly source: string;
  readonly tag: 'Application' | 'Partenaires' | 'Référentiels' | 'Actualisation globale';
  readonly summary: string;
  readonly description: string;
  readonly params: Readonly<Record<string, Parameter>>;
  readonly query: Readonly<Record<string, Parameter>>;
  readonly body?: SchemaName;
  readonly answer: Answer;
  /** The refusals it can meet beyond those that every operation can. */
  readonly refusals: readonly RefusalCode[];
}

const uid: Parameter = {
  schema: { type: 'integer', minimum: 1 },
  description: 'Identifiant unique du partenaire dans la base de faire-simple.',
  provenance: 'documented',
  expected: 'un entier supérieur ou égal à 1, en chiffres, sans zéro initial',
  pattern: /^[1-9]\d*$/,
};

const semestre: Parameter = {
  // There is no year 0, and ISO 8601 has no four digits for the one before it.
  schema: { type: 'string', pattern: '^(?!0000)\\d{4}-S[12]$' },
  description:
    'Semestre : S1 du 1er janvier au 30 juin, S2 le reste de l’année, à l’heure de Paris ; notation de l’Insee et de SDMX.',
  provenance: 'inferred',
  expected: '« AAAA-S1 » ou « AAAA-S2 », par exemple « 2016-S1 »',
  pattern: /^(?!0000)\d{4}-S[12]$/,
};

const statut: Parameter = {
  schema: { type: 'integer', enum: [0, 1] },
  description: 'Ne garder que les partenaires inscrits (1) ou non inscrits (0).',
  provenance: 'inferred',
  expected: '0 ou 1',
  pattern: /^[01]$/,
};

/** The refusals every operation can meet. */
export const COMMON_REFUSALS: readonly RefusalCode[] = [
  'identification_requise',
  'identifiants_invalides',
  'cle_manquante',
  'cle_inconnue',
  'cle_non_associee',
  'requete_invalide',
  'erreur_interne',
];

const undocumented: readonly RefusalCode[] = ['non_documente'];
const none = {};

/** The operations, in the order of CONTRACT.md §2. */
export const OPERATIONS: readonly Operation[] = [
  {
    operationId: 'getIndex',
    method: 'GET',
    path: '/',
    provenance: 'inferred',
    source: 'exemple du §3',
    tag: 'Application',
    summary: 'Reconnaître l’application',
    description:
      'Dit quelle application la clef identifie, et quelles opérations l’API offre. C’est l’URL donnée en exemple au §3.',
    params: none,
    query: none,
    answer: { schema: 'Index', list: false, description: 'L’application et les opérations.' },
    refusals: undocumented,
  },
  {
    operationId: 'setUserStatut',
    method: 'POST',
    path: '/users/{uid}/statut',
    provenance: 'documented',
    source: '§4',
    tag: 'Partenaires',
    summary: 'Inscrire ou désinscrire un partenaire',
    description:
      'Met à jour le statut « partenaire » dans la base de faire-simple : `action` vaut 1 pour une inscription, 0 pour une désinscription. Redonner le statut en vigueur réussit et ne change rien. Le document décrit la requête ; la réponse est déduite.',
    params: { uid },
    query: none,
    body: 'ChangementStatut',
    answer: { schema: 'Statut', list: false, description: 'Le statut après la requête.' },
    refusals: ['partenaire_inconnu', 'corps_trop_volumineux', 'type_non_supporte'],
  },
  {
    operationId: 'getUser',
    method: 'GET',
    path: '/users/{uid}',
    provenance: 'documented',
    source: '§5.1',
    tag: 'Partenaires',
    summary: 'Récupérer un partenaire',
    description:
      'Les informations de « mon compte » sur faire-simple, en temps réel. Le document décrit le chemin et dit que la réponse est en JSON ; les champs sont déduits.',
    params: { uid },
    query: none,
    answer: { schema: 'Partenaire', list: false, description: 'Le partenaire.' },
    refusals: ['partenaire_inconnu'],
  },
  {
    operationId: 'listUsers',
    method: 'GET',
    path: '/users',
    provenance: 'named',
    source: 'sommaire : « Récupération de tous les partenaires »',
    tag: 'Partenaires',
    summary: 'Récupérer tous les partenaires',
    description: 'Tous les partenaires, par uid croissant.',
    params: none,
    query: { statut },
    answer: { schema: 'Partenaire', list: true, description: 'Les partenaires.' },
    refusals: undocumented,
  },
  {
    operationId: 'listThematiques',
    method: 'GET',
    path: '/thematiques',
    provenance: 'named',
    source: 'sommaire : « Récupération des thématiques »',
    tag: 'Référentiels',
    summary: 'Récupérer les thématiques',
    description: 'Toutes les thématiques, par tid croissant.',
    params: none,
    query: none,
    answer: { schema: 'Thematique', list: true, description: 'Les thématiques.' },
    refusals: undocumented,
  },
  {
    operationId: 'getActualisation',
    method: 'GET',
    path: '/actualisation',
    provenance: 'named',
    source: 'sommaire : « Flux d’actualisation globale totale »',
    tag: 'Actualisation globale',
    summary: 'Tout récupérer',
    description: 'Toutes les données, en un seul document.',
    params: none,
    query: none,
    answer: { schema: 'Actualisation', list: false, description: 'Toutes les données.' },
    refusals: undocumented,
  },
  {
    operationId: 'getActualisationSemestre',
    method: 'GET',
    path: '/actualisation/{semestre}',
    provenance: 'named',
    source: 'sommaire : « Flux d’actualisation globale par semestre »',
    tag: 'Actualisation globale',
    summary: 'Récupérer un semestre',
    description: 'Le même document, limité aux enregistrements créés ou modifiés dans le semestre.',
    params: { semestre },
    query: none,
    answer: { schema: 'Actualisation', list: false, description: 'Les données du semestre.' },
    refusals: undocumented,
  },
  {
    operationId: 'listCampagnes',
    method: 'GET',
    path: '/campagnes',
    provenance: 'named',
    source: 'sommaire : « Récupération des campagnes »',
    tag: 'Référentiels',
    summary: 'Récupérer les campagnes',
    description: 'Toutes les campagnes, par id croissant.',
    params: none,
    query: none,
    answer: { schema: 'Campagne', list: true, description: 'Les campagnes.' },
    refusals: undocumented,
  },
  {
    operationId: 'listPropositions',
    method: 'GET',
    path: '/propositions',
    provenance: 'named',
    source: 'sommaire : « Récupération des propositions »',
    tag: 'Référentiels',
    summary: 'Récupérer les propositions',
    description: 'Toutes les propositions, par id croissant.',
    params: none,
    query: none,
    answer: { schema: 'Proposition', list: true, description: 'Les propositions.' },
    refusals: undocumented,
  },
];

/** Paths by operation: the contract's own, or those a configuration gives to `named` operations. */
export type Paths = Readonly<Record<OperationId, string>>;

/** The contract's own paths. */
export const DEFAULT_PATHS = Object.fromEntries(
  OPERATIONS.map(({ operationId, path }) => [operationId, path]),
) as Paths;

/** The names of the `{parameters}` of a path, in order. */
export function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name as string);
}
