import { OPERATIONS, SUBJECT_NAMES, SUBJECTS } from '../contract/operations.ts';
import { REFUSAL_CODES } from '../contract/refusals.ts';
import { DURATION_WORDS, durationForms } from '../json/durations.ts';
import type { ObjectSchema, Schema } from '../json/schema.ts';

/** The longest delay, in milliseconds. */
export const LONGEST_DELAY = 600_000;

const texts: Schema = { type: 'object', additionalProperties: { type: 'string' } };

/** The subjects of a request, by the name of the path parameter. */
export const SUBJECT_SCHEMAS: Readonly<Record<string, Schema>> = Object.fromEntries(
  SUBJECT_NAMES.map((name) => {
    const { schema, example } = SUBJECTS[name];
    const such = example === undefined ? '' : `, such as "${example}"`;
    return [name, { ...schema, description: `The ${name} in the path${such}.` }];
  }),
);

/** The schema of an object with these members and no others; those of `optional` may be missing. */
function closed(
  required: ObjectSchema['properties'],
  optional: ObjectSchema['properties'] = {},
): ObjectSchema {
  return {
    type: 'object',
    required: Object.keys(required),
    properties: { ...required, ...optional },
    additionalProperties: false,
  };
}

function actionOf(
  action: string,
  description: string,
  required: ObjectSchema['properties'] = {},
  optional?: ObjectSchema['properties'],
): Schema {
  return {
    ...closed({ action: { type: 'string', const: action }, ...required }, optional),
    description,
  };
}

/** A part of a delay. */
function duration(name: string): Schema {
  const description = `${name}: ${DURATION_WORDS}, at most ten minutes`;
  return { anyOf: durationForms({ minimum: 0, maximum: LONGEST_DELAY }), description };
}

/** A delay whose length is described by a member. */
function delayOf(member: ObjectSchema['properties']): ObjectSchema {
  return closed(member, {
    when: {
      type: 'string',
      enum: ['before', 'after', 'between'],
      description:
        '`before` the work of the operation; `after` it, before the answer; `between` the chunks of a long answer. Default: `before`.',
    },
  });
}

/** Waits. */
const Delay: Schema = {
  title: 'Delay',
  description: `${DURATION_WORDS}, at most ten minutes, or one of fixed, uniform (between two bounds) and lognormal (around a median, with the standard deviation sigma of the logarithm), and when`,
  anyOf: [
    ...durationForms({ minimum: 0, maximum: LONGEST_DELAY }),
    delayOf({ fixed: duration('a constant delay') }),
    delayOf({
      uniform: {
        type: 'array',
        items: duration('a bound'),
        minItems: 2,
        maxItems: 2,
        description: 'The bounds.',
      },
    }),
    delayOf({
      lognormal: {
        ...closed({
          median: duration('the median'),
          sigma: {
            type: 'number',
            minimum: 0,
            description: 'The standard deviation of the logarithm.',
          },
        }),
        description: 'A lognormal distribution, cut at ten minutes.',
      },
    }),
  ],
};

/** Of an action that takes the place of the answer. */
const perform: ObjectSchema['properties'] = {
  perform: {
    type: 'boolean',
    description:
      'Whether the work of the operation is done first, and only its answer replaced. Default: false.',
  },
};

const Action: Schema = {
  title: 'Action',
  description:
    '`pass`: answer as usual; `answer`: send this status, these headers and this body; `refuse`: send a refusal of the API; `drop`: close the connection (FIN); `reset`: reset it (RST); `garbage`: send bytes that are not HTTP; `stall`: never answer; `hold`: wait for a release; `cut`: send a part of the body, then close the connection; `broken-json`: send a body that is not JSON; `content-type`: send another Content-Type; `patch`: send other members of records; `drip`: send slowly; `rate-limit`: answer 429 with Retry-After when more than `requests` came within `seconds`.',
  anyOf: [
    actionOf('pass', 'Answer as usual.'),
    actionOf(
      'answer',
      'Send this status, these headers and this body.',
      { status: { type: 'integer', minimum: 200, maximum: 599, description: 'The status.' } },
      {
        headers: { ...texts, description: 'Header fields.' },
        body: {
          description: 'A JSON value. Default: the refusal that the API has for the status.',
        },
        ...perform,
      },
    ),
    actionOf(
      'refuse',
      'Send a refusal of the API: its status, its headers and its document.',
      { code: { type: 'string', enum: REFUSAL_CODES, description: 'The code of the refusal.' } },
      perform,
    ),
    actionOf('drop', 'Close the connection without an answer (FIN).', {}, perform),
    actionOf('reset', 'Reset the connection (RST).', {}, perform),
    actionOf('garbage', 'Send bytes that are not HTTP, then close the connection.'),
    actionOf('stall', 'Never answer.', {}, perform),
    actionOf(
      'hold',
      'Wait until the rule is released or deleted, then answer as usual.',
      {},
      perform,
    ),
    actionOf(
      'cut',
      'Send a part of the whole body, at most all but its last byte, then close the connection.',
      {},
      {
        fraction: {
          type: 'number',
          minimum: 0,
          maximum: 1,
          description: 'The part of the body that is sent, between 0 and 1. Default: 0.5.',
        },
        bytes: { type: 'integer', minimum: 0, description: 'The number of bytes instead.' },
      },
    ),
    actionOf('broken-json', 'Send a body that is not JSON: without its last character.'),
    actionOf('content-type', 'Send another Content-Type.', {
      type: { type: 'string', minLength: 1, description: 'The Content-Type.' },
    }),
    actionOf(
      'patch',
      'Change the record in the answer, or each record of a list; not a refusal. The stored data stay.',
      {},
      {
        merge: { type: 'object', description: 'Members that are set; null is a value.' },
        remove: {
          type: 'array',
          items: { type: 'string' },
          description: 'The names of members that are removed.',
        },
        where: {
          type: 'object',
          description: 'Only records that match these conditions on their members.',
        },
      },
    ),
    actionOf('drip', 'Send slowly.', {
      bytesPerSecond: { type: 'integer', minimum: 1, description: 'The speed.' },
    }),
    actionOf('rate-limit', 'Answer 429 with Retry-After beyond a number of requests.', {
      requests: {
        type: 'integer',
        minimum: 1,
        maximum: 100_000,
        description: 'The number of requests that are answered as usual.',
      },
      seconds: {
        type: 'number',
        minimum: 0.1,
        maximum: 31_536_000,
        description: 'The length of the sliding window, at most a year.',
      },
    }),
  ],
};

const scalar: Schema = { type: ['string', 'number', 'boolean'] };

const comparisons: ObjectSchema['properties'] = {
  equals: { ...scalar, description: 'The whole text.' },
  contains: { ...scalar, description: 'A part of the text.' },
  startsWith: { ...scalar, description: 'The beginning of the text.' },
  absent: { type: 'boolean', description: '`true`: there is none; `false`: there is one.' },
};

/** A condition on a text that is no literal. */
export const TextOperator: ObjectSchema = {
  ...closed(
    {},
    {
      ...comparisons,
      not: {
        anyOf: [scalar, closed({}, comparisons)],
        description: 'A text or an operator that does not match; a missing text does not, either.',
      },
    },
  ),
  title: 'TextOperator',
  description: 'A condition on a text: exactly one of these members.',
};

/** A condition on a text. */
const TextCondition: Schema = {
  title: 'TextCondition',
  description:
    'a text (numbers and booleans are compared as texts), or an operator: an object with exactly one of `equals`, `contains`, `startsWith`, `absent`, `not`',
  anyOf: [scalar, TextOperator],
};

const textConditions: Schema = { type: 'object', additionalProperties: TextCondition };

/** The conditions on a request. */
export const MATCH_SCHEMAS: ObjectSchema['properties'] = {
  ...Object.fromEntries(
    SUBJECT_NAMES.map((name) => [name, { anyOf: [SUBJECT_SCHEMAS[name] as Schema, TextOperator] }]),
  ),
  method: {
    anyOf: [{ type: 'string', description: '`GET` does not match HEAD.' }, TextOperator],
  },
  path: {
    anyOf: [
      {
        type: 'string',
        pattern: '^/',
        description: 'A path below the base path, decoded, without trailing slash: `/users/9`.',
      },
      TextOperator,
    ],
  },
  query: {
    ...textConditions,
    description: 'Query parameters, by name; one of the values of a repeated one must match.',
  },
  headers: {
    ...textConditions,
    description:
      'Header fields, by name in any case; one of the values of a repeated one must match.',
  },
  body: {
    description:
      'A JSON value; of an object, the members that the body must have. Each may be an operator: `contains` is a part of a text, an element of an array, or members of an object.',
  },
};

const Match: ObjectSchema = {
  ...closed({}, MATCH_SCHEMAS),
  title: 'Match',
  description: 'Conditions on a request; all must hold.',
};

/** A rule as it is given: when which requests come, what happens instead of the usual. */
export const RuleDefinition: ObjectSchema = {
  ...closed(
    {},
    {
      id: {
        type: 'string',
        pattern: '^[\\s\\S]{1,200}$',
        description: 'A name of 1 to 200 characters. Default: a new one.',
      },
      operation: {
        type: 'string',
        enum: OPERATIONS.map(({ operationId }) => operationId),
        description: 'Only this operation.',
      },
      match: Match,
      priority: {
        type: 'number',
        description:
          'Higher ones are asked first. Among equal ones, added rules are asked first, the latest before the others; a list keeps its order. Default: 0.',
      },
      refused: {
        type: 'boolean',
        description:
          'Whether it is also asked about requests that are about to be refused (401, 403, 404 of a path, 405, 501), and about unknown paths.',
      },
      after: {
        type: 'integer',
        minimum: 0,
        description: 'Number of matching requests before it acts.',
      },
      times: {
        type: 'integer',
        minimum: 1,
        description: 'Number of times that it acts. Default: always.',
      },
      probability: {
        type: 'number',
        minimum: 0,
        maximum: 1,
        description: 'Probability that it acts on a matching request.',
      },
      seed: {
        type: 'integer',
        minimum: 0,
        maximum: 2 ** 32 - 1,
        description: 'Seed of the probability. Default: a random one, which the answer shows.',
      },
      delay: Delay,
      // biome-ignore lint/suspicious/noThenProperty: the name in the rules' grammar; nobody awaits a rule
      then: {
        anyOf: [
          Action,
          {
            type: 'array',
            items: Action,
            minItems: 1,
            description: 'The actions in turn; the last one stays.',
          },
        ],
      },
    },
  ),
  title: 'RuleDefinition',
  description:
    'A simulated fault, and the requests that it concerns. With `delay` alone, it delays the answer of the rules after it; with `then`, it ends the search.',
};
