import type { ObjectSchema } from '../json/schema.ts';
import { Campagne, Partenaire, Proposition, Thematique } from './resources.ts';

/** The four stored collections, with the names of their fixture files and, by default, their paths. */
export type CollectionName = 'users' | 'thematiques' | 'campagnes' | 'propositions';

/** A collection: its schema, key, filters and references. */
export interface Collection {
  readonly name: CollectionName;
  /** The member that identifies a record, an integer ≥ 1. */
  readonly key: string;
  /** The schema of a served record. */
  readonly schema: ObjectSchema;
  /** The member of `Actualisation` with this collection. */
  readonly plural: 'partenaires' | 'thematiques' | 'campagnes' | 'propositions';
  /** Members computed in each answer, and never stored. */
  readonly derived: readonly string[];
  /** Integer members by which the list can be filtered. */
  readonly filters: readonly string[];
  /** Members with a key, or an array of keys, of another collection. */
  readonly references: Readonly<Record<string, CollectionName>>;
  /** Pairs of dates in order: the first must not be after the second, if both are set. */
  readonly ordered: readonly (readonly [string, string])[];
}

const created = ['date_creation', 'date_modification'] as const;

/** The collections, in the order of `Actualisation`. */
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

/** An input record of the contract: members that may be null may be missing. */
export type Given<Value> = {
  [Name in keyof Value as null extends Value[Name] ? never : Name]: Value[Name];
} & {
  [Name in keyof Value as null extends Value[Name] ? Name : never]?: Value[Name];
};
