import t from 'tap';
import { OPERATIONS, type OperationId } from '../../src/contract/operations.ts';
import { NIVEAUX, type Provenance } from '../../src/contract/provenance.ts';
import { SCHEMAS, type SchemaName } from '../../src/contract/resources.ts';
import { type Answer, call, start, type Target } from '../helpers.ts';
import { errorsOf } from '../schema-helpers.ts';

interface Row {
  operationId: OperationId;
  request: string;
  level: Provenance;
  /** A request of it, below the base path. */
  url: string;
  schema: SchemaName;
  /** The key by which an array is ordered. */
  by?: string;
  body?: string;
}

// The table of CONTRACT.md §2, line by line.
const ROWS: readonly Row[] = [
  { operationId: 'getIndex', request: 'GET /', level: 'inferred', url: '', schema: 'Accueil' },
  {
    operationId: 'setUserStatut',
    request: 'POST /users/{uid}/statut',
    level: 'documented',
    url: '/users/7/statut',
    schema: 'Statut',
    body: '{"action": 1}',
  },
  {
    operationId: 'getUser',
    request: 'GET /users/{uid}',
    level: 'documented',
    url: '/users/7',
    schema: 'Partenaire',
  },
  {
    operationId: 'listUsers',
    request: 'GET /users',
    level: 'named',
    url: '/users',
    schema: 'Partenaire',
    by: 'uid',
  },
  {
    operationId: 'listThematiques',
    request: 'GET /thematiques',
    level: 'named',
    url: '/thematiques',
    schema: 'Thematique',
    by: 'tid',
  },
  {
    operationId: 'getActualisation',
    request: 'GET /actualisation',
    level: 'named',
    url: '/actualisation',
    schema: 'Actualisation',
  },
  {
    operationId: 'getActualisationSemestre',
    request: 'GET /actualisation/{semestre}',
    level: 'named',
    url: '/actualisation/2016-S1',
    schema: 'Actualisation',
  },
  {
    operationId: 'listCampagnes',
    request: 'GET /campagnes',
    level: 'named',
    url: '/campagnes',
    schema: 'Campagne',
    by: 'id',
  },
  {
    operationId: 'listPropositions',
    request: 'GET /propositions',
    level: 'named',
    url: '/propositions',
    schema: 'Proposition',
    by: 'id',
  },
];

const GETS = ROWS.filter(({ body }) => body === undefined);
const JSON_TYPE = 'application/json; charset=utf-8';

function request(server: Target, { url, body }: Row, suffix = ''): Promise<Answer> {
  if (body === undefined) return call(server, `${url}${suffix}`);
  const headers = { 'content-type': 'application/json' };
  return call(server, `${url}${suffix}`, { method: 'POST', body, headers });
}

t.test('the operations are those of the table, in its order', async (t) => {
  t.same(
    OPERATIONS.map(({ operationId, method, path, provenance }) => [
      operationId,
      `${method} ${path}`,
      provenance,
    ]),
    ROWS.map(({ operationId, request, level }) => [operationId, request, level]),
  );
});

t.test('every member that a schema describes is required of an answer', async (t) => {
  for (const [name, { required, properties }] of Object.entries(SCHEMAS)) {
    t.same(required, Object.keys(properties), name);
  }
});

for (const row of ROWS) {
  t.test(`${row.operationId} answers ${row.request} by its schema`, async (t) => {
    const server = await start(t);
    const { status, headers, json } = await request(server, row);
    t.equal(status, 200);
    t.equal(headers.get('content-type'), JSON_TYPE);
    const records = row.by ? json : [json];
    t.ok(records.length > 0);
    for (const record of records) t.same(errorsOf(SCHEMAS[row.schema], record), []);
    if (row.by) {
      const keys = records.map((record: Record<string, number>) => record[row.by as string]);
      t.same(
        keys,
        keys.toSorted((a: number, b: number) => a - b),
      );
      t.equal(new Set(keys).size, keys.length);
    }
  });
}

t.test('a path with a slash at its end is the same path', async (t) => {
  const server = await start(t);
  for (const row of ROWS) {
    const { status, json } = await request(server, row, '/');
    t.equal(status, 200, row.operationId);
    // The instant of generation may differ.
    const expected = (await request(server, row)).json;
    t.same({ ...json, genere_le: null }, { ...expected, genere_le: null });
  }
});

t.test('unknown query parameters are ignored', async (t) => {
  const server = await start(t);
  for (const row of ROWS) {
    t.equal((await request(server, row, '?page=2&statuts=9&page=3')).status, 200, row.operationId);
  }
});

t.test('HEAD answers as GET does, without a body', async (t) => {
  const server = await start(t);
  // Of the connection and of the moment, not of the resource (RFC 9110 §9.3.2).
  const passing = ['date', 'connection', 'keep-alive', 'transfer-encoding'];
  const kept = ({ headers }: Answer) => [...headers].filter(([name]) => !passing.includes(name));
  for (const { url, operationId } of GETS) {
    const answer = await call(server, url, { method: 'HEAD' });
    t.equal(answer.status, 200, operationId);
    t.equal(answer.text, '', operationId);
    t.same(kept(answer), kept(await call(server, url)), operationId);
  }
  t.equal((await call(server, '/users/9999', { method: 'HEAD' })).status, 404);
});

t.test('listUsers can be filtered by status', async (t) => {
  const server = await start(t);
  const all = (await call(server, '/users')).json;
  for (const statut of [0, 1]) {
    const expected = all.filter((user: { statut: number }) => user.statut === statut);
    t.ok(expected.length > 0);
    t.same((await call(server, `/users?statut=${statut}`)).json, expected);
  }
});

t.test('getActualisation has the records of the lists', async (t) => {
  const server = await start(t);
  const { json } = await call(server, '/actualisation');
  t.same(Object.keys(json), Object.keys(SCHEMAS.Actualisation.properties));
  t.equal(json.periode, null);
  for (const [member, url] of [
    ['partenaires', '/users'],
    ['thematiques', '/thematiques'],
    ['campagnes', '/campagnes'],
    ['propositions', '/propositions'],
  ] as const) {
    t.same(json[member], (await call(server, url)).json, member);
  }
});

t.test('getIndex names the application and lists every operation with its level', async (t) => {
  const server = await start(t);
  const { json } = await call(server, '');
  t.same(json.application, { nom: server.application.name });
  t.same(
    json.operations.map(({ resume, ...operation }: { resume: string }) => operation),
    ROWS.map(({ operationId, request, level }) => ({
      operationId,
      methode: request.split(' ')[0],
      href: `/api${request.split(' ')[1]}`.replace(/\/$/, ''),
      provenance: level,
      niveau: NIVEAUX[level],
    })),
  );
  const other = await call(server, '', {
    user: 'valmont:guichet:unique-2016',
    key: 'c0a2f7d94e1b58636d0f9b7e25a84c13',
  });
  t.equal(other.json.application.nom, 'Portail des démarches de Valmont-sur-Orge');
});

t.test('a server of documented operations only answers 501 to the others', async (t) => {
  const server = await start(t, { documentedOnly: true });
  for (const row of ROWS) {
    const { status, json } = await request(server, row);
    t.equal(status, row.level === 'documented' ? 200 : 501, row.operationId);
    t.equal(json.code, row.level === 'documented' ? undefined : 'non_documente', row.operationId);
  }
});

t.test('an operation of level named is served where it is put, and only there', async (t) => {
  const paths = {
    listUsers: '/partenaires',
    listThematiques: '/campagnes',
    listCampagnes: '/v2.0/campagnes',
    getActualisation: '/flux/total',
    getActualisationSemestre: '/flux/{semestre}/semestre',
    listPropositions: '/idees',
  };
  const server = await start(t, { paths });
  for (const row of ROWS.filter(({ level }) => level === 'named')) {
    const path = paths[row.operationId as keyof typeof paths];
    const answer = await call(server, path.replace('{semestre}', '2016-S1'));
    t.equal(answer.status, 200, path);
    const record = row.by ? answer.json[0] : answer.json;
    t.same(errorsOf(SCHEMAS[row.schema], record), [], row.operationId);
    if (row.url === paths.listThematiques) continue;
    t.equal((await call(server, row.url)).json.code, 'ressource_inconnue', row.url);
  }
  const { json } = await call(server, '');
  const hrefs = json.operations.map((operation: { href: string }) => operation.href);
  for (const path of Object.values(paths)) t.ok(hrefs.includes(`/api${path}`), path);
  t.equal((await call(server, '/users/7')).status, 200);
  t.equal((await call(server, '/v2x0/campagnes', { method: 'POST' })).status, 404);
  t.equal((await call(server, '/v2.0/campagnes', { method: 'POST' })).status, 405);
});
