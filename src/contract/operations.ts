import type { Schema } from '../json/schema.ts';
import { ARRAY, ECHO, INDEX, REFRESH } from './choices.ts';
import type { CollectionName } from './collections.ts';
import type { Choice, Provenance } from './provenance.ts';
import type { RefusalCode } from './refusals.ts';
import type { SchemaName } from './resources.ts';

/** The base path of the API (§2 of the text). */
export const BASE_PATH = '/api';

/** The real service (§2 of the text). */
export const REAL_URL = 'https://www.faire-simple.gouv.fr/api';

/** The longest body the API reads, in bytes (CONTRACT.md §4). */
export const BODY_LIMIT = 16 * 1024;

/** A path or query parameter. */
export interface Parameter {
  readonly schema: Schema;
  readonly description: string;
  /** The description in English, for docs/fidelity.md. */
  readonly english: string;
  /** Level of the parameter itself. */
  readonly provenance: Provenance;
  /** Level of its notation, if different. */
  readonly notation?: 'inferred';
  /** Of the parameter, or of its notation. */
  readonly choice: Choice;
  /** The expected notation, as refusals describe it. */
  readonly expected: string;
  /** The admitted notation of the whole decoded text. */
  readonly pattern: RegExp;
  /** A value for the documentation; the example of a subject is the key of a record. */
  readonly example?: string;
}

/** The record addressed by an operation: the path parameter with its key, and the refusal of an unknown key. */
export interface Subject {
  readonly collection: CollectionName;
  readonly parameter: string;
  readonly unknown: RefusalCode;
}

/**
 * The change of a subject: a member of the record takes the value of a member of the body, and dates are set to the
 * present.
 */
export interface Change {
  /** The member of the body, 0 or 1. */
  readonly from: string;
  /** The member of the record that takes its value. */
  readonly to: string;
  /** The members of the record set to the present: for the value 0, and for the value 1. */
  readonly dates: readonly [readonly string[], readonly string[]];
  /** The members of the record in the answer. */
  readonly answers: readonly string[];
}

/** An answer with status 200; its fields have their own levels. */
export type Answer = AnswerText & Grounds<'documented', 'inferred'>;

interface AnswerText {
  /** The name of the schema of the answer, or of a list's items. */
  readonly schema: SchemaName;
  readonly list: boolean;
  readonly description: string;
}

/** A level; each one but `documented` needs the reason of the choice. */
type Grounds<Stated extends Provenance, Chosen extends Provenance> =
  | { readonly provenance: Stated; readonly choice?: undefined }
  | { readonly provenance: Chosen; readonly choice: Choice };

/** One operation of the API (CONTRACT.md §2). */
export type OperationEntry = OperationText & Grounds<'documented', 'named' | 'inferred'>;

interface OperationText {
  /** A stable name, used in rules, the journal and client code. */
  readonly operationId: string;
  readonly method: 'GET' | 'POST';
  /** Below the base path, with `{parameters}`. */
  readonly path: string;
  /** The place in the text. */
  readonly source: string;
  readonly tag: Tag;
  readonly summary: string;
  /** The summary in English, for docs/operations.md. */
  readonly english: string;
  readonly description: string;
  readonly params: Readonly<Record<string, Parameter>>;
  readonly query: Readonly<Record<string, Parameter>>;
  /** The addressed record. A GET answers it, unless `api/handlers.ts` defines another answer. */
  readonly subject?: Subject;
  /** The listed collection; query parameters with the names of its members filter the list. */
  readonly lists?: CollectionName;
  readonly change?: Change;
  readonly body?: SchemaName;
  readonly answer: Answer;
  /** The refusals besides those of every operation. */
  readonly refusals: readonly RefusalCode[];
}

/** The sections of the text, in its order, and the application itself. */
export const TAGS = {
  Application: 'L’application que la clé identifie (exemple du §3).',
  'Flux statut': 'Inscrire ou désinscrire un partenaire (§4).',
  'Flux actualisation unitaire': 'Les partenaires, « associés » au §5.1, et les thématiques (§5).',
  'Flux actualisation globale':
    'Toutes les données, les campagnes et les propositions (sommaire du document).',
} as const;

/** A section of the text. */
export type Tag = keyof typeof TAGS;

const uid = {
  schema: { type: 'integer', minimum: 1 },
  description: 'Identifiant unique du partenaire dans la base de faire-simple.',
  english: 'unique id of the partner in the database of faire-simple',
  provenance: 'documented',
  notation: 'inferred',
  choice: {
    reason: {
      en: 'the text says "id unique" only; the users of most site systems, Drupal’s among them, are numbered from 1',
      fr: 'le document dit seulement « id unique » ; la plupart des systèmes de sites, dont Drupal, numérotent leurs utilisateurs à partir de 1',
    },
    alternatives: {
      en: 'a UUID, a login, a number with leading zeros',
      fr: 'un UUID, un login, un nombre avec des zéros initiaux',
    },
  },
  expected: 'un entier supérieur ou égal à 1, en chiffres, sans zéro initial',
  pattern: /^[1-9]\d*$/,
} as const satisfies Parameter;

const semestre = {
  // There is no year 0, and the year before it has no four-digit form in ISO 8601.
  schema: { type: 'string', pattern: '^(?!0000)\\d{4}-S[12]$' },
  description:
    'Semestre : S1 du 1er janvier au 30 juin, S2 le reste de l’année, à l’heure de Paris ; notation de l’Insee et de SDMX.',
  english: 'a half-year: S1 from 1 January to 30 June, S2 the rest of the year, in Paris time',
  provenance: 'inferred',
  choice: {
    reason: {
      en: 'the text names a refresh "par semestre" and no notation: this one is that of INSEE and SDMX',
      fr: 'le document nomme une actualisation « par semestre » sans notation : celle-ci est celle de l’Insee et de SDMX',
    },
    alternatives: {
      en: 'query parameters `annee` and `semestre`, two dates, the current half-year only',
      fr: 'des paramètres `annee` et `semestre`, deux dates, le seul semestre en cours',
    },
  },
  expected: '« AAAA-S1 » ou « AAAA-S2 », par exemple « 2016-S1 »',
  example: '2016-S1',
  pattern: /^(?!0000)\d{4}-S[12]$/,
} as const satisfies Parameter;

const statut = {
  schema: { type: 'integer', enum: [0, 1] },
  description: 'Ne garder que les partenaires inscrits (1) ou non inscrits (0).',
  english: 'keeps only the partners that are registered (1) or not (0)',
  provenance: 'inferred',
  choice: {
    reason: {
      en: 'an application that keeps a list of registered partners needs no others',
      fr: 'une application qui tient la liste des partenaires inscrits n’a pas besoin des autres',
    },
    alternatives: {
      en: 'no filter; filters by date or thématique',
      fr: 'aucun filtre ; des filtres par date ou par thématique',
    },
  },
  expected: '0 ou 1',
  pattern: /^[01]$/,
} as const satisfies Parameter;

/** The refusals of every operation. */
export const COMMON_REFUSALS: readonly RefusalCode[] = [
  'identification_requise',
  'identifiants_invalides',
  'cle_manquante',
  'cle_inconnue',
  'cle_non_associee',
  'requete_invalide',
  'trop_de_requetes',
  'erreur_interne',
  'service_indisponible',
];

const undocumented: readonly RefusalCode[] = ['non_documente'];
const none = {};

/** A partner, by its uid. */
const partenaire = {
  collection: 'users',
  parameter: 'uid',
  unknown: 'partenaire_inconnu',
} as const satisfies Subject;

const ENTRIES = [
  {
    operationId: 'getIndex',
    method: 'GET',
    path: '/',
    provenance: 'inferred',
    source: 'exemple du §3',
    choice: {
      reason: {
        en: 'the example of §3 is a request for the base URL itself; an answer that names the application shows that the key is right',
        fr: 'l’exemple du §3 est une requête à l’URL de base elle-même ; une réponse qui nomme l’application montre que la clé est bonne',
      },
      alternatives: {
        en: 'the example only shows where the key goes, and the base URL answers 404',
        fr: 'l’exemple montre seulement où placer la clé, et l’URL de base répond 404',
      },
    },
    tag: 'Application',
    summary: 'Reconnaître l’application',
    english: 'the application that the key identifies, and the operations',
    description:
      'Donne l’application que la clé identifie et les opérations de l’API. C’est l’URL donnée en exemple au §3.',
    params: none,
    query: none,
    answer: {
      schema: 'Accueil',
      list: false,
      description: 'L’application et les opérations.',
      provenance: 'inferred',
      choice: INDEX,
    },
    refusals: undocumented,
  },
  {
    operationId: 'setUserStatut',
    method: 'POST',
    path: '/users/{uid}/statut',
    provenance: 'documented',
    source: '§4',
    tag: 'Flux statut',
    summary: 'Inscrire ou désinscrire un partenaire',
    english: 'registers (`{"action": 1}`) or unregisters (`{"action": 0}`) a partner',
    description:
      'Met à jour le statut « partenaire » dans la base de faire-simple : `action` vaut 1 pour une inscription, 0 pour une désinscription. Le corps ne contient rien d’autre (déduit). Envoyer le statut déjà en vigueur réussit et ne change rien (déduit). La réponse est déduite.',
    params: { uid },
    query: none,
    subject: partenaire,
    change: {
      from: 'action',
      to: 'statut',
      dates: [
        ['date_modification', 'date_desinscription'],
        ['date_modification', 'date_inscription'],
      ],
      answers: ['uid', 'statut', 'date_modification'],
    },
    body: 'ChangementStatut',
    answer: {
      schema: 'Statut',
      list: false,
      description: 'Le statut après la requête.',
      provenance: 'inferred',
      choice: ECHO,
    },
    refusals: ['partenaire_inconnu', 'corps_trop_volumineux', 'type_non_supporte'],
  },
  {
    operationId: 'getUser',
    method: 'GET',
    path: '/users/{uid}',
    provenance: 'documented',
    source: '§5.1',
    tag: 'Flux actualisation unitaire',
    summary: 'Récupérer un partenaire',
    english: 'one partner',
    description:
      'Les informations de « mon compte » sur faire-simple, en temps réel. La réponse est en JSON (documenté) ; ses champs sont déduits.',
    params: { uid },
    query: none,
    subject: partenaire,
    answer: {
      schema: 'Partenaire',
      list: false,
      description: 'Le partenaire, en JSON (§5.1).',
      provenance: 'documented',
    },
    refusals: ['partenaire_inconnu'],
  },
  {
    operationId: 'listUsers',
    method: 'GET',
    path: '/users',
    provenance: 'named',
    source: 'sommaire : « Récupération de tous les partenaires »',
    choice: {
      reason: {
        en: 'the collection that §5.1 takes one partner from: `/users/:uid` without the uid',
        fr: 'la collection dont le §5.1 donne un partenaire : `/users/:uid` sans l’uid',
      },
      alternatives: { en: '`/users/all`, `/partenaires`', fr: '`/users/all`, `/partenaires`' },
    },
    tag: 'Flux actualisation unitaire',
    summary: 'Récupérer tous les partenaires',
    english: 'all partners; with `statut=0` or `statut=1`, those of that status',
    description: 'Tous les partenaires, par uid croissant.',
    params: none,
    query: { statut },
    lists: 'users',
    answer: {
      schema: 'Partenaire',
      list: true,
      description: 'Les partenaires.',
      provenance: 'inferred',
      choice: ARRAY,
    },
    refusals: undocumented,
  },
  {
    operationId: 'listThematiques',
    method: 'GET',
    path: '/thematiques',
    provenance: 'named',
    source: 'sommaire : « Récupération des thématiques »',
    choice: {
      reason: {
        en: 'the word of the contents in the plural, as `/users` is',
        fr: 'le mot du sommaire au pluriel, comme `/users`',
      },
      alternatives: { en: '`/themes`, `/taxonomy`', fr: '`/themes`, `/taxonomy`' },
    },
    tag: 'Flux actualisation unitaire',
    summary: 'Récupérer les thématiques',
    english: 'all thématiques',
    description: 'Toutes les thématiques, par tid croissant.',
    params: none,
    query: none,
    lists: 'thematiques',
    answer: {
      schema: 'Thematique',
      list: true,
      description: 'Les thématiques.',
      provenance: 'inferred',
      choice: ARRAY,
    },
    refusals: undocumented,
  },
  {
    operationId: 'getActualisation',
    method: 'GET',
    path: '/actualisation',
    provenance: 'named',
    source: 'sommaire : « Flux d’actualisation globale totale »',
    choice: {
      reason: {
        en: 'the word of the contents; without a half-year, it is the total refresh',
        fr: 'le mot du sommaire ; sans semestre, c’est l’actualisation totale',
      },
      alternatives: {
        en: '`/actualisation/totale`, `/export`',
        fr: '`/actualisation/totale`, `/export`',
      },
    },
    tag: 'Flux actualisation globale',
    summary: 'Tout récupérer',
    english: 'everything, in one document',
    description: 'Toutes les données, en un seul document.',
    params: none,
    query: none,
    answer: {
      schema: 'Actualisation',
      list: false,
      description: 'Toutes les données.',
      provenance: 'inferred',
      choice: REFRESH,
    },
    refusals: undocumented,
  },
  {
    operationId: 'getActualisationSemestre',
    method: 'GET',
    path: '/actualisation/{semestre}',
    provenance: 'named',
    source: 'sommaire : « Flux d’actualisation globale par semestre »',
    choice: {
      reason: {
        en: 'the path of the total refresh and the half-year below it, as `/users/:uid` is below `/users`',
        fr: 'le chemin de l’actualisation totale, puis le semestre, comme `/users/:uid` sous `/users`',
      },
      alternatives: {
        en: '`/actualisation?semestre=…`, `/actualisation/semestre/:numero`',
        fr: '`/actualisation?semestre=…`, `/actualisation/semestre/:numero`',
      },
    },
    tag: 'Flux actualisation globale',
    summary: 'Récupérer un semestre',
    english: 'the same for the records created or modified in a half-year such as `2016-S1`',
    description: 'Le même document, limité aux enregistrements créés ou modifiés dans le semestre.',
    params: { semestre },
    query: none,
    answer: {
      schema: 'Actualisation',
      list: false,
      description: 'Les données du semestre.',
      provenance: 'inferred',
      choice: REFRESH,
    },
    refusals: undocumented,
  },
  {
    operationId: 'listCampagnes',
    method: 'GET',
    path: '/campagnes',
    provenance: 'named',
    source: 'sommaire : « Récupération des campagnes »',
    choice: {
      reason: {
        en: 'the word of the contents in the plural, as `/users` is',
        fr: 'le mot du sommaire au pluriel, comme `/users`',
      },
      alternatives: {
        en: 'a path below `/actualisation`, since the contents list it there',
        fr: 'un chemin sous `/actualisation`, où le sommaire la place',
      },
    },
    tag: 'Flux actualisation globale',
    summary: 'Récupérer les campagnes',
    english: 'all campagnes',
    description: 'Toutes les campagnes, par id croissant.',
    params: none,
    query: none,
    lists: 'campagnes',
    answer: {
      schema: 'Campagne',
      list: true,
      description: 'Les campagnes.',
      provenance: 'inferred',
      choice: ARRAY,
    },
    refusals: undocumented,
  },
  {
    operationId: 'listPropositions',
    method: 'GET',
    path: '/propositions',
    provenance: 'named',
    source: 'sommaire : « Récupération des propositions »',
    choice: {
      reason: {
        en: 'the word of the contents in the plural, as `/users` is',
        fr: 'le mot du sommaire au pluriel, comme `/users`',
      },
      alternatives: {
        en: 'a path below `/actualisation`, since the contents list it there',
        fr: 'un chemin sous `/actualisation`, où le sommaire la place',
      },
    },
    tag: 'Flux actualisation globale',
    summary: 'Récupérer les propositions',
    english: 'all propositions',
    description: 'Toutes les propositions, par id croissant.',
    params: none,
    query: none,
    lists: 'propositions',
    answer: {
      schema: 'Proposition',
      list: true,
      description: 'Les propositions.',
      provenance: 'inferred',
      choice: ARRAY,
    },
    refusals: undocumented,
  },
] as const satisfies readonly OperationEntry[];

/** A stable name of an operation, used in rules, the journal and client code. */
export type OperationId = (typeof ENTRIES)[number]['operationId'];

/** An operation of the API, with its name. */
export type Operation = OperationEntry & { readonly operationId: OperationId };

/** The operations, in the order of CONTRACT.md §2. */
export const OPERATIONS: readonly Operation[] = ENTRIES;

type ParameterOf<Entry> = Entry extends { readonly params: infer Params } ? keyof Params : never;

type KeyOf<Entry> = Entry extends { readonly subject: { readonly parameter: infer Name } }
  ? Name
  : never;

type ParametersOf<Entry> = Entry extends {
  readonly params: infer Path;
  readonly query: infer Query;
}
  ? Path & Query
  : never;

type NamesOf<Parameters> = Parameters extends unknown ? keyof Parameters & string : never;

/** The name of a path or query parameter. */
export type ParameterName = NamesOf<ParametersOf<(typeof ENTRIES)[number]>>;

type WithNotation<Parameters> = Parameters extends unknown
  ? {
      [Name in keyof Parameters & string]: Parameters[Name] extends {
        readonly notation: 'inferred';
      }
        ? Name
        : never;
    }[keyof Parameters & string]
  : never;

/** The name of a documented parameter whose notation is inferred. */
export type NotedName = WithNotation<ParametersOf<(typeof ENTRIES)[number]>>;

/** The name of a path parameter: of the key of a record, or of another subject such as a half-year. */
export type SubjectName = ParameterOf<(typeof ENTRIES)[number]>;

/** The values of path parameters: keys of records are numbers, others texts. */
export type SubjectValues = {
  readonly [Name in SubjectName]: Name extends KeyOf<(typeof ENTRIES)[number]> ? number : string;
};

/** The path parameters by name, each once. */
export const SUBJECTS = Object.assign({}, ...OPERATIONS.map(({ params }) => params)) as Readonly<
  Record<SubjectName, Parameter>
>;

export const SUBJECT_NAMES = Object.keys(SUBJECTS) as readonly SubjectName[];

/** The subjects of a request; null for parameters that it lacks. */
export type Subjects = { readonly [Name in SubjectName]: SubjectValues[Name] | null };

/** Integers of more than 16 digits have no exact number. */
const MOST_DIGITS = 16;

const READ = SUBJECT_NAMES.map((name) => {
  const { schema, pattern } = SUBJECTS[name];
  return { name, pattern, isKey: schema.type === 'integer' };
});

const NO_SUBJECTS = Object.fromEntries(SUBJECT_NAMES.map((name) => [name, null])) as {
  [Name in SubjectName]: SubjectValues[Name] | null;
};

/** Reads the subjects from path parameters; an invalid one counts as none. */
export function subjectsOf(params: Readonly<Record<string, string | undefined>>): Subjects {
  // Most requests have one subject, or none: a copy takes less time than a new object of all names.
  let subjects: Record<string, number | string | null> | undefined;
  for (const { name, pattern, isKey } of READ) {
    const text = params[name];
    if (text === undefined || !pattern.test(text)) continue;
    if (isKey && text.length > MOST_DIGITS) continue;
    subjects ??= { ...NO_SUBJECTS };
    subjects[name] = isKey ? Number(text) : text;
  }
  return (subjects ?? NO_SUBJECTS) as Subjects;
}

/** Paths by operation: the contract's, or configured ones of `named` operations. */
export type Paths = Readonly<Record<OperationId, string>>;

/** The contract's paths. */
export const DEFAULT_PATHS = Object.fromEntries(
  OPERATIONS.map(({ operationId, path }) => [operationId, path]),
) as Paths;

/** The names of the `{parameters}` of a path, in order. */
export function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name as string);
}
