import type { Schema } from '../json/schema.ts';
import type { Collection, CollectionName } from './collections.ts';
import { dayInParis } from './instants.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Texts of members that are missing in a partial record, where their schema says too little; `{key}` is the record's key.
 * Other texts are the name of the member and the key: `contenu 9`.
 */
const TEXTS: Readonly<Record<CollectionName, Readonly<Record<string, string>>>> = {
  users: {
    nom: 'Nom {key}',
    prenom: 'Prénom {key}',
    pseudo: 'partenaire{key}',
    mail: 'partenaire{key}@courriel.example',
    code_postal: '75001',
    ville: 'Paris',
  },
  thematiques: { nom: 'Thématique {key}', description: 'Description de la thématique {key}.' },
  campagnes: {
    titre: 'Campagne {key}',
    description: 'Description de la campagne {key}.',
    url: 'https://www.faire-simple.example/campagnes/{key}',
  },
  propositions: { titre: 'Proposition {key}', contenu: 'Contenu de la proposition {key}.' },
};

/**
 * Completes a partial record, in the contract's order of members. A missing member is null if it may be, else the first
 * of its choices, an empty list, the least number (1 for a key), a text of its own, `now` or the day of `now` in Paris. A
 * missing date that has to be in order with a given one moves to it. The given members stay as they are.
 */
export function completeRecord(
  collection: Collection,
  given: Fields,
  now: string,
  key: unknown = 1,
): Record<string, unknown> {
  const own = { ...given, [collection.key]: given[collection.key] ?? key } as Fields;
  const record: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(collection.schema.properties)) {
    if (collection.derived.includes(name)) continue;
    const text = TEXTS[collection.name][name] ?? `${name} {key}`;
    record[name] = defaultOf(schema, text.replace('{key}', String(own[collection.key])), now);
  }
  for (const [name, value] of Object.entries(own)) {
    if (value !== undefined) record[name] = value;
  }
  for (const [earlier, later] of collection.ordered) {
    const [first, second] = [record[earlier], record[later]];
    if (!(typeof first === 'string' && typeof second === 'string' && first > second)) continue;
    if (given[later] === undefined) record[later] = first;
    else if (given[earlier] === undefined) record[earlier] = second;
  }
  return record;
}

/** The value of a missing member, valid for the keywords that the contract's schemas use. */
export function defaultOf(schema: Schema, text: string, now: string): unknown {
  const [type, ...others] = [schema.type].flat();
  if (others.includes('null')) return null;
  if (schema.enum) return schema.enum[0];
  switch (type) {
    case 'integer':
    case 'number':
      return schema.minimum ?? 0;
    case 'array':
      return [];
    case 'boolean':
      return false;
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, member]) => [
          name,
          defaultOf(member, text, now),
        ]),
      );
    default:
      if (schema.format === 'date-time') return now;
      return schema.format === 'date' ? dayInParis(new Date(now)) : text;
  }
}
