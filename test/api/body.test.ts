import http from 'node:http';
import t from 'tap';
import {
  type Answer,
  basic,
  call,
  head,
  postStatut,
  raw,
  start,
  statusOf,
  type Target,
} from '../helpers.ts';

const MISSING = [
  {
    pointer: '/action',
    detail: 'Ce membre manque. 1 pour inscription, 0 pour désinscription.',
  },
];
const NOT_ADMITTED = [
  {
    pointer: '/action',
    detail: 'Valeur non admise. 1 pour inscription, 0 pour désinscription. Sans guillemets.',
  },
];
const NO_OBJECT = [
  { pointer: '', detail: 'Le corps doit être un objet JSON qui contient « action ».' },
];
const extra = (pointer: string) => [
  { pointer, detail: 'Membre non admis : le corps ne contient que « action ».' },
];
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

for (const [body, errors] of [
  ['{}', MISSING],
  ['{"Action":1}', [...MISSING, ...extra('/Action')]],
  ['null', NO_OBJECT],
  ['[]', NO_OBJECT],
  ['[{"action":1}]', NO_OBJECT],
  ['1', NO_OBJECT],
  ['"action"', NO_OBJECT],
  ['{"action":"1"}', NOT_ADMITTED],
  ['{"action":true}', NOT_ADMITTED],
  ['{"action":null}', NOT_ADMITTED],
  ['{"action":[1]}', NOT_ADMITTED],
  ['{"action":{}}', NOT_ADMITTED],
  ['{"action":2}', NOT_ADMITTED],
  ['{"action":-1}', NOT_ADMITTED],
  ['{"action":1.5}', NOT_ADMITTED],
  ['{"action":1e400}', NOT_ADMITTED],
  ['{"action":1,"uid":1}', extra('/uid')],
  ['{"action":1,"a/b~c":1}', extra('/a~1b~0c')],
  ['{"action":1,"":1}', extra('/')],
  ['{"action":1,"__proto__":{"action":1}}', extra('/__proto__')],
  ['{"__proto__":{"action":1}}', [...MISSING, ...extra('/__proto__')]],
  ['{"action":1,"constructor":1}', extra('/constructor')],
  ['{"action":1,"toString":1,"b":2}', [...extra('/toString'), ...extra('/b')]],
  [
    '{"action":1,"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1}',
    [...'abcdefghij'].flatMap((name) => extra(`/${name}`)),
  ],
  ['{"action":2,"b":2}', [...NOT_ADMITTED, ...extra('/b')]],
  [nested(100), NO_OBJECT],
  [`{"action":1,"x":${nested(99)}}`, extra('/x')],
  [`{"action":${nested(99)}}`, NOT_ADMITTED],
] as const) {
  const shown = body.length > 60 ? `${body.slice(0, 20)}…, 100 deep,` : body;
  t.test(
    `${shown} does not follow the schema: the violations say where, and nothing changes`,
    async (t) => {
      const server = await start(t);
      const before = await call(server, '/users');
      const { status, json } = await postStatut(server, 7, body);
      t.equal(status, 400);
      t.equal(json.code, 'requete_invalide');
      t.equal(json.detail, 'Le corps ne suit pas le schéma attendu.');
      const byPointer = (violations: readonly { pointer: string }[]) =>
        violations.toSorted((a, b) => (a.pointer < b.pointer ? -1 : 1));
      t.same(byPointer(json.errors), byPointer(errors));
      t.equal((await call(server, '/users')).text, before.text);
    },
  );
}

for (const [body, place] of [
  ['{', 'ligne 1, colonne 2'],
  ['{"action":1', 'ligne 1, colonne 12'],
  ['{"action":', 'ligne 1, colonne 11'],
  ['{\n  "action":\n', 'ligne 3, colonne 1'],
  ['{\n  "action": un\n}', 'ligne 2, colonne 13'],
  ['{"un": "un", "action": un}', 'ligne 1, colonne 24'],
  ['{"action": True}', 'ligne 1, colonne 12'],
  ['{"action": nul}', 'ligne 1, colonne 15'],
  ['{"action":1,}', 'ligne 1, colonne 13'],
  ['{"action":01}', 'ligne 1, colonne 12'],
  ["{'action':1}", 'ligne 1, colonne 2'],
  ['{"action":1}\n{"action":1}', 'ligne 2, colonne 1'],
  ['{"action":1} // oui', 'ligne 1, colonne 14'],
  ['action=1', 'ligne 1, colonne 1'],
  ['undefined', 'ligne 1, colonne 1'],
  [' ', 'ligne 1, colonne 2'],
  ['{"a\n":1}', 'ligne 1, colonne 4'],
] as const) {
  t.test(
    `${JSON.stringify(body)} is not JSON: the detail says at which line and column`,
    async (t) => {
      const server = await start(t);
      const { status, json } = await postStatut(server, 7, body);
      t.equal(status, 400);
      t.equal(json.code, 'requete_invalide');
      t.equal(json.detail, `Le corps n’est pas du JSON valide : erreur ${place}.`);
      t.equal(json.errors, undefined);
    },
  );
}

for (const [what, body, detail] of [
  ['an empty body', '', 'Le corps est vide'],
  ['a byte order mark', '\uFEFF{"action":1}', '(BOM)'],
  ['bytes that are not UTF-8', Buffer.from('{"action":"é"}', 'latin1'), 'pas en UTF-8'],
  ['UTF-16', Buffer.from('{"action":1}', 'utf16le'), 'ligne 1, colonne 2'],
] as const) {
  t.test(`${what}: requete_invalide, which says what to mend`, async (t) => {
    const server = await start(t);
    const { status, json } = await postStatut(server, 7, body);
    t.equal(status, 400);
    t.equal(json.code, 'requete_invalide');
    t.match(json.detail, detail);
  });
}

for (const type of ['application/json', 'text/plain', 'malformed', '']) {
  t.test(`without a body, the type "${type}" makes no difference`, async (t) => {
    const server = await start(t);
    const headers = type ? [`Content-Type: ${type}`] : [];
    for (const length of [[], ['Content-Length: 0']]) {
      const answer = await raw(
        server,
        head(server, 'POST', '/users/7/statut', ...headers, ...length),
      );
      t.equal(statusOf(answer), 400);
      t.match(answer, 'Le corps est vide');
    }
  });
}

for (const body of [
  '{"action":1}',
  '{"action":1.0}',
  '{"action":10e-1}',
  '{"action":-0}',
  ' \r\n\t{ "action" : 0 } \n',
  '{"\\u0061ction":1}',
  '{"action":0,"action":1}',
]) {
  t.test(`${JSON.stringify(body)} is taken`, async (t) => {
    const server = await start(t);
    const { status, json } = await postStatut(server, 7, body);
    t.equal(status, 200);
    t.equal(json.statut, Math.abs(JSON.parse(body).action));
    t.match((await call(server, '/users/7')).text, `"statut":${json.statut},`);
  });
}

for (const type of [
  'application/json',
  'APPLICATION/JSON',
  'application/json; charset=utf-8',
  'application/json;charset=latin1',
  'application/json ; a="b;c"',
  'application/json;',
]) {
  t.test(`the type "${type}" is JSON`, async (t) => {
    const server = await start(t);
    const headers = { 'content-type': type };
    t.equal((await postStatut(server, 7, { action: 1 }, { headers })).status, 200);
  });
}

for (const type of [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/problem+json',
  'application/jsonp',
  'text/json',
  'json',
  'application/',
  '/json',
  'application/json, text/plain',
  ';',
  '',
]) {
  t.test(`the type "${type}" is not JSON: type_non_supporte`, async (t) => {
    const server = await start(t);
    const headers = { 'content-type': type };
    const { status, json } = await postStatut(server, 7, { action: 1 }, { headers });
    t.equal(status, 415);
    t.equal(json.code, 'type_non_supporte');
  });
}

t.test('a body without a type is not taken for JSON', async (t) => {
  const server = await start(t);
  const request = `${head(server, 'POST', '/users/7/statut', 'Content-Length: 12')}{"action":1}`;
  t.equal(statusOf(await raw(server, request)), 415);
});

t.test('a GET may have a body, of any type: it is not looked at', async (t) => {
  const server = await start(t);
  for (const type of ['application/json', 'text/plain', 'malformed']) {
    const fields = [`Content-Type: ${type}`, 'Content-Length: 20000'];
    const request = `${head(server, 'GET', '/users/7', ...fields)}${'x'.repeat(20_000)}`;
    t.equal(statusOf(await raw(server, request)), 200, type);
  }
});

/** With `Expect: 100-continue`: the answer, and whether the server asked for the body. */
function postExpecting(
  server: Target,
  body: string,
): Promise<Pick<Answer, 'status'> & { asked: boolean }> {
  const { login, password, key } = server.application;
  return new Promise((resolve, reject) => {
    let asked = false;
    const request = http.request(`${server.apiUrl}/users/7/statut?key=${key}`, {
      method: 'POST',
      headers: {
        authorization: basic(`${login}:${password}`),
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        expect: '100-continue',
      },
    });
    request.on('continue', () => {
      asked = true;
      request.end(body);
    });
    request.on('response', (response) => {
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode as number, asked }));
    });
    request.on('error', reject);
    request.flushHeaders();
  });
}

t.test('a client that waits for "100 Continue" gets it', async (t) => {
  const server = await start(t);
  t.same(await postExpecting(server, '{"action":1}'), { status: 200, asked: true });
});

t.test('a body in a content coding is a type that is not supported', async (t) => {
  const server = await start(t);
  const headers = { 'content-type': 'application/json' };
  const post = (coding: string) =>
    call(server, '/users/7/statut', {
      method: 'POST',
      body: '{"action":1}',
      headers: { ...headers, 'content-encoding': coding },
    });
  t.equal((await post('gzip')).json.code, 'type_non_supporte');
  t.equal((await post('Identity')).status, 200);
});

for (const type of ['application/json', 'text/plain', '']) {
  t.test(`an empty body in chunks, of the type "${type}", is an empty body`, async (t) => {
    const server = await start(t);
    const types = type === '' ? [] : [`Content-Type: ${type}`];
    const request = head(server, 'POST', '/users/7/statut', ...types, 'Transfer-Encoding: chunked');
    const answer = await raw(server, `${request}0\r\n\r\n`);
    t.equal(statusOf(answer), 400);
    t.match(answer, 'Le corps est vide');
  });
}

for (const body of ['['.repeat(10_000), nested(101), `{"action":1,"x":${nested(100)}}`]) {
  t.test(`${body.slice(0, 20)}… is nested too deep`, async (t) => {
    const server = await start(t);
    const { status, json } = await postStatut(server, 7, body);
    t.equal(status, 400);
    t.match(json, {
      code: 'requete_invalide',
      detail: 'Le corps a plus de 100 niveaux de tableaux et d’objets.',
    });
  });
}

t.test(
  'of more than a hundred violations, the first hundred are reported, and that there are more',
  async (t) => {
    const server = await start(t);
    const members = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`m${index}`, 1]));
    const { json } = await postStatut(server, 7, members);
    t.equal(json.errors.length, 100);
    t.match(json.detail, /Seules les 100 premières erreurs sont indiquées\.$/);
  },
);
