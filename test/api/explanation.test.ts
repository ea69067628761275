import t from 'tap';
import { basic, type CallOptions, call, head, postStatut, raw, start } from '../helpers.ts';

const VALMONT = 'c0a2f7d94e1b58636d0f9b7e25a84c13';
const OK = 'Basic accepted for login demo';
const MINE = '`key` is that of login demo';
const MISSING = '`key` is missing from the query string';
const given = (authorization: string): CallOptions => ({ user: null, headers: { authorization } });

/** A GET of a path, the code it is refused with, and what the journal says of it. */
const REFUSED: readonly [path: string, options: CallOptions, code: string, explanation: string][] =
  [
    ['', { user: null }, 'identification_requise', 'no Authorization header'],
    [
      '',
      { user: null, headers: { 'x-authorization': 'Basic x' } },
      'identification_requise',
      'no Authorization header (there is x-authorization)',
    ],
    ['', given(''), 'identification_requise', 'the Authorization is empty, not Basic'],
    ['', given('Bearer abc'), 'identification_requise', 'the Authorization is Bearer, not Basic'],
    [
      '',
      given('ZGVtbzpkZW1v'),
      'identification_requise',
      'the Authorization has no scheme, not Basic',
    ],
    ['', given('z3-y a'), 'identification_requise', 'the Authorization has no scheme, not Basic'],
    [
      '',
      given(basic('demo')),
      'identification_requise',
      'the Basic credentials have no colon, or are not base64',
    ],
    [
      '',
      given('Basic'),
      'identification_requise',
      'the Basic credentials have no colon, or are not base64',
    ],
    [
      '',
      { user: 'nobody:x' },
      'identifiants_invalides',
      'no application has the Basic login "nobody"',
    ],
    [
      '',
      { user: 'sandbox-0123456789ab:fsm_0123' },
      'identifiants_invalides',
      'no application has the Basic login "sandbox-0123456789ab" (a sandbox that was dropped, has expired, or ended when the fixtures were reloaded)',
    ],
    ['', { user: 'demo:x' }, 'identifiants_invalides', 'the password of login demo is wrong'],
    [
      '',
      given(`Basic ${Buffer.from('observatoire:été-à-Nîmes', 'latin1').toString('base64')}`),
      'identifiants_invalides',
      'the credentials of login observatoire are right, but they are in Latin-1: send them in UTF-8',
    ],
    [
      '',
      { user: 'observatoire:été-à-Nîmes'.normalize('NFD') },
      'identifiants_invalides',
      'the credentials of login observatoire are right, but their accents are composed in another way (Unicode NFC and NFD)',
    ],
    [
      '',
      { user: 'demo:demo\n' },
      'identification_requise',
      'the credentials of login demo are right, but white space follows them, such as the line feed that echo adds',
    ],
    [
      '',
      given(`Basic ${Buffer.from('observatoire:ete', 'latin1').toString('base64')}`),
      'identifiants_invalides',
      'the password of login observatoire is wrong',
    ],
    ['', { key: null }, 'cle_manquante', `${OK}; ${MISSING}`],
    ['', { key: '' }, 'cle_manquante', `${OK}; \`key\` is empty`],
    [
      '?Key=x',
      { key: null },
      'cle_manquante',
      `${OK}; ${MISSING}; it was found as the parameter Key`,
    ],
    [
      '?cle=x',
      { key: null },
      'cle_manquante',
      `${OK}; ${MISSING}; it was found as the parameter cle`,
    ],
    ['?article=x', { key: null }, 'cle_manquante', `${OK}; ${MISSING}`],
    [
      '?cle=x',
      { key: '', headers: { 'x-api-key': 'x' } },
      'cle_manquante',
      `${OK}; \`key\` is empty; it was found in the header x-api-key and as the parameter cle`,
    ],
    ['', { key: 'x' }, 'cle_inconnue', `${OK}; no application has this \`key\``],
    ['', { key: VALMONT }, 'cle_non_associee', `${OK}; \`key\` is that of login valmont`],
    ['?key=a', {}, 'cle_manquante', `${OK}; \`key\` is given 2 times`],
    [
      '/users/x',
      {},
      'requete_invalide',
      `${OK}; ${MINE}; Dans le chemin, « uid » est mal formé : attendu un entier`,
    ],
    [
      '/users/9999',
      {},
      'partenaire_inconnu',
      `${OK}; ${MINE}; there is no record of users with this uid in this world`,
    ],
    [
      '/nothing',
      {},
      'ressource_inconnue',
      `${OK}; ${MINE}; Ce chemin n’existe pas. Sous /api, l’API`,
    ],
    [
      '/users',
      { method: 'DELETE' },
      'methode_non_autorisee',
      `${OK}; ${MINE}; Ce chemin n’admet que GET et HEAD`,
    ],
  ];

for (const [path, options, code, explanation] of REFUSED) {
  const what = `${path || '/'} ${JSON.stringify(options)}`;
  t.test(`${what}: ${code}, and the journal says why`, async (t) => {
    const server = await start(t);
    t.equal((await call(server, path, options)).json.code, code);
    const [entry] = server.listJournal();
    t.equal(entry?.refusal?.code, code);
    const text = entry?.refusal?.explanation ?? '';
    // The API's own words may go on: test/api has them.
    if (/Sous|attendu/.test(explanation)) t.ok(text.startsWith(explanation), text);
    else t.equal(text, `${explanation}.`);
  });
}

const WRONG_BODIES: readonly [body: string, options: CallOptions, code: string, why: string][] = [
  [
    '{"action":"1","x":1}',
    {},
    'requete_invalide',
    'Le corps ne suit pas le schéma attendu; /x: Membre non admis : le corps ne contient que « action »; /action: Valeur non admise. 1 pour inscription, 0 pour désinscription. Sans guillemets',
  ],
  [
    '[]',
    {},
    'requete_invalide',
    'Le corps ne suit pas le schéma attendu; the body: Le corps doit être un objet JSON qui contient « action »',
  ],
  ['', {}, 'requete_invalide', 'Le corps est vide : envoyez un objet JSON'],
  [
    'a=1',
    { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    'type_non_supporte',
    'the Content-Type is application/x-www-form-urlencoded',
  ],
  [
    '{"action":1}',
    { headers: { 'content-type': '' } },
    'type_non_supporte',
    'the Content-Type is missing',
  ],
];

for (const [body, options, code, why] of WRONG_BODIES) {
  t.test(`the body ${body} ${JSON.stringify(options)}: ${code}, and why`, async (t) => {
    const server = await start(t);
    t.equal((await postStatut(server, 7, body, options)).json.code, code);
    t.match(server.listJournal(), [{ refusal: { code, explanation: `${OK}; ${MINE}; ${why}.` } }]);
  });
}

t.test('a body without a Content-Type has none', async (t) => {
  const server = await start(t);
  const request = `${head(server, 'POST', '/users/7/statut', 'Content-Length: 12')}{"action":1}`;
  await raw(server, request);
  const explanation = `${OK}; ${MINE}; the Content-Type is missing.`;
  t.match(server.listJournal(), [{ refusal: { code: 'type_non_supporte', explanation } }]);
});

t.test('a body that is too large is said to be', async (t) => {
  const server = await start(t);
  await postStatut(server, 7, 'x'.repeat(17_000));
  const [entry] = server.listJournal();
  t.equal(entry?.refusal?.code, 'corps_trop_volumineux');
  t.ok(entry?.refusal?.explanation.startsWith(`${OK}; ${MINE}; Le corps`));
});

t.test('refusals of undocumented operations are explained', async (t) => {
  const server = await start(t, { documentedOnly: true });
  await call(server, '/users');
  const [entry] = server.listJournal();
  t.equal(entry?.refusal?.code, 'non_documente');
  t.ok(entry?.refusal?.explanation.startsWith(`${OK}; ${MINE}; `));
});

t.test('a key in the body is found there, before the body is needed', async (t) => {
  const server = await start(t);
  for (const user of ['demo:demo', 'demo:x']) {
    await postStatut(server, 7, { action: 1, key: 'x' }, { key: null, user });
  }
  const explanation = `${OK}; ${MISSING}; it was found in the body.`;
  t.match(server.listJournal(), [
    { refusal: { explanation }, requestBody: { text: '{"action":1,"key":"x"}' } },
    { refusal: { explanation: 'the password of login demo is wrong.' } },
  ]);
});

t.test('two Authorization headers are counted', async (t) => {
  const server = await start(t);
  await raw(server, head(server, 'GET', '', `Authorization: ${basic('demo:demo')}`));
  t.match(server.listJournal(), [
    { refusal: { explanation: 'there are 2 Authorization headers.' }, application: null },
  ]);
});

for (const [what, fields, path, warnings] of [
  ['nothing', ['Accept: */*'], '/users', []],
  ['no Accept', [], '/users', ['there is no Accept header']],
  [
    'a parameter that nobody knows',
    ['Accept: */*'],
    '/users?page=2&statut=1&x',
    [
      'the query parameter "page" is unknown, and ignored',
      'the query parameter "x" is unknown, and ignored',
    ],
  ],
  [
    'one that is repeated',
    ['Accept: */*'],
    '/users?a=1&a=2',
    ['the query parameter "a" is unknown, and ignored', 'the query parameter "a" is repeated'],
  ],
  ['a body', ['Accept: */*', 'Content-Length: 2'], '/users', ['a GET with a body: it is ignored']],
  [
    'a body in pieces',
    ['Accept: */*', 'Transfer-Encoding: chunked'],
    '/users',
    ['a GET with a body: it is ignored'],
  ],
] as const) {
  t.test(`the journal warns of ${what} in a GET`, async (t) => {
    const server = await start(t);
    const body = fields.some((field) => /chunked/.test(field))
      ? '2\r\n{}\r\n0\r\n\r\n'
      : fields.length > 1
        ? '{}'
        : '';
    const request = head(server, 'GET', path, ...fields).replace(/(\?.*)\?key/, '$1&key');
    await raw(server, `${request}${body}`);
    t.match(server.listJournal(), [{ status: 200 }]);
    t.strictSame(server.listJournal()[0]?.warnings, warnings);
  });
}

t.test('the journal warns of a POST that changes nothing', async (t) => {
  const server = await start(t);
  await postStatut(server, 7, { action: 1 });
  await postStatut(server, 7, { action: 1 });
  const unchanged = 'the POST changed nothing: the record had this value already';
  t.same(
    server.listJournal().map(({ warnings }) => warnings),
    [[], [unchanged]],
  );
});
