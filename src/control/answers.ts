import { COLLECTIONS } from '../contract/collections.ts';
import { OPERATIONS, SUBJECT_NAMES, SUBJECTS } from '../contract/operations.ts';
import { REFUSAL_CODES } from '../contract/refusals.ts';
import type { JsonType, ObjectSchema, Schema } from '../json/schema.ts';
import { RuleDefinition } from '../traffic/schemas.ts';
import { StateClock } from './data-schemas.ts';
import { Collection, Instant } from './schemas.ts';

/** The schema of an answer with a name in OpenAPI; all its members are required. */
function whole(
  title: string,
  description: string,
  properties: ObjectSchema['properties'],
): ObjectSchema {
  return { type: 'object', title, description, required: Object.keys(properties), properties };
}

function textOf(description: string): Schema {
  return { type: 'string', description };
}

function textOrNull(description: string): Schema {
  return { type: ['string', 'null'], description };
}

function countOf(description: string): Schema {
  return { type: 'integer', minimum: 0, description };
}

/** The schema of a list of answers. */
export function listOf(items: Schema): Schema {
  return { type: 'array', items };
}

export const Snapshot = whole('Snapshot', 'A copy of a world’s data, clock and rules.', {
  name: textOf('Its name.'),
  created: { ...Instant, description: 'When it was taken, by the world’s clock.' },
});

export const StoredRecord: Schema = {
  type: 'object',
  title: 'StoredRecord',
  description: 'A record as it is stored, with members that the contract lacks.',
  additionalProperties: true,
};

export const Difference = whole('Difference', 'A record that differs between two states.', {
  collection: Collection,
  key: { type: 'integer', minimum: 1, description: 'The key of the record.' },
  change: {
    type: 'string',
    enum: ['created', 'modified', 'deleted'],
    description: 'The kind of change.',
  },
  fields: {
    type: 'object',
    description: 'The members that differ, by name.',
    additionalProperties: {
      type: 'object',
      required: ['before', 'after'],
      properties: {
        before: { description: 'The value before; null where there is none.' },
        after: { description: 'The value after; null where there is none.' },
      },
    },
  },
});

const credentials = {
  login: textOf('The login.'),
  password: textOf('The password.'),
  key: textOf('The API key.'),
};

export const Credentials = whole('Credentials', 'An application and its credentials.', {
  name: textOf('The name.'),
  ...credentials,
});

export const ApplicationOfWorld: ObjectSchema = {
  ...Credentials,
  title: 'ApplicationOfWorld',
  description: 'An application; with `?credentials=true`, its password and key, too.',
  required: ['name', 'login'],
};

const times = {
  created: textOf('The instant of its creation, in the machine’s time.'),
  expires: textOrNull('The instant at which it is dropped, in the machine’s time; null: never.'),
};

export const SandboxSummary: ObjectSchema = {
  type: 'object',
  title: 'SandboxSummary',
  description: 'A sandbox, and with `?credentials=true` its applications.',
  required: ['id', 'created', 'age', 'expires'],
  properties: {
    id: textOf('Its id.'),
    ...times,
    age: countOf('Milliseconds since its creation.'),
    applications: { ...listOf(Credentials), description: 'Its applications.' },
  },
};

export const CreatedSandbox = whole(
  'CreatedSandbox',
  'A new sandbox, the credentials of its first application, and the environment variables for its clients.',
  {
    id: textOf('Its id.'),
    ...credentials,
    ...times,
    applications: { ...listOf(Credentials), description: 'All its applications.' },
    environment: {
      type: 'object',
      description: 'Environment variables, by name.',
      additionalProperties: { type: 'string' },
    },
  },
);

const bodies: ObjectSchema['properties'] = {
  text: textOf('The body, or its beginning, without secrets.'),
  encoding: {
    type: 'string',
    enum: ['utf-8', 'latin1'],
    description: '`latin1` where the bytes are not UTF-8: each character of `text` is one byte.',
  },
  length: countOf('The length of the whole body, in bytes.'),
  cut: { type: 'boolean', description: 'Whether `text` is only the beginning.' },
};

/** OpenAPI has no shorter form for "or null" with a named schema. */
function bodyOrNull(description: string): Schema {
  return {
    type: ['object', 'null'],
    description,
    required: Object.keys(bodies),
    properties: bodies,
  };
}

export const JournalEntry = whole('JournalEntry', 'A request to the API, without secrets.', {
  id: {
    type: 'integer',
    minimum: 1,
    description: 'The number of the request by arrival, from 1 since the journal was last emptied.',
  },
  change: {
    type: 'integer',
    minimum: 1,
    description:
      'The number of its latest change: it became visible, or ended. Numbers never go back, also over a reset.',
  },
  state: {
    type: 'string',
    enum: ['running', 'answered', 'aborted'],
    description:
      '`running`: not answered yet; `aborted`: it ended before its answer was sent whole.',
  },
  at: { ...Instant, description: 'The instant of its arrival, by the world’s clock.' },
  operation: {
    type: ['string', 'null'],
    enum: [...OPERATIONS.map(({ operationId }) => operationId), null],
    description: 'The operation; null if the request is for none.',
  },
  ...Object.fromEntries(
    SUBJECT_NAMES.map((name) => [
      name,
      {
        type: [SUBJECTS[name].schema.type as JsonType, 'null'],
        description: `The ${name} in the path.`,
      } as const,
    ]),
  ),
  method: textOf('The method.'),
  path: textOf('The path, without the query.'),
  query: {
    type: 'object',
    description: 'The query parameters; a repeated one is a list.',
    additionalProperties: {
      anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
    },
  },
  status: countOf('The status of the response; 0: none was sent.'),
  duration: { type: 'number', minimum: 0, description: 'Milliseconds; 0 while it is running.' },
  application: textOrNull('The login; null if the request was not identified.'),
  headers: {
    type: 'object',
    description: 'The header fields, by name in lower case.',
    additionalProperties: { type: 'string' },
  },
  requestBody: bodyOrNull('The body of the request.'),
  responseBody: bodyOrNull('The body of the response.'),
  rules: {
    type: 'array',
    items: { type: 'string' },
    description: 'The ids of the rules that acted, in order, `Prefer` included.',
  },
  rule: textOrNull('The last one of `rules`. Deprecated: use `rules`.'),
  warnings: {
    type: 'array',
    items: { type: 'string' },
    description: 'Faults of the request that the API tolerates.',
  },
  refusal: {
    type: ['object', 'null'],
    description: 'The refusal, and its reason in this request.',
    required: ['code', 'explanation'],
    properties: {
      code: { type: 'string', enum: REFUSAL_CODES, description: 'The code of the refusal.' },
      explanation: textOf('The reason.'),
    },
  },
  dropped: {
    type: 'boolean',
    description:
      'Whether its details were dropped to save memory: then path, query, headers, bodies, warnings and refusal are empty.',
  },
});

export const NearMiss = whole('NearMiss', 'A request that nearly matches an expectation.', {
  entry: JournalEntry,
  differences: {
    type: 'array',
    items: { type: 'string' },
    description: 'The differences from the expectation; none if too many requests came.',
  },
});

export const Verdict = whole('Verdict', 'The outcome of a verification.', {
  passed: { type: 'boolean', description: 'Whether it passed.' },
  decided: {
    type: 'boolean',
    description: 'False if requests or bodies that it needs were dropped to save memory.',
  },
  message: textOf('One sentence for a test’s report.'),
  count: countOf('How many requests matched.'),
  running: countOf('How many of them were not answered yet.'),
  matched: {
    type: 'array',
    items: JournalEntry,
    description: 'The requests that matched, the latest 100.',
  },
  nearest: {
    type: 'array',
    items: NearMiss,
    description: 'The nearest requests, if it did not pass; if too many came, the latest of them.',
  },
});

export const Rule: ObjectSchema = {
  type: 'object',
  title: 'Rule',
  description: 'A rule with its counters.',
  required: ['id', 'seed', 'matched', 'acted', 'shadowed', 'held'],
  properties: {
    ...RuleDefinition.properties,
    matched: countOf('The number of requests that it matched.'),
    acted: countOf('The number of requests on which it acted.'),
    shadowed: textOrNull(
      'The id of an earlier rule that always acts on the requests that it matches; null without one.',
    ),
    held: countOf('The number of requests that wait for its release.'),
  },
};

export const Released = whole('Released', 'The held requests that were released.', {
  released: countOf('Their number.'),
});

export const State: ObjectSchema = whole('State', 'The data, the clock and the rules of a world.', {
  ...Object.fromEntries(
    COLLECTIONS.map(({ name }) => [
      name,
      { type: 'array', items: StoredRecord, description: `The records of ${name}.` } as const,
    ]),
  ),
  clock: StateClock,
  rules: { type: 'array', items: RuleDefinition, description: 'The rules.' },
});

export const ClockReading = whole('ClockReading', 'The clock of a world.', {
  now: { ...Instant, description: 'The time that it shows.' },
  mode: {
    type: 'string',
    enum: ['real', 'shifted', 'frozen'],
    description:
      '`real`: it shows the machine’s time; `shifted`: it runs from another time; `frozen`: it does not run.',
  },
});

export const Index = whole('ControlIndex', 'The operations of the control plane.', {
  about: textOf('A description of the control plane.'),
  operations: {
    type: 'array',
    description: 'The operations.',
    items: {
      type: 'object',
      required: ['operationId', 'method', 'href', 'summary'],
      properties: {
        operationId: textOf('The name of the operation.'),
        method: textOf('Its method.'),
        href: textOf('Its path, with parameters in braces.'),
        summary: textOf('A summary of it.'),
      },
    },
  },
});
