import { COLLECTIONS } from '../contract/collections.ts';
import type { ObjectSchema, Schema } from '../json/schema.ts';
import { RuleDefinition } from '../traffic/schemas.ts';
import { Fields, Instant, Name } from './schemas.ts';

const limit = { type: 'integer', minimum: 1, maximum: 10_000 } as const;

export const RecordsFilter: ObjectSchema = {
  type: 'object',
  title: 'RecordsFilter',
  description: 'The records of a page.',
  properties: {
    text: {
      type: 'string',
      minLength: 1,
      description:
        'Only records with this text in their JSON, as it is stored, names of members included; upper and lower case are alike. `"statut":0` finds the partners with that status.',
    },
    limit: { ...limit, description: 'Number of records. Default 100.' },
    after: {
      type: 'integer',
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description:
        'Only records with a greater key: the key of the last record of the page before.',
    },
  },
  additionalProperties: false,
};

export const RecordPatch: ObjectSchema = {
  type: 'object',
  title: 'RecordPatch',
  description: 'A change of a record; the members that it does not name stay as they are.',
  properties: {
    remove: {
      type: 'array',
      items: { type: 'string' },
      description:
        'Members to remove, before others are set. One of the contract that may be null is null then.',
    },
    merge: {
      type: 'object',
      additionalProperties: true,
      description: 'Members to set; null sets null.',
    },
  },
  additionalProperties: false,
};

export const Deletion: ObjectSchema = {
  type: 'object',
  title: 'Deletion',
  description: 'The treatment of records that refer to a deleted one.',
  properties: {
    cascade: {
      type: 'boolean',
      description:
        'Remove the references to it: from a list, the key; a member that may be null is set to null; a record with another reference is deleted in the same way. Default false: while others refer to it, it is not deleted.',
    },
  },
  additionalProperties: false,
};

export const Between: ObjectSchema = {
  type: 'object',
  title: 'Between',
  description: 'The two states that are compared, and a page of their differences.',
  properties: {
    from: { ...Name, description: 'A snapshot. Default: the baseline.' },
    to: { ...Name, description: 'A snapshot. Default: now.' },
    limit: { ...limit, description: 'Number of differences. Default: all.' },
    after: {
      type: 'string',
      pattern: `^(${COLLECTIONS.map(({ name }) => name).join('|')})/[1-9]\\d{0,15}$`,
      description:
        'A collection and a key, such as users/9: only differences that come after it, that is the last one of the page before.',
    },
  },
  additionalProperties: false,
};

function clockForm(mode: string, description: string, members: ObjectSchema['properties']): Schema {
  return {
    type: 'object',
    description,
    required: ['mode', ...Object.keys(members)],
    properties: { mode: { const: mode, description: 'Its mode.' }, ...members },
    additionalProperties: false,
  };
}

/** Beyond it, no clock shows a year that the API can write. */
const MOST_SHIFTED = 10_000 * 366 * 86_400_000;

export const StateClock: Schema = {
  title: 'StateClock',
  description: 'The clock of a world.',
  anyOf: [
    clockForm('real', 'The machine’s time.', {}),
    clockForm('shifted', 'A running clock.', {
      offset: {
        type: 'number',
        minimum: -MOST_SHIFTED,
        maximum: MOST_SHIFTED,
        description: 'Milliseconds from the machine’s time; negative: behind it.',
      },
    }),
    clockForm('frozen', 'A stopped clock.', { at: { ...Instant, description: 'Its time.' } }),
  ],
};

export const GivenState: ObjectSchema = {
  type: 'object',
  title: 'GivenState',
  description: 'The data, the clock and the rules of a world; a missing collection is empty.',
  properties: {
    ...Object.fromEntries(
      COLLECTIONS.map(({ name }) => [
        name,
        { type: 'array', items: Fields, description: `The records of ${name}, as in a fixture.` },
      ]),
    ),
    clock: { ...StateClock, description: 'The clock. Default: as it is.' },
    rules: {
      type: 'array',
      items: RuleDefinition,
      description: 'Rules, as `addRule` takes them. Default: those that the world has.',
    },
  },
  additionalProperties: false,
};
