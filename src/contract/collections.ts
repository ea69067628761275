import type { ObjectSchema } from '../json/schema.ts';
import { Campagne, Partenaire, Proposition, Thematique } from './resources.ts';

/** The four stored collections, named as their fixture files and, by default, their paths are. */
export type CollectionName = 'users' | 'thematiques' | 'campagnes' | 'propositions';

/** What the store, the fixtures and the bulk answers need to know of a collection. */
export interface Collection {
  readonly name: CollectionName;
  /** The member that identifies a record, an integer ≥ 1. */
  readonly key: string;
  /** The schema of a record as it is served. */
  readonly schema: ObjectSchema;
  /** The member of `Actualisation` that carries this collection. */
  readonly plural: 'partenaires' | 'thematiques' | 'campagnes' | 'propositions';
  /** Members that are computed when served, and never stored. */
  readonly derived: readonly string[];
  /** Members, integers, by which its list can be filtered. */
  readonly filters: readonly string[];
  /** Members, single or arrays, that hold keys of another collection. */
  readonly references: Readonly<Record<string, CollectionName>>;
  /** Pairs of dates of which the first must not be after the second, where both are set. */
  readonly ordered: readonly (readonly [string, string])[];
}

const created = ['date_creation', 'date_modification'] as const;

/** In the order in which `Actualisation` lists them. */
export const COLLECTIONS: readonly Collection[] = [
  {
    name: 'users',
    key: 'uid',
    schema: Partenaire,
    plural: 'partenaires',
    derived: [],
    filters: ['statut'],
    references: { thematiques: 'thematiques' },
    ordered: [
      created,
      ['date_inscription', 'date_modification'],
      ['date_desinscription', 'date_modification'],
    ],
  },
  {
    name: 'thematiques',
    key: 'tid',
    schema: Thematique,
    plural: 'thematiques',
    derived: [],
    filters: [],
    references: { parent: 'thematiques' },
    ordered: [created],
  },
  {
    name: 'campagnes',
    key: 'id',
    schema: Campagne,
    plural: 'campagnes',
    derived: ['etat'],
    filters: [],
    references: { thematiques: 'thematiques' },
    ordered: [created, ['date_debut', 'date_fin']],
  },
  {
    name: 'propositions',
    key: 'id',
    schema: Proposition,
    plural: 'propositions',
    derived: [],
    filters: [],
    references: { auteur: 'users', thematique: 'thematiques', campagne: 'campagnes' },
    ordered: [created],
  },
];
