import type { FastifySchema } from 'fastify';
import type { OpenAPIV3_1 } from 'openapi-types';
import {
  BASE_PATH,
  COMMON_REFUSALS,
  OPERATIONS,
  type Operation,
  type Parameter,
  REAL_URL,
} from '../contract/operations.ts';
import { NIVEAUX, NIVEAUX_EXPLIQUES, type Provenance } from '../contract/provenance.ts';
import { REFUSALS, Refusal, type RefusalCode } from '../contract/refusals.ts';
import { SCHEMAS } from '../contract/resources.ts';
import { packageVersion } from '../version.ts';
import { createExamples, type Examples } from './examples.ts';
import type { DocsOptions } from './routes.ts';

/** What @fastify/swagger makes the OpenAPI document of. */
export interface Description {
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

/** The contract in the words of OpenAPI 3.1, its examples taken from the world. */
export function describeOperations({ world, paths }: DocsOptions): Description {
  const examples = createExamples(world);
  return {
    document: {
      openapi: '3.1.0',
      info: {
        title: 'API faire-simple',
        version: packageVersion(),
        summary: 'Doublure de l’API faire-simple (SGMAP), pour développer et tester.',
        description: introduction(),
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [
        { url: BASE_PATH, description: 'Ce serveur' },
        { url: REAL_URL, description: 'Le service réel (§2 du document)' },
      ],
      tags: TAGS.map(([name, description]) => ({ name, description })),
      security: [{ basic: [], key: [] }],
      components: {
        securitySchemes: {
          basic: {
            type: 'http',
            scheme: 'basic',
            ...documented,
            description: 'Login et mot de passe de l’application (§3, documenté).',
          },
          key: {
            type: 'apiKey',
            in: 'query',
            name: 'key',
            ...documented,
            description: 'Clef d’API de l’application, dans l’URL, POST compris (§3, documenté).',
          },
        },
      },
    },
    schemas: [
      ...Object.entries(SCHEMAS).map(([$id, schema]) => ({
        $id,
        ...(withReferences(schema) as object),
      })),
      { $id: 'Probleme', ...(withReferences(PROBLEM_SCHEMA) as object) },
    ],
    routes: OPERATIONS.map((operation) => ({
      method: operation.method,
      url: paths[operation.operationId].replace(/\{(\w+)\}/g, ':$1'),
      schema: describe(operation, examples),
    })),
    finish(document) {
      for (const operation of OPERATIONS) {
        const item = document.paths?.[paths[operation.operationId]];
        const described = item?.[operation.method === 'GET' ? 'get' : 'post'];
        if (described) complete(described, operation);
      }
      return document;
    },
  };
}

const TAGS: readonly (readonly [Operation['tag'], string])[] = [
  ['Application', 'L’application que la clef identifie.'],
  ['Partenaires', 'Les partenaires, « associés » au §5.1 du document, et leur statut.'],
  ['Référentiels', 'Thématiques, campagnes et propositions.'],
  ['Actualisation globale', 'Toutes les données en un document.'],
];

function introduction(): string {
  const levels = Object.entries(NIVEAUX_EXPLIQUES).map(
    ([level, text]) => `- **${NIVEAUX[level as Provenance]}** (\`${level}\`) : ${text}.`,
  );
  const refusals = Object.entries(REFUSALS).map(
    ([code, { status, when }]) => `| ${status} | \`${code}\` | ${when} |`,
  );
  return [
    'Cette doublure rejoue l’API par laquelle des applications tierces échangent avec faire-simple. Du document de référence, il ne reste que le début ; ce qu’il ne dit pas est reconstruit, et chaque opération, chaque champ et chaque refus porte son niveau (`x-provenance`) :',
    levels.join('\n'),
    'Chaque requête porte les identifiants de l’application (HTTP Basic) **et** sa clef d’API, dans le paramètre `key`.',
    '## Refus',
    'Les refus (déduits) sont des objets `application/problem+json` (RFC 9457), vérifiés dans l’ordre de ce tableau :',
    ['| statut | code | quand |', '|---|---|---|', ...refusals].join('\n'),
  ].join('\n\n');
}

/** Replaces the schemas that have a name by a reference to it, and says the level of a member in its description. */
function withReferences(schema: unknown, top = true): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map((item) => withReferences(item, false));
  // Where `title` is itself a member that is described, it is no text.
  const { title } = schema as { title?: unknown };
  if (!top && typeof title === 'string') return { $ref: `${title}#` };
  const copy = Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [name, withReferences(value, false)]),
  );
  const { description, 'x-provenance': provenance } = copy as {
    description?: string;
    'x-provenance'?: Provenance;
  };
  if (description && provenance) copy.description = `${description} (${NIVEAUX[provenance]})`;
  return copy;
}

const inferred = { 'x-provenance': 'inferred' };
const documented = { 'x-provenance': 'documented' };

const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'Un refus (RFC 9457).',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', description: 'URI du genre de refus.', ...inferred },
    title: { type: 'string', description: 'Le genre de refus, en clair.', ...inferred },
    status: { type: 'integer', description: 'Le statut HTTP.', ...inferred },
    detail: { type: 'string', description: 'Ce qu’il faut corriger.', ...inferred },
    code: {
      type: 'string',
      enum: Object.keys(REFUSALS),
      description: 'Nom stable du refus.',
      ...inferred,
    },
    errors: {
      type: 'array',
      description: 'Les fautes du corps.',
      ...inferred,
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: {
          pointer: { type: 'string', description: 'Où (RFC 6901).', ...inferred },
          detail: { type: 'string', description: 'Ce qu’il faut corriger.', ...inferred },
        },
      },
    },
  },
};

function levelOf({ provenance, source }: Operation): string {
  return provenance === 'inferred'
    ? `Niveau : ${NIVEAUX.inferred}, d’après l’${source}.`
    : `Niveau : ${NIVEAUX[provenance]} (${source}).`;
}

function describe(operation: Operation, examples: Examples): FastifySchema {
  const { schema, list, description } = operation.answer;
  const reference = { $ref: `${schema}#` };
  return {
    operationId: operation.operationId,
    tags: [operation.tag],
    summary: `${operation.summary} (${NIVEAUX[operation.provenance]})`,
    description: `${operation.description}\n\n${levelOf(operation)}`,
    ...(hasKeys(operation.params) && { params: parameters(operation.params, examples, true) }),
    ...(hasKeys(operation.query) && { querystring: parameters(operation.query, examples, false) }),
    ...(operation.body && {
      body: {
        content: {
          'application/json': { schema: { $ref: `${operation.body}#` } },
        },
      },
    }),
    response: {
      200: {
        description,
        content: {
          'application/json': {
            schema: list ? { type: 'array', items: reference } : reference,
            example: examples.answer(operation),
          },
        },
      },
      ...refusals(operation),
    },
  } as FastifySchema;
}

function hasKeys(object: object): boolean {
  return Object.keys(object).length > 0;
}

function parameters(
  all: Readonly<Record<string, Parameter>>,
  examples: Examples,
  required: boolean,
): object {
  const properties = Object.entries(all).map(([name, { schema, description, provenance }]) => [
    name,
    {
      ...schema,
      description: `${description} (${NIVEAUX[provenance]})`,
      ...(required && { examples: [examples.parameter(name)] }),
    },
  ]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: required ? Object.keys(all) : [],
  };
}

/** The refusals of an operation, by status; those with one status are the examples of one answer. */
function refusals(operation: Operation): object {
  const all = new Set<RefusalCode>([...COMMON_REFUSALS, ...operation.refusals]);
  const byStatus = new Map<number, RefusalCode[]>();
  for (const code of (Object.keys(REFUSALS) as RefusalCode[]).filter((code) => all.has(code))) {
    const { status } = REFUSALS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: `${codes.map((code) => `\`${code}\` : ${REFUSALS[code].when}`).join(' ')} (${NIVEAUX.inferred})`,
        content: {
          'application/problem+json': {
            schema: { $ref: 'Probleme#' },
            examples: Object.fromEntries(
              codes.map((code) => [
                code,
                { summary: REFUSALS[code].title, value: new Refusal(code).toDocument() },
              ]),
            ),
          },
        },
      },
    ]),
  );
}

/** Provenance, and what else @fastify/swagger has no place for. */
function complete(described: OpenAPIV3_1.OperationObject, operation: Operation): void {
  Object.assign(described, { 'x-provenance': operation.provenance });
  for (const parameter of described.parameters ?? []) {
    const { name } = parameter as OpenAPIV3_1.ParameterObject;
    const { provenance } = (operation.params[name] ?? operation.query[name]) as Parameter;
    Object.assign(parameter, { 'x-provenance': provenance });
  }
  if (described.requestBody) {
    const { content } = described.requestBody as OpenAPIV3_1.RequestBodyObject;
    Object.assign(described.requestBody, { required: true, 'x-provenance': 'documented' });
    Object.assign(content['application/json'] as object, { examples: BODY_EXAMPLES });
  }
  for (const [status, response] of Object.entries(
    described.responses as OpenAPIV3_1.ResponsesObject,
  )) {
    Object.assign(response, {
      ...inferred,
      ...(status === '401' && {
        headers: {
          'WWW-Authenticate': {
            description: 'Le mode d’identification attendu (RFC 7617).',
            schema: { type: 'string' },
            example: 'Basic realm="faire-simple", charset="UTF-8"',
            ...inferred,
          },
        },
      }),
    });
  }
}

const BODY_EXAMPLES = {
  inscription: { summary: 'Inscription (l’exemple du §4)', value: { action: 1 } },
  desinscription: { summary: 'Désinscription', value: { action: 0 } },
};
