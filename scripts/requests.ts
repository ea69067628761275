import {
  BASE_PATH,
  OPERATIONS,
  type Operation,
  type Subject,
  TAGS,
} from '../src/contract/operations.ts';
import { NIVEAUX } from '../src/contract/provenance.ts';
import type { Application } from '../src/contract/types.ts';
import { BODY_EXAMPLES } from '../src/docs/examples.ts';
import { levelOf } from '../src/docs/openapi.ts';
import { DEFAULT_FIXTURES, loadFixtures } from '../src/fixtures/load.ts';
import { DEFAULT_HOST } from './generated.ts';

/** A request to an operation, with values for its parameters. */
interface ExampleRequest {
  readonly name: string;
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: object | undefined;
}

const fixtures = loadFixtures(DEFAULT_FIXTURES);

/** The variables of both files: the default address, and the demo application. */
function variables(): Readonly<Record<string, string>> {
  const [demo] = fixtures.applications;
  const { login, mot_de_passe: password, cle: key } = demo as Application;
  return { baseUrl: `http://${DEFAULT_HOST}${BASE_PATH}`, login, password, key };
}

/** The requests to an operation: one for each example body, or one without and one with each query parameter. */
function requestsOf(operation: Operation): ExampleRequest[] {
  const level = NIVEAUX[operation.provenance];
  const params = Object.fromEntries(
    Object.entries(operation.params).map(([name, { example }]) => [
      name,
      example ?? `${firstKey(operation)}`,
    ]),
  );
  const request = (more: string, rest: Partial<ExampleRequest> = {}): ExampleRequest => ({
    name: `${operation.summary}${more} (${level})`,
    operation,
    params,
    query: {},
    body: undefined,
    ...rest,
  });
  if (operation.body) {
    return Object.values(BODY_EXAMPLES).map(({ summary, value }) =>
      request(`\u00a0: ${summary.toLowerCase()}`, { body: value }),
    );
  }
  const filtered = Object.entries(operation.query).map(([name, { schema }]) => {
    const value = `${schema.enum?.at(-1)}`;
    return request(`\u00a0: ${name}=${value}`, { query: { [name]: value } });
  });
  return [request(''), ...filtered];
}

/** The key of the first record that an operation can be about. */
function firstKey({ subject }: Operation): number | undefined {
  const [record] = fixtures.records[(subject as Subject).collection];
  return record?.key;
}

/** The path below the base URL; `write` writes a parameter. */
function pathOf({ operation, params }: ExampleRequest, write: (name: string) => string): string {
  return Object.keys(params)
    .reduce((path, name) => path.replace(`{${name}}`, write(name)), operation.path)
    .replace(/\/$/, '');
}

const ABOUT = [
  'Les requêtes de l’API faire-simple, écrites par « npm run openapi » d’après le contrat.',
  'Elles vont à un simulateur démarré sans option ; pour un autre serveur, changez les variables.',
  'Le niveau d’une requête dit si elle vient du document de référence.',
].map((line) => line.replaceAll(/ (?=[;:»])|(?<=«) /g, '\u00a0'));

/** The text of the collection, in Postman's format 2.1. */
export function renderPostman(): string {
  const folders = Object.entries(TAGS).map(([tag, description]) => ({
    name: tag,
    description,
    item: OPERATIONS.filter((operation) => operation.tag === tag)
      .flatMap(requestsOf)
      .map(postmanItem),
  }));
  const collection = {
    info: {
      name: 'API faire-simple',
      description: ABOUT.join(' '),
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    auth: {
      type: 'basic',
      basic: [
        { key: 'username', value: '{{login}}', type: 'string' },
        { key: 'password', value: '{{password}}', type: 'string' },
      ],
    },
    variable: Object.entries(variables()).map(([key, value]) => ({ key, value })),
    event: [
      {
        listen: 'test',
        script: {
          type: 'text/javascript',
          exec: ["pm.test('200', () => pm.response.to.have.status(200));"],
        },
      },
    ],
    item: folders,
  };
  return `${JSON.stringify(collection, null, 2)}\n`;
}

function postmanItem(request: ExampleRequest): object {
  const { name, operation, params, body } = request;
  const query = Object.entries({ ...request.query, key: '{{key}}' });
  const path = pathOf(request, (parameter) => `:${parameter}`);
  return {
    name,
    request: {
      method: operation.method,
      description: `${operation.description}\n\n${levelOf(operation)}`,
      header: body ? [{ key: 'Content-Type', value: 'application/json' }] : [],
      ...(body && {
        body: { mode: 'raw', raw: JSON.stringify(body), options: { raw: { language: 'json' } } },
      }),
      url: {
        raw: `{{baseUrl}}${path}?${query.map((each) => each.join('=')).join('&')}`,
        host: ['{{baseUrl}}'],
        path: path.split('/').slice(1),
        query: query.map(([key, value]) => ({ key, value })),
        variable: Object.entries(params).map(([key, value]) => ({
          key,
          value,
          description: operation.params[key]?.description,
        })),
      },
    },
    response: [],
  };
}

/** The text of the .http file, for the clients of JetBrains and VS Code. */
export function renderHttp(): string {
  const head = [
    ...ABOUT.map((line) => `# ${line}`),
    ...Object.entries(variables()).map(([name, value]) => `@${name} = ${value}`),
  ];
  const requests = OPERATIONS.flatMap(requestsOf).map((request) => {
    const { name, operation, params, body } = request;
    const path = pathOf(request, (parameter) => `${params[parameter]}`);
    const query = Object.entries({ ...request.query, key: '{{key}}' });
    return [
      `### ${name}`,
      `# ${operation.operationId}. ${levelOf(operation)}`,
      `${operation.method} {{baseUrl}}${path}?${query.map((each) => each.join('=')).join('&')}`,
      'Authorization: Basic {{login}} {{password}}',
      ...(body ? ['Content-Type: application/json', '', JSON.stringify(body)] : []),
    ].join('\n');
  });
  return `${[head.join('\n'), ...requests].join('\n\n')}\n`;
}
