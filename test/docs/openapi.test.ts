import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { parse } from 'yaml';
import { openapiYaml, ROOT } from '../../scripts/generated.ts';
import { OPERATIONS, type Operation } from '../../src/contract/operations.ts';
import { NIVEAUX, type Provenance } from '../../src/contract/provenance.ts';
import { REFUSALS, type RefusalCode } from '../../src/contract/refusals.ts';
import { SCHEMAS } from '../../src/contract/resources.ts';
import { errorsOf } from '../schema-helpers.ts';

const FILE = path.join(ROOT, 'openapi', 'faire-simple.yaml');
const LEVELS: readonly unknown[] = Object.keys(NIVEAUX);

interface Described {
  summary: string;
  description: string;
  'x-provenance': Provenance;
  parameters?: Parameter[];
  requestBody?: Content & { required: boolean; 'x-provenance': Provenance };
  responses: Record<string, Response>;
}

interface Response extends Content {
  description: string;
  headers?: object;
  'x-provenance': Provenance;
}

interface Parameter {
  name: string;
  in: string;
  schema: object;
  example?: unknown;
  'x-provenance': Provenance;
}

interface Content {
  content: Record<
    string,
    { schema: object; example?: unknown; examples?: Record<string, { value: unknown }> }
  >;
}

const text = fs.readFileSync(FILE, 'utf8');
const document = parse(text);

function describedAs({ method, path }: Operation): Described {
  return document.paths[path][method.toLowerCase()];
}

/** Every schema that describes a member, at any depth, with its place. */
function* members(node: unknown, place: string): Generator<[string, Record<string, unknown>]> {
  if (typeof node !== 'object' || node === null) return;
  for (const [name, value] of Object.entries(node)) {
    // An example may hold whatever it likes.
    if (name === 'example' || name === 'examples') continue;
    if (name === 'properties' && (node as { type?: unknown }).type) {
      for (const [member, schema] of Object.entries(value)) {
        yield [`${place}/${member}`, schema as Record<string, unknown>];
      }
    }
    yield* members(value, `${place}/${name}`);
  }
}

t.test('the published document is the one that the contract makes', async (t) => {
  t.equal(text, await openapiYaml(), 'stale: run npm run openapi');
});

t.test('the document breaks none of the rules that Redocly recommends', async (t) => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      path.join(ROOT, 'node_modules', '@redocly', 'cli', 'bin', 'cli.js'),
      'lint',
      '--extends=recommended',
      '--format=json',
      FILE,
    ],
    { env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } },
  );
  const { totals, problems } = JSON.parse(stdout);
  t.same(problems, []);
  t.same(totals, { errors: 0, warnings: 0, ignored: 0 });
});

t.test('it has the operations of the contract, each with its level, and no other', async (t) => {
  const ids = Object.values(
    document.paths as Record<string, Record<string, { operationId: string }>>,
  )
    .flatMap((item) => Object.values(item))
    .map(({ operationId }) => operationId);
  t.same(new Set(ids), new Set(OPERATIONS.map(({ operationId }) => operationId)));
  t.equal(ids.length, OPERATIONS.length);
  for (const operation of OPERATIONS) {
    const described = describedAs(operation);
    t.equal(described['x-provenance'], operation.provenance, operation.operationId);
    t.equal(described.summary, `${operation.summary} (${NIVEAUX[operation.provenance]})`);
    t.match(described.description, `Niveau : ${NIVEAUX[operation.provenance]}`);
  }
});

/** The texts of a part of the document, without the examples of data. */
function textsOf(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => {
    if (name === 'example') return [];
    const text = ['description', 'summary', 'detail'].includes(name) && typeof value === 'string';
    return text ? [value] : textsOf(value);
  });
}

t.test('the texts have the no-break spaces of French', async (t) => {
  const texts = textsOf(document);
  t.ok(texts.length > 100);
  t.strictSame(
    texts.filter((each) => /« | [»;:?!](\s|$)/m.test(each)),
    [],
  );
});

t.test('every parameter has its level, and an example that is admitted', async (t) => {
  for (const operation of OPERATIONS) {
    const parameters = describedAs(operation).parameters ?? [];
    t.same(
      parameters.map(({ name }) => name),
      [...Object.keys(operation.params), ...Object.keys(operation.query)],
      operation.operationId,
    );
    for (const parameter of parameters) {
      const { provenance, pattern } = (operation.params[parameter.name] ??
        operation.query[parameter.name]) as Operation['params'][string];
      t.equal(parameter['x-provenance'], provenance, parameter.name);
      if (parameter.in !== 'path') continue;
      t.same(errorsOf(parameter.schema, parameter.example), []);
      t.match(String(parameter.example), pattern);
    }
  }
});

t.test('every member of every schema has its level; the text states but one', async (t) => {
  const found = [...members(document, '')];
  t.ok(found.length > 70, `${found.length} members`);
  for (const [place, schema] of found) {
    t.ok(LEVELS.includes(schema['x-provenance']), place);
    t.match(schema.description, `(${NIVEAUX[schema['x-provenance'] as Provenance]})`, place);
  }
  t.same(
    found.filter(([, schema]) => schema['x-provenance'] !== 'inferred').map(([place]) => place),
    ['/components/schemas/ChangementStatut/action'],
  );
});

t.test('every answer has its level', async (t) => {
  for (const operation of OPERATIONS) {
    const { responses, requestBody } = describedAs(operation);
    for (const [status, response] of Object.entries(responses)) {
      const level =
        `${operation.operationId} ${status}` === 'getUser 200' ? 'documented' : 'inferred';
      t.equal(response['x-provenance'], level, `${operation.operationId} ${status}`);
      const fields = level === 'documented' ? '\u00a0; ses champs\u00a0: déduit' : '';
      t.match(response.description, new RegExp(`\\(${NIVEAUX[level]}${fields}\\)$`));
    }
    t.match(responses['401']?.headers, {
      'WWW-Authenticate': {
        'x-provenance': 'inferred',
        example: 'Basic realm="faire-simple", charset="UTF-8"',
      },
    });
    for (const status of ['429', '503']) {
      t.match(responses[status]?.headers, {
        'Retry-After': { 'x-provenance': 'inferred', example: '1' },
      });
    }
    if (operation.body) t.match(requestBody, { required: true, 'x-provenance': 'documented' });
    else t.equal(requestBody, undefined);
  }
});

t.test('the example of every answer and of every body follows its schema', async (t) => {
  for (const operation of OPERATIONS) {
    const { responses, requestBody } = describedAs(operation);
    const example = responses['200']?.content['application/json']?.example;
    const examples = (operation.answer.list ? example : [example]) as unknown[];
    t.ok(examples.length > 0, operation.operationId);
    for (const record of examples) {
      t.same(errorsOf(SCHEMAS[operation.answer.schema], record), [], operation.operationId);
    }
    const bodies = Object.values(requestBody?.content['application/json']?.examples ?? {});
    t.equal(bodies.length, operation.body ? 2 : 0);
    for (const { value } of bodies) t.same(errorsOf(SCHEMAS.ChangementStatut, value), []);
  }
});

t.test('every refusal that an operation can meet is shown under its status', async (t) => {
  const { Probleme } = document.components.schemas;
  const always: RefusalCode[] = [
    'identification_requise',
    'identifiants_invalides',
    'cle_manquante',
    'cle_inconnue',
    'cle_non_associee',
    'requete_invalide',
    'trop_de_requetes',
    'erreur_interne',
    'service_indisponible',
  ];
  for (const operation of OPERATIONS) {
    const shown: string[] = [];
    for (const [status, { content }] of Object.entries(describedAs(operation).responses)) {
      for (const [code, { value }] of Object.entries(
        content['application/problem+json']?.examples ?? {},
      )) {
        shown.push(code);
        t.same(errorsOf(Probleme, value), [], code);
        t.match(value, { code, status: Number(status) });
        t.equal(REFUSALS[code as RefusalCode].status, Number(status));
      }
    }
    t.same(shown.toSorted(), [...always, ...operation.refusals].toSorted(), operation.operationId);
  }
});

t.test('Basic and the key are required together', async (t) => {
  t.same(document.security, [{ basic: [], key: [] }]);
  t.match(document.components.securitySchemes, {
    basic: { type: 'http', scheme: 'basic', 'x-provenance': 'documented' },
    key: { type: 'apiKey', in: 'query', name: 'key', 'x-provenance': 'documented' },
  });
});

t.test('it names this server first, then the real one', async (t) => {
  t.same(
    document.servers.map(({ url }: { url: string }) => url),
    ['http://127.0.0.1:3000/api', 'https://www.faire-simple.gouv.fr/api'],
  );
});
