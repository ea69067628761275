import { COLLECTIONS } from '../contract/collections.ts';
import { OPERATIONS } from '../contract/operations.ts';
import { REFUSAL_CODES } from '../contract/refusals.ts';
import { DURATION_PARTS, durationForms } from '../json/durations.ts';
import type { ObjectSchema, Schema } from '../json/schema.ts';
import { HTTPS_FAULTS } from '../tls/fault-names.ts';
import { MATCH_SCHEMAS, RuleDefinition, TextOperator } from '../traffic/schemas.ts';
import { durationSchema } from '../world/durations.ts';

/** An instant in the API's notation. */
export const Instant: Schema = {
  type: 'string',
  format: 'date-time',
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$',
  description: 'UTC, to the second: 2016-03-14T09:26:53Z.',
};

export const Collection: Schema = {
  type: 'string',
  enum: COLLECTIONS.map(({ name }) => name),
  description: 'A collection.',
};

export const Key: Schema = {
  type: 'integer',
  minimum: 1,
  description: 'The key of a record.',
};

export const Name: Schema = {
  type: 'string',
  pattern: '^[\\w.-]{1,100}$',
  description: 'A name of letters, digits and . _ -, at most 100 characters.',
};

const expectation = {
  operation: {
    type: 'string',
    enum: OPERATIONS.map(({ operationId }) => operationId),
    description: 'An operation of the API.',
  },
  ...MATCH_SCHEMAS,
  status: {
    anyOf: [
      {
        type: 'integer',
        minimum: 0,
        maximum: 599,
        description:
          'The status of the response; 0: none was sent. Running requests have none yet.',
      },
      TextOperator,
    ],
  },
  state: {
    type: 'string',
    enum: ['running', 'answered', 'aborted'],
    description: 'The state of the request; `aborted`: it ended before its answer was sent whole.',
  },
  rule: {
    anyOf: [
      { type: 'string', description: 'The id of a rule that acted, or `Prefer`.' },
      TextOperator,
    ],
  },
  application: {
    anyOf: [{ type: 'string', description: 'The login of the application.' }, TextOperator],
  },
  refusal: {
    anyOf: [
      { type: 'string', enum: REFUSAL_CODES, description: 'The code of the refusal.' },
      TextOperator,
    ],
  },
} as const satisfies ObjectSchema['properties'];

/** An expected request; all given members must match. */
export const Expectation: ObjectSchema = {
  type: 'object',
  title: 'Expectation',
  description:
    'An expected request; all given members must match. Values are compared before secrets are removed.',
  properties: expectation,
  additionalProperties: false,
};

const times: Schema = { type: 'integer', minimum: 0 };

export const Times: Schema = {
  title: 'Times',
  description:
    'how often the request should have come: a number, or {atLeast, atMost}; default: at least once',
  anyOf: [
    times,
    {
      type: 'object',
      properties: { atLeast: times, atMost: times },
      additionalProperties: false,
    },
  ],
};

export const Verification: ObjectSchema = {
  type: 'object',
  title: 'Verification',
  description:
    'An expected request, how often it should have come, and the requests expected after it.',
  properties: {
    ...Expectation.properties,
    times: Times,
    inOrder: {
      type: 'array',
      items: Expectation,
      description:
        'Requests that should have come after it, in this order; others may have come between them.',
    },
  },
  additionalProperties: false,
};

export const Verifications: Schema = {
  type: 'array',
  minItems: 1,
  maxItems: 100,
  items: Verification,
  description: 'Verifications; all are looked at, and all that do not pass are told.',
};

/** How long a wait lasts. */
export const TimeOut = durationSchema(', at most a minute; default: 5,000', {
  minimum: 0,
  maximum: 60_000,
});

export const Wait: ObjectSchema = {
  type: 'object',
  title: 'Wait',
  description:
    'The awaited requests, and the time-out. Without `state`, a request must have ended.',
  properties: {
    ...Expectation.properties,
    after: {
      type: 'integer',
      minimum: 0,
      description:
        'Only entries that became visible or ended after this `change`. Default 0: earlier requests count, too.',
    },
    times: {
      type: 'integer',
      minimum: 1,
      maximum: 10_000,
      description: 'The number of awaited requests. Default 1; the answer is the last of them.',
    },
    timeout: TimeOut,
  },
  additionalProperties: false,
};

export const JournalFilter: ObjectSchema = {
  type: 'object',
  title: 'JournalFilter',
  description: 'Selects entries; an entry must match all given members.',
  properties: {
    ...expectation,
    since: { ...Instant, description: 'From this instant of the world’s clock.' },
    until: { ...Instant, description: 'Before this instant of the world’s clock.' },
    after: {
      type: 'integer',
      minimum: 0,
      description:
        'Only entries that became visible or ended after this `change`, in this order. To read all by pages, begin with 0, and go on with the `change` of the last entry.',
    },
    before: {
      type: 'integer',
      minimum: 1,
      description:
        'Only entries that arrived before the one with this `id`: to read the latest first, by pages, go on with the `id` of the first entry.',
    },
    limit: {
      type: 'integer',
      minimum: 1,
      maximum: 10_000,
      description:
        'Number of entries: the latest or, with `after`, those that changed first. Default 1,000.',
    },
  },
  additionalProperties: false,
};

export const Unexpected: ObjectSchema = {
  type: 'object',
  title: 'Unexpected',
  description: 'Selects requests that no passed verification and no resolved wait has named.',
  properties: {
    except: {
      type: 'array',
      items: Expectation,
      description: 'Requests that are left out, such as those that prepare a test.',
    },
    after: {
      type: 'integer',
      minimum: 0,
      description: 'Only entries that became visible or ended after this `change`. Default 0.',
    },
    limit: {
      type: 'integer',
      minimum: 1,
      maximum: 10_000,
      description: 'Number of entries, those that changed first. Default 1,000.',
    },
  },
  additionalProperties: false,
};

/** The TLS fault of new connections; null: none. */
export const HttpsFault: Schema = {
  type: ['string', 'null'],
  enum: [...HTTPS_FAULTS, null],
  description: 'The TLS fault of new connections; null: none.',
};

export const HttpsFaultSetting: ObjectSchema = {
  type: 'object',
  title: 'HttpsFaultSetting',
  description: 'The TLS fault of a server.',
  required: ['fault'],
  properties: { fault: HttpsFault },
  additionalProperties: false,
};

export const Fields: Schema = {
  type: 'object',
  additionalProperties: true,
  description: 'A record, checked as in a fixture.',
};

export const At: ObjectSchema = {
  type: 'object',
  title: 'At',
  description: 'A time.',
  required: ['at'],
  properties: { at: Instant },
  additionalProperties: false,
};

export const AtOrNow: ObjectSchema = {
  type: 'object',
  title: 'AtOrNow',
  description: 'A time, or the present.',
  properties: { at: { ...Instant, description: 'Default: the present.' } },
  additionalProperties: false,
};

export const Duration: Schema = { type: 'number', description: 'Seconds. Negative: back.' };

export const RuleRelease: ObjectSchema = {
  type: 'object',
  title: 'RuleRelease',
  description: 'The held requests to release.',
  properties: {
    count: {
      type: 'integer',
      minimum: 1,
      description: 'The number of requests, oldest first. Default: all.',
    },
  },
  additionalProperties: false,
};

export const RuleId: Schema = { type: 'string', description: 'The rule’s id.' };

/** How far the clock moves, as one value. */
export const Step: Schema = durationSchema('; negative: back');

export const Advance: ObjectSchema = {
  type: 'object',
  title: 'Advance',
  description: 'How far the clock moves; exactly one member is given.',
  properties: {
    by: {
      description: `The duration: ${Step.description}, or its parts, such as {"hours": 1}.`,
      anyOf: [...durationForms(), DURATION_PARTS],
    },
    seconds: { ...Duration, description: 'Deprecated: the former spelling of `by`, in seconds.' },
  },
  additionalProperties: false,
};

export const RuleDefinitions: Schema = {
  type: 'array',
  items: RuleDefinition,
  description: 'Rules, in order.',
};
