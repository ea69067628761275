import type { Static, TSchema } from 'typebox';
import { COLLECTIONS, type CollectionName } from '../contract/collections.ts';
import { OPERATIONS, type OperationId } from '../contract/operations.ts';
import Type from '../json/type.ts';

const closed = { additionalProperties: false };

function described<S extends TSchema>(schema: S, description: string): S {
  return { ...schema, description };
}

/** An instant as the API writes it. */
export const Instant = Type.String({
  format: 'date-time',
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$',
  description: 'UTC, to the second: 2016-03-14T09:26:53Z.',
});

export const Collection = Type.Unsafe<CollectionName>({
  type: 'string',
  enum: COLLECTIONS.map(({ name }) => name),
  description: 'A collection.',
});

export const Name = Type.String({
  pattern: '^[\\w.-]{1,100}$',
  description: 'A name of letters, digits and . _ -, at most 100 characters.',
});

const operation = Type.Unsafe<OperationId>({
  type: 'string',
  enum: OPERATIONS.map(({ operationId }) => operationId),
  description: 'An operation of the API.',
});
const uid = Type.Integer({ minimum: 1, description: 'The uid in the path.' });
const status = Type.Integer({
  minimum: 0,
  maximum: 599,
  description: 'The status of the answer; 0: none was sent.',
});
const times = Type.Integer({ minimum: 0 });

const expectation = {
  operation: Type.Optional(operation),
  uid: Type.Optional(uid),
  status: Type.Optional(status),
  body: Type.Optional(
    described(Type.Unknown(), 'A JSON value; of an object, the members that the body must hold.'),
  ),
};

export const Expectation = Type.Object(expectation, closed);

export const Verification = Type.Object(
  {
    ...expectation,
    times: Type.Optional(
      Type.Union(
        [
          times,
          Type.Object({ atLeast: Type.Optional(times), atMost: Type.Optional(times) }, closed),
        ],
        {
          description: 'how often it came: a number, or {atLeast, atMost}; default: at least once',
        },
      ),
    ),
    inOrder: Type.Optional(
      described(
        Type.Array(Expectation),
        'Requests that came after it, each after the one before it; others may lie between.',
      ),
    ),
  },
  { ...closed, description: 'What should have come.' },
);

export const Wait = Type.Object(
  {
    ...expectation,
    after: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'Only entries after this id. Default 0: those that have come count too.',
      }),
    ),
    timeout: Type.Optional(
      Type.Number({ minimum: 0, maximum: 60, description: 'Seconds. Default 5.' }),
    ),
  },
  { ...closed, description: 'What is awaited.' },
);
export type Wait = Static<typeof Wait>;

export const JournalFilter = Type.Object(
  {
    operation: Type.Optional(operation),
    uid: Type.Optional(uid),
    status: Type.Optional(status),
    since: Type.Optional(described(Instant, 'From this instant of the world’s clock.')),
    until: Type.Optional(described(Instant, 'Before this instant of the world’s clock.')),
    after: Type.Optional(Type.Integer({ minimum: 0, description: 'Only entries after this id.' })),
  },
  closed,
);

export const SandboxOptions = Type.Object(
  {
    snapshot: Type.Optional(
      described(Name, 'A snapshot of the main world to start from. Default: the baseline.'),
    ),
    lifetime: Type.Optional(
      Type.Number({
        minimum: 1,
        maximum: 2_000_000,
        description: 'Seconds after which it is dropped. Default: never.',
      }),
    ),
  },
  { ...closed, description: 'What it starts from, and how long it lives.' },
);

export const Fields = Type.Unsafe<Record<string, unknown>>({ type: 'object' });

const records = Type.Array(Fields, {
  description: 'Records, as in a fixture file.',
});

export const State = Type.Object(
  {
    ...(Object.fromEntries(COLLECTIONS.map(({ name }) => [name, Type.Optional(records)])) as Record<
      CollectionName,
      ReturnType<typeof Type.Optional<typeof records>>
    >),
    rules: Type.Optional(
      Type.Array(Type.Unknown(), { description: 'Rules, as `addRule` takes them.' }),
    ),
  },
  { ...closed, description: 'The data of a world; a collection that is missing is empty.' },
);
export type State = Static<typeof State>;

export const At = Type.Object({ at: Instant }, { ...closed, description: 'A time.' });
export const AtOrNow = Type.Object(
  { at: Type.Optional(described(Instant, 'Default: the present.')) },
  { ...closed, description: 'A time.' },
);
export const Seconds = Type.Object(
  { seconds: Type.Number({ description: 'Negative: back.' }) },
  { ...closed, description: 'By how much.' },
);
