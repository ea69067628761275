import type { FastifySchema } from 'fastify';
import type { OpenAPIV3_1 } from 'openapi-types';
import { CONTROL_OPERATIONS, type ControlOperation } from '../control/operations.ts';
import { CONTROL_PATH } from '../control/path.ts';
import { CONTROL_REFUSALS, type ControlCode, ControlRefusal } from '../control/refusals.ts';
import { packageVersion } from '../version.ts';

const TAGS: readonly (readonly [ControlOperation['tag'], string])[] = [
  ['State', 'The data: back to the start, snapshots, records, differences.'],
  ['Sandboxes', 'Worlds of their own, reached at the same URL by their own credentials.'],
  ['Journal', 'The requests that have come to the API, and what was expected of them.'],
  ['Rules', 'What goes wrong, and when.'],
  ['Clock', 'The time that the API tells.'],
];

const PROBLEM = {
  type: 'object',
  description: 'A refusal (RFC 9457).',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', description: 'A URI for the kind of refusal.' },
    title: { type: 'string', description: 'The kind of refusal.' },
    status: { type: 'integer', description: 'The HTTP status.' },
    detail: { type: 'string', description: 'What to mend.' },
    code: { type: 'string', enum: Object.keys(CONTROL_REFUSALS), description: 'A stable name.' },
    errors: {
      type: 'array',
      description: 'What is wrong in the body, and where.',
      items: {
        type: 'object',
        properties: {
          pointer: { type: 'string', description: 'Where (RFC 6901).' },
          detail: { type: 'string', description: 'What to mend.' },
        },
      },
    },
    nearest: {
      type: 'array',
      description: 'The requests that came nearest to what was expected, and what was different.',
      items: { type: 'object' },
    },
  },
};

/** The document for @fastify/swagger. */
export interface ControlDescription {
  readonly routes: readonly {
    method: 'GET' | 'POST' | 'PUT' | 'DELETE';
    url: string;
    schema: FastifySchema;
  }[];
  readonly document: Partial<OpenAPIV3_1.Document>;
  readonly schemas: readonly object[];
  /** Adds what @fastify/swagger has no option for. */
  finish(document: OpenAPIV3_1.Document): OpenAPIV3_1.Document;
}

/** The control plane in the words of OpenAPI 3.1. */
export function describeControl(): ControlDescription {
  return {
    document: {
      openapi: '3.1.0',
      info: {
        title: 'faire-simple-mock: control plane',
        version: packageVersion(),
        summary: 'What a test does to a world and asks of it.',
        description:
          'Every operation takes `?sandbox=`, the id of a sandbox to act on; without it, it acts on the main world. The handle that `startServer()` returns has methods of the same names. Refusals are `application/problem+json`.\n\n`GET /_mock/journal/stream` sends every request to come as server-sent events.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: CONTROL_PATH, description: 'This server' }],
      tags: TAGS.map(([name, description]) => ({ name, description })),
      security: [{}, { token: [] }],
      components: {
        securitySchemes: {
          token: {
            type: 'http',
            scheme: 'bearer',
            description: 'The token that the server was started with (--control-token), if it was.',
          },
        },
      },
    },
    schemas: [{ $id: 'Problem', ...PROBLEM }],
    routes: CONTROL_OPERATIONS.map((operation) => ({
      method: operation.method,
      url: operation.path.replace(/\{(\w+)\}/g, ':$1'),
      schema: describe(operation),
    })),
    finish: (document) => withBodies(document),
  };
}

const SANDBOX = { type: 'string', description: 'The sandbox to act on. Default: the main world.' };

function describe(operation: ControlOperation): FastifySchema {
  const { operationId, tag, summary, params, query = {}, body, answer, created } = operation;
  return {
    operationId,
    tags: [tag],
    summary,
    ...(params && {
      params: { type: 'object', properties: params, required: Object.keys(params) },
    }),
    querystring: { type: 'object', properties: { ...query, sandbox: SANDBOX } },
    ...(body && { body: { content: { 'application/json': { schema: body } } } }),
    response: {
      ...(answer === undefined
        ? { 204: { type: 'null', description: 'Done.' } }
        : {
            [created ? 201 : 200]: {
              description: answer,
              // Without a type, Swagger UI would show « string » as the example.
              content: { 'application/json': { schema: { type: ['object', 'array'] } } },
            },
          }),
      ...refusals(operation),
    },
  } as FastifySchema;
}

function refusals({ params, body, path }: ControlOperation): object {
  const codes: ControlCode[] = [
    'invalid_request',
    'token_required',
    'host_refused',
    'origin_refused',
  ];
  if (params) codes.push('not_found');
  if (path.startsWith('/records/')) codes.push('conflict');
  if (path === '/journal/wait') codes.push('not_received');
  if (path === '/journal/verify') codes.push('not_verified');
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
        content: {
          'application/problem+json': {
            schema: { $ref: 'Problem#' },
            examples: Object.fromEntries(given.map((code) => [code, { value: exampleOf(code) }])),
          },
        },
      },
    ]),
  );
}

function exampleOf(code: ControlCode): object {
  return new ControlRefusal(code, `${CONTROL_REFUSALS[code].title}: what to mend.`).toDocument();
}

/** A body is required, but where an operation says otherwise; and it has an example that does something. */
function withBodies(document: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  for (const { path, method, body, bodyOptional, example } of CONTROL_OPERATIONS) {
    const key = method.toLowerCase() as 'get' | 'post' | 'put' | 'delete';
    const described = document.paths?.[path]?.[key];
    if (body && described?.requestBody) {
      const { content } = described.requestBody as OpenAPIV3_1.RequestBodyObject;
      Object.assign(described.requestBody, { required: bodyOptional !== true });
      Object.assign(content['application/json'] as object, example !== undefined && { example });
    }
  }
  return document;
}
