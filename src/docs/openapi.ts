import type { FastifySchema } from 'fastify';
import type { OpenAPIV3_1 } from 'openapi-types';
import {
  type Answer,
  BASE_PATH,
  COMMON_REFUSALS,
  OPERATIONS,
  type Operation,
  type Parameter,
  type Paths,
  REAL_URL,
  TAGS,
} from '../contract/operations.ts';
import { NIVEAUX, type Provenance } from '../contract/provenance.ts';
import {
  type CatalogueEntry,
  codeOfStatus,
  REFUSAL_CODES,
  REFUSALS,
  type RefusalCode,
} from '../contract/refusals.ts';
import { SCHEMAS } from '../contract/resources.ts';
import { packageVersion } from '../version.ts';
import type { World } from '../world/world.ts';
import type { Description } from './description.ts';
import { createExamples, type Examples, exampleRefusal } from './examples.ts';
import { introduction } from './introduction.ts';

/** The contract as an OpenAPI 3.1 description, with examples from the world. */
export function describeOperations(world: World, paths: Paths): Description {
  return {
    schemaOf: ({ operation }) => operation && describe(operation),
    finish(document, base) {
      const examples = createExamples(world);
      for (const operation of OPERATIONS) {
        const item = document.paths?.[paths[operation.operationId]];
        const described = item?.[operation.method === 'GET' ? 'get' : 'post'];
        if (described) complete(described, operation, examples);
      }
      return {
        openapi: '3.1.0',
        info: {
          title: 'API faire-simple',
          version: packageVersion(),
          summary: 'Simulateur de l’API faire-simple (SGMAP), pour développer et tester.',
          description: introduction(),
          license: { name: 'MIT', identifier: 'MIT' },
        },
        servers: [
          {
            url: `${base}${BASE_PATH}`,
            description:
              'Ce serveur ; il parle HTTPS, comme le prévoit le §3, avec l’option --https',
          },
          { url: REAL_URL, description: 'Le service réel (§2 du document)' },
        ],
        tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
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
              description: 'Clé d’API de l’application, dans l’URL, POST compris (§3, documenté).',
            },
          },
          schemas: Object.fromEntries([
            ...Object.entries(SCHEMAS).map(([name, schema]) => [name, withReferences(schema)]),
            ['Probleme', withReferences(PROBLEM_SCHEMA)],
            ['ProblemeSimule', withReferences(SIMULATED_SCHEMA)],
          ]),
        },
        paths: document.paths as OpenAPIV3_1.PathsObject,
      };
    },
  };
}

/** Replaces named schemas by references, and adds the level of a member to its description. */
export function withReferences(schema: unknown, top = true): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map((item) => withReferences(item, false));
  // In a schema with a member named `title`, `title` is an object.
  const { title } = schema as { title?: unknown };
  if (!top && typeof title === 'string') return { $ref: `#/components/schemas/${title}` };
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
    type: { type: 'string', description: 'URI du type de refus.', ...inferred },
    title: { type: 'string', description: 'Titre du refus.', ...inferred },
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
      description: 'Les erreurs du corps ou des paramètres.',
      ...inferred,
      items: {
        type: 'object',
        required: ['detail'],
        properties: {
          pointer: { type: 'string', description: 'L’endroit du corps (RFC 6901).', ...inferred },
          parameter: { type: 'string', description: 'Le paramètre.', ...inferred },
          detail: { type: 'string', description: 'Ce qu’il faut corriger.', ...inferred },
        },
      },
    },
  },
};

/** The document of a simulated status outside the catalogue (RFC 9457 §4.2.1). */
const SIMULATED_SCHEMA = {
  type: 'object',
  description: 'Une erreur simulée, dont le statut n’est pas dans le tableau des refus.',
  required: ['type', 'title', 'status'],
  properties: {
    type: { type: 'string', description: 'URI du type d’erreur.', ...inferred },
    title: { type: 'string', description: 'Titre de l’erreur.', ...inferred },
    status: { type: 'integer', description: 'Le statut HTTP.', ...inferred },
    code: { type: 'string', description: 'Nom stable, s’il y en a un.', ...inferred },
  },
};

/** The level of an operation, in words. */
export function levelOf({ provenance, source }: Operation): string {
  return provenance === 'inferred'
    ? `Niveau : ${NIVEAUX.inferred}, d’après l’${source}.`
    : `Niveau : ${NIVEAUX[provenance]} (${source}).`;
}

function describe(operation: Operation): FastifySchema {
  const { schema, list } = operation.answer;
  const reference = { $ref: `#/components/schemas/${schema}` };
  return {
    operationId: operation.operationId,
    tags: [operation.tag],
    summary: `${operation.summary} (${NIVEAUX[operation.provenance]})`,
    description: `${operation.description}\n\n${levelOf(operation)}`,
    ...(hasKeys(operation.params) && { params: parameters(operation, true) }),
    ...(hasKeys(operation.query) && { querystring: parameters(operation, false) }),
    ...(operation.body && {
      body: {
        content: {
          'application/json': { schema: { $ref: `#/components/schemas/${operation.body}` } },
        },
      },
    }),
    response: {
      200: {
        description: descriptionOf(operation.answer),
        content: {
          'application/json': {
            schema: list ? { type: 'array', items: reference } : reference,
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

function parameters(operation: Operation, required: boolean): object {
  const all = required ? operation.params : operation.query;
  const properties = Object.entries(all).map(
    ([name, { schema, description, provenance, notation }]) => [
      name,
      {
        ...schema,
        ...(notation && { 'x-provenance': notation }),
        description: `${description} (${NIVEAUX[provenance]}${notation ? ` ; sa notation : ${NIVEAUX[notation]}` : ''})`,
      },
    ],
  );
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: required ? Object.keys(all) : [],
  };
}

/** The description of an answer with its level, and that of its fields where they differ. */
function descriptionOf({ description, provenance }: Answer): string {
  const fields = provenance === 'inferred' ? '' : ` ; ses champs : ${NIVEAUX.inferred}`;
  return `${description} (${NIVEAUX[provenance]}${fields})`;
}

/** The refusals of an operation, by status; refusals with the same status are examples of one answer. */
function refusals(operation: Operation): object {
  const all = new Set<RefusalCode>([...COMMON_REFUSALS, ...operation.refusals]);
  const byStatus = new Map<number, RefusalCode[]>();
  for (const code of REFUSAL_CODES.filter((each) => all.has(each))) {
    const { status } = REFUSALS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const answers = [...byStatus].map(([status, codes]) => [
    status,
    {
      description: `${codes.map((code) => `\`${code}\` : ${REFUSALS[code].when}`).join(' ')} (${NIVEAUX.inferred})`,
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Probleme' },
          examples: Object.fromEntries(
            codes.map((code) => [
              code,
              {
                summary: REFUSALS[code].title,
                value: exampleRefusal(code, operation).toDocument(),
              },
            ]),
          ),
        },
      },
    },
  ]);
  return { ...Object.fromEntries(answers), default: SIMULATED };
}

/** The answer of simulated statuses outside the catalogue. */
const SIMULATED = {
  description: `Un statut simulé par une règle, absent du tableau des refus. (${NIVEAUX.inferred})`,
  content: {
    'application/problem+json': {
      schema: { $ref: '#/components/schemas/ProblemeSimule' },
      example: { type: 'about:blank', title: 'Bad Gateway', status: 502 },
    },
  },
};

/** Adds examples of the present data, provenance, headers, and other parts that @fastify/swagger cannot generate. */
function complete(
  described: OpenAPIV3_1.OperationObject,
  operation: Operation,
  examples: Examples,
): void {
  Object.assign(described, { 'x-provenance': operation.provenance });
  for (const parameter of described.parameters ?? []) {
    const { name, required } = parameter as OpenAPIV3_1.ParameterObject;
    const { provenance } = (operation.params[name] ?? operation.query[name]) as Parameter;
    Object.assign(parameter, {
      ...(required && { example: examples.parameter(operation, name) }),
      'x-provenance': provenance,
    });
  }
  if (described.requestBody) {
    const { content } = described.requestBody as OpenAPIV3_1.RequestBodyObject;
    Object.assign(described.requestBody, { required: true, 'x-provenance': 'documented' });
    Object.assign(content['application/json'] as object, { examples: examples.bodies(operation) });
  }
  for (const [status, response] of Object.entries(
    described.responses as OpenAPIV3_1.ResponsesObject,
  )) {
    const level = status === '200' ? operation.answer.provenance : 'inferred';
    const headers = headersOf(Number(status));
    Object.assign(response, { 'x-provenance': level, ...(headers && { headers }) });
    if (status !== '200') continue;
    const { content } = response as { content: Record<string, object> };
    const example = examples.answer(operation);
    Object.assign(content['application/json'] as object, example !== undefined && { example });
  }
}

const HEADER_DESCRIPTIONS: Readonly<Record<string, readonly [name: string, text: string]>> = {
  'www-authenticate': ['WWW-Authenticate', 'Le mode d’identification attendu (RFC 7617).'],
  'retry-after': ['Retry-After', 'Le délai avant de réessayer, en secondes.'],
};

/** The header fields of a status's refusals. */
function headersOf(status: number): object | undefined {
  const code = codeOfStatus(status);
  const entry: CatalogueEntry | undefined = code && REFUSALS[code];
  const headers = entry?.headers;
  if (headers === undefined) return undefined;
  const described = Object.entries(headers).map(([field, example]) => {
    const [name, description] = HEADER_DESCRIPTIONS[field] as readonly [string, string];
    return [name, { description, schema: { type: 'string' }, example, ...inferred }];
  });
  return Object.fromEntries(described);
}
