import { COLLECTIONS, type Collection, type CollectionName } from '../contract/collections.ts';
import type { ObjectSchema, Schema } from '../json/schema.ts';
import { RuleDefinition } from '../traffic/schemas.ts';
import { givenSchema } from '../world/records.ts';
import { StateClock } from './data-schemas.ts';

function partialOf(collection: Collection): ObjectSchema {
  return {
    type: 'object',
    title: `Partial${collection.schema.title}`,
    description: `Members of a record of ${collection.name}; missing ones get defaults. The API’s document describes them.`,
    properties: givenSchema(collection).properties,
  };
}

/** The schema of a partial record of each collection. */
export const PARTIALS = Object.fromEntries(
  COLLECTIONS.map((collection) => [collection.name, partialOf(collection)]),
) as Record<CollectionName, ObjectSchema>;

/** A partial record of any collection. */
export const PartialRecord: Schema = {
  title: 'PartialRecord',
  description: 'Members of a record of the collection; missing ones get defaults.',
  anyOf: Object.values(PARTIALS),
};

/** A state of partial records. */
export const PartialState: ObjectSchema = {
  type: 'object',
  title: 'PartialState',
  description:
    'Data with the members that matter. Missing members get defaults, a missing key is the next one after the greatest, records that others refer to are made, and a missing collection is empty.',
  properties: {
    ...Object.fromEntries(
      COLLECTIONS.map(({ name }) => [
        name,
        { type: 'array', items: PARTIALS[name], description: `The records of ${name}.` },
      ]),
    ),
    clock: { ...StateClock, description: 'The clock. Default: that of the start.' },
    rules: {
      type: 'array',
      items: RuleDefinition,
      description: 'Rules, as `addRule` takes them. Default: those of the start.',
    },
  },
  additionalProperties: false,
};
