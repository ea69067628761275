import type { FastifySchema } from 'fastify';
import type { OpenAPIV3_1 } from 'openapi-types';
import { NearMiss } from '../control/answers.ts';
import { DESCRIBED_OPERATIONS, type OperationDescription } from '../control/operations.ts';
import { CONTROL_PATH } from '../control/path.ts';
import {
  CONTROL_REFUSALS,
  type ControlCode,
  ControlRefusal,
  TOKEN_CHALLENGE,
} from '../control/refusals.ts';
import type { Schema } from '../json/schema.ts';
import { packageVersion } from '../version.ts';
import { exampleParameter } from './control-examples.ts';
import type { Description } from './description.ts';
import { withReferences } from './openapi.ts';

const TAGS: readonly (readonly [OperationDescription['tag'], string])[] = [
  ['State', 'The data: reset, snapshots, records, differences.'],
  ['Sandboxes', 'Worlds with their own data and credentials, at the same URL.'],
  ['Applications', 'The applications that may call a world, and their credentials.'],
  ['Journal', 'The requests that the API received: list, stream, wait for and verify them.'],
  ['Rules', 'Simulated faults, and the requests that they concern.'],
  ['Clock', 'The time of a world, which gives every date of the API.'],
  ['HTTPS', 'Faults of TLS, which concern all worlds.'],
  ['Report', 'The habits of the clients, over all worlds.'],
  ['Fidelity', 'The claims of the mock server about the API, with their grounds.'],
];

const PROBLEM: Schema = {
  type: 'object',
  title: 'Problem',
  description: 'A refusal (RFC 9457).',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', description: 'A URI for the kind of refusal.' },
    title: { type: 'string', description: 'The kind of refusal.' },
    status: { type: 'integer', description: 'The HTTP status.' },
    detail: { type: 'string', description: 'How to correct the request.' },
    code: { type: 'string', enum: Object.keys(CONTROL_REFUSALS), description: 'A stable name.' },
    errors: {
      type: 'array',
      description: 'At most 100 violations, each with its place.',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: {
          pointer: {
            type: 'string',
            description: 'The place (RFC 6901); empty for the whole document.',
          },
          detail: {
            type: 'string',
            description: 'The value that was found, and what is expected.',
          },
        },
      },
    },
    more: { type: 'boolean', description: 'Whether there are more violations than these.' },
    nearest: { type: 'array', description: 'The nearest requests.', items: NearMiss },
  },
};

/** The control plane as an OpenAPI 3.1 description. */
export function describeControl(): Description {
  return {
    schemaOf: ({ controlOperation }) => controlOperation && describe(controlOperation),
    finish(document, base) {
      complete(document);
      return {
        openapi: '3.1.0',
        info: {
          title: 'faire-simple-mock: control plane',
          version: packageVersion(),
          summary:
            'Operations by which a test prepares a world and checks the requests that it received.',
          description:
            'Operations on a world take `?sandbox=`, the id of a sandbox; without it, they act on the main world. The handle that `startServer()` returns has methods of the same names. Refusals are `application/problem+json`.',
          license: { name: 'MIT', identifier: 'MIT' },
        },
        servers: [{ url: `${base}${CONTROL_PATH}`, description: 'This server' }],
        tags: TAGS.map(([name, description]) => ({ name, description })),
        security: [{}, { token: [] }],
        components: {
          securitySchemes: {
            token: {
              type: 'http',
              scheme: 'bearer',
              description: 'The token given to the server by `--control-token`.',
            },
          },
          schemas: Object.fromEntries(
            [...namedSchemas()].map(([name, schema]) => [name, withReferences(schema) as object]),
          ),
        },
        paths: document.paths as OpenAPIV3_1.PathsObject,
      };
    },
  };
}

/** The schemas with a name, by this name. */
function namedSchemas(): Map<string, Schema> {
  const found = new Map<string, Schema>();
  const look = (schema: Schema): void => {
    if (schema.title) found.set(schema.title, schema);
    const { anyOf = [], items, properties = {}, additionalProperties } = schema;
    for (const each of [...anyOf, items, ...Object.values(properties), additionalProperties]) {
      if (typeof each === 'object') look(each);
    }
  };
  look(PROBLEM);
  for (const { body, answer } of DESCRIBED_OPERATIONS) {
    if (body) look(body);
    if (answer) look(answer.schema);
  }
  return found;
}

const SANDBOX = { type: 'string', description: 'The id of a sandbox. Default: the main world.' };

function describe(operation: OperationDescription): FastifySchema {
  const { operationId, tag, summary, params, query = {}, body, answer, created } = operation;
  const { mediaType = 'application/json', allWorlds } = operation;
  return {
    operationId,
    tags: [tag],
    summary,
    ...(params && {
      params: { type: 'object', properties: params, required: Object.keys(params) },
    }),
    querystring: { type: 'object', properties: allWorlds ? query : { ...query, sandbox: SANDBOX } },
    ...(body && {
      body: { content: { 'application/json': { schema: withReferences(body, false) } } },
    }),
    response: {
      ...(answer === undefined
        ? { 204: { type: 'null', description: 'Done.' } }
        : {
            [created ? 201 : 200]: {
              description: answer.description,
              content: { [mediaType]: { schema: withReferences(answer.schema, false) } },
            },
          }),
      ...refusals(operation),
    },
  } as FastifySchema;
}

/** The refusals of an operation, by status. Every operation has 404 for an unknown sandbox. */
function refusals({ method, body, refusals: own = [] }: OperationDescription): object {
  const codes: ControlCode[] = [
    'invalid_request',
    'token_required',
    'host_refused',
    'origin_refused',
    'not_found',
    ...own,
    'internal_error',
  ];
  if (method !== 'GET') codes.push('storage_failed');
  if (body) codes.push('body_too_large', 'unsupported_type');
  const byStatus = new Map<number, ControlCode[]>();
  for (const code of codes) {
    const { status } = CONTROL_REFUSALS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, given]) => [
      status,
      {
        description: given.map((code) => `\`${code}\`: ${CONTROL_REFUSALS[code].title}.`).join(' '),
        ...(status === 401 && { headers: CHALLENGE }),
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/Problem' },
            examples: Object.fromEntries(given.map((code) => [code, { value: exampleOf(code) }])),
          },
        },
      },
    ]),
  );
}

const CHALLENGE = {
  'WWW-Authenticate': {
    type: 'string',
    description: `The authentication that is expected (RFC 6750): \`${TOKEN_CHALLENGE}\`.`,
  },
};

function exampleOf(code: ControlCode): object {
  return new ControlRefusal(
    code,
    `${CONTROL_REFUSALS[code].title}: how to correct it.`,
  ).toDocument();
}

/** Makes a body required, except where the operation declares it optional, and adds the examples. */
function complete(document: OpenAPIV3_1.Document): void {
  for (const operation of DESCRIBED_OPERATIONS) {
    const { path, method, body, bodyOptional, example } = operation;
    const key = method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
    const described = document.paths?.[path]?.[key];
    for (const parameter of described?.parameters ?? []) {
      const value = exampleParameter(operation, (parameter as OpenAPIV3_1.ParameterObject).name);
      Object.assign(parameter, value !== undefined && { example: value });
    }
    if (body && described?.requestBody) {
      const { content } = described.requestBody as OpenAPIV3_1.RequestBodyObject;
      Object.assign(described.requestBody, { required: bodyOptional !== true });
      Object.assign(content['application/json'] as object, example !== undefined && { example });
    }
  }
}
