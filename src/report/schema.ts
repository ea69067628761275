import { OPERATIONS } from '../contract/operations.ts';
import type { ObjectSchema, Schema } from '../json/schema.ts';
import { RuleDefinition } from '../traffic/schemas.ts';
import { KINDS } from './kinds.ts';

/** An object whose members are all required. */
function whole(
  title: string | undefined,
  description: string,
  properties: ObjectSchema['properties'],
): ObjectSchema {
  const required = Object.keys(properties);
  return { type: 'object', ...(title && { title }), description, required, properties };
}

const text = (description: string): Schema => ({ type: 'string', description });
const count = (description: string): Schema => ({ type: 'integer', minimum: 0, description });
const list = (description: string, items: Schema): Schema => ({
  type: 'array',
  description,
  items,
});

const IDS = OPERATIONS.map(({ operationId }) => operationId);
const operation: Schema = { type: 'string', enum: IDS, description: 'The operation.' };
const operationOrNull: Schema = {
  type: ['string', 'null'],
  enum: [...IDS, null],
  description: 'The operation; null for unknown paths and methods.',
};
const level: Schema = {
  type: 'string',
  enum: ['documented', 'named', 'inferred'],
  description: 'How much of it the reference document states.',
};
const outcome = text(
  '`ok`, the code of a refusal, the action of a rule (`drop`, `reset`, `garbage`, `stall`, `cut`, `broken-json`, `content-type`, `patch`, `drip`), `slow`, `lost` (the operation was carried out, and its answer withheld), `replaced`, `status-N`, `aborted` (the client left) or `ended` (the world or the server did).',
);

const ReportExample = whole('ReportExample', 'A request, without secrets.', {
  at: { type: 'number', minimum: 0, description: 'Seconds since the first request.' },
  world: text('Its world.'),
  method: text('Its method.'),
  path: text('Its path; parts that may hold a secret are replaced by …'),
  status: count('The status of the answer; 0: none was sent.'),
});

const ReportFinding = whole('ReportFinding', 'Equal findings, which no test has expected.', {
  kind: { type: 'string', enum: KINDS, description: 'The kind of finding.' },
  operation: operationOrNull,
  detail: text('The outcome, parameter, JSON type or half-year in question.'),
  message: text('One sentence about it.'),
  advice: text('How to correct the client.'),
  count: count('The number of requests.'),
  examples: list('The first of them.', ReportExample),
});

const ReportUse = whole('ReportUse', 'The requests of an operation, and their outcomes.', {
  operation: operationOrNull,
  requests: count('The number of requests.'),
  unchanged: count('The number of POSTs without effect.'),
  outcomes: list(
    'Their outcomes, the most frequent first.',
    whole(undefined, 'An outcome.', { outcome, count: count('The number of requests.') }),
  ),
});

const nexts: Schema = {
  type: 'object',
  description:
    'The numbers of the client’s next steps: `waited` (repeated once Retry-After had passed), `repeated` (of an answer without Retry-After), `early` (repeated before it), `blind` (a POST, repeated without a look at the record), `gave-up`, `exhausted` (not repeated after several attempts); after a refusal `stopped`, `futile` (repeated, with the same refusal), `differed` (repeated, with another outcome).',
  additionalProperties: { type: 'integer', minimum: 1 },
};

const ReportMet = whole('ReportMet', 'Answers that a client cannot use, and its next steps.', {
  operation: operationOrNull,
  outcome,
  count: count('Their number.'),
  simulated: count('The number of those on which a rule or `Prefer` acted.'),
  expected: count('The number of those that a test expected.'),
  next: nexts,
});

const ReportLean = whole(
  'ReportLean',
  'A used operation, and the parts of it that the reference document does not state.',
  {
    operation,
    requests: count('The number of requests.'),
    level,
    source: text('The place in the reference document.'),
    parts: list(
      'The parts that are only named or inferred.',
      whole(undefined, 'A part.', {
        part: {
          type: 'string',
          enum: ['operation', 'parameter', 'notation', 'body', 'answer', 'members', 'refusal'],
          description: 'Its kind.',
        },
        name: text('Its name.'),
        level,
      }),
    ),
  },
);

const ReportPull = whole('ReportPull', 'The complete answers with the records of a half-year.', {
  semestre: { type: ['string', 'null'], description: 'The half-year; null: all records.' },
  count: count('Their number.'),
});

const ReportGap = whole('ReportGap', 'An outcome of an operation that no request has had.', {
  operation,
  outcome,
  rule: RuleDefinition,
});

/** The report on a server’s clients. */
export const Report: ObjectSchema = whole(
  'Report',
  'The habits of a server’s clients, over all worlds since the start.',
  {
    generator: text('The program that wrote it, and its version.'),
    from: text('The start of the server, by the machine’s clock.'),
    until: text('The time of the report, by the machine’s clock.'),
    requests: count('The number of requests that have ended.'),
    plain: count('The number of those over plain HTTP; the reference document demands HTTPS.'),
    worlds: count(
      'The number of worlds that had requests; each reset of a world begins another one.',
    ),
    window: count('Seconds in which the same request counts as a repetition.'),
    findings: list('The findings.', ReportFinding),
    expected: count('The number of findings that a test has expected.'),
    operations: list('The used operations.', ReportUse),
    met: list('The refusals and faults that the clients met.', ReportMet),
    leans: list('The used parts of the contract that are only named or inferred.', ReportLean),
    halfYears: list('The half-years that were pulled.', ReportPull),
    coverage: whole('ReportCoverage', 'The outcomes of operations that the requests had.', {
      covered: count('Their number.'),
      total: count('The number of all outcomes that operations can have.'),
      gaps: list('The others, each with a rule that gives it.', ReportGap),
    }),
    dropped: whole('ReportDropped', 'The data that had no place in the tables.', {
      unjudged: count('The number of observations that were not judged.'),
      groups: count('The number of findings and outcomes that are not listed.'),
    }),
    unseen: list('The limits of the report.', text('A limit.')),
  },
);
