import t, { type Test } from 'tap';
import { REFUSALS, type RefusalCode } from '../../src/contract/refusals.ts';
import type { World } from '../../src/world/world.ts';
import { type Answer, type CallOptions, call, serve, worldsWith } from '../helpers.ts';

/** What is wrong with a request. */
interface Fault extends CallOptions {
  path?: string;
  /** The server: `documentedOnly`, or one whose storage fails. */
  server?: 'documentedOnly' | 'failing' | 'both';
}

const JSON_BODY = { 'content-type': 'application/json' };
const TEXT_BODY = { 'content-type': 'text/plain' };
const LARGE = `{"action":1}${' '.repeat(17 * 1024)}`;
const OTHER_KEY = 'c0a2f7d94e1b58636d0f9b7e25a84c13';
const UNKNOWN_KEY = '0123456789abcdef0123456789abcdef';

const post = (path: string, body: string, headers = JSON_BODY): Fault => ({
  path,
  method: 'POST',
  body,
  headers,
});

// The table of CONTRACT.md §4, line by line: the status, the code, and a request that earns it.
const ROWS: readonly [number, RefusalCode, Fault][] = [
  [401, 'identification_requise', { user: null }],
  [401, 'identifiants_invalides', { user: 'demo:not-the-password' }],
  [403, 'cle_manquante', { key: null }],
  [403, 'cle_inconnue', { key: UNKNOWN_KEY }],
  [403, 'cle_non_associee', { key: OTHER_KEY }],
  [400, 'requete_invalide', { path: '/users/abc' }],
  [404, 'partenaire_inconnu', { path: '/users/9999' }],
  [404, 'ressource_inconnue', { path: '/associes' }],
  [405, 'methode_non_autorisee', { path: '/users/7', method: 'DELETE' }],
  [413, 'corps_trop_volumineux', post('/users/7/statut', LARGE)],
  [415, 'type_non_supporte', post('/users/7/statut', '{"action":1}', TEXT_BODY)],
  [501, 'non_documente', { path: '/users', server: 'documentedOnly' }],
  [500, 'erreur_interne', { path: '/users/7', server: 'failing' }],
];

// A request that earns two refusals gets the one that comes first in the table.
const ORDER: readonly [string, RefusalCode, Fault][] = [
  ['nobody, and no key', 'identification_requise', { user: null, key: null }],
  ['nobody, and an unknown path', 'identification_requise', { user: null, path: '/associes' }],
  ['nobody, and a storage that fails', 'identification_requise', { user: null, server: 'failing' }],
  ['a wrong password, and no key', 'identifiants_invalides', { user: 'demo:x', key: null }],
  ['a wrong password, and an unknown key', 'identifiants_invalides', { user: 'demo:x', key: '1' }],
  ['no key, and an unknown path', 'cle_manquante', { key: null, path: '/associes' }],
  ['no key, and a malformed uid', 'cle_manquante', { key: null, path: '/users/abc' }],
  ['an unknown key, and a malformed uid', 'cle_inconnue', { key: '1', path: '/users/abc' }],
  [
    'another’s key, and a malformed uid',
    'cle_non_associee',
    { key: OTHER_KEY, path: '/users/abc' },
  ],
  [
    'another’s key, and an unknown partner',
    'cle_non_associee',
    { key: OTHER_KEY, path: '/users/9999' },
  ],
  [
    'an invalid body, and an unknown partner',
    'requete_invalide',
    post('/users/9999/statut', '{"action":2}'),
  ],
  [
    'a malformed uid, and another method',
    'requete_invalide',
    { path: '/users/abc', method: 'DELETE' },
  ],
  ['a malformed uid, and a large body', 'requete_invalide', post('/users/abc/statut', LARGE)],
  ['a malformed uid, and a text', 'requete_invalide', post('/users/abc/statut', 'x', TEXT_BODY)],
  [
    'a malformed half-year, and only documented operations',
    'requete_invalide',
    { path: '/actualisation/2016-S3', server: 'documentedOnly' },
  ],
  [
    'a malformed status, and only documented operations',
    'requete_invalide',
    { path: '/users?statut=2', server: 'documentedOnly' },
  ],
  [
    'an unknown partner, and another method',
    'partenaire_inconnu',
    { path: '/users/9999', method: 'DELETE' },
  ],
  ['an unknown partner, and a large body', 'partenaire_inconnu', post('/users/9999/statut', LARGE)],
  [
    'an unknown partner, and a text',
    'partenaire_inconnu',
    post('/users/9999/statut', '{"action":1}', TEXT_BODY),
  ],
  [
    'an unknown path, and only documented operations',
    'ressource_inconnue',
    { path: '/associes', server: 'documentedOnly' },
  ],
  ['an unknown path, and a large body', 'ressource_inconnue', post('/associes', LARGE)],
  [
    'another method, and a large body',
    'methode_non_autorisee',
    { ...post('/users/7/statut', LARGE), method: 'PUT' },
  ],
  ['another method, and a text', 'methode_non_autorisee', post('/users', 'x', TEXT_BODY)],
  [
    'another method, and only documented operations',
    'methode_non_autorisee',
    { path: '/users', method: 'DELETE', server: 'documentedOnly' },
  ],
  [
    'a large body that is a text',
    'corps_trop_volumineux',
    post('/users/7/statut', LARGE, TEXT_BODY),
  ],
  [
    'a large body of a malformed type',
    'corps_trop_volumineux',
    post('/users/7/statut', LARGE, { 'content-type': 'json' }),
  ],
  [
    'only documented operations, and a storage that fails',
    'non_documente',
    { path: '/users', server: 'both' },
  ],
];

const CHALLENGE = 'Basic realm="faire-simple", charset="UTF-8"';
const SECRETS = [
  'guichet:unique-2016',
  'été-à-Nîmes',
  'not-the-password',
  '6bb16ea35b02a9cbeec697d2e81bfd7d',
  OTHER_KEY,
  'f41d8c27b6905ea3d2c87f1e0b5a9364',
  UNKNOWN_KEY,
];

function fail(): never {
  throw new Error(`a fault of ours, at ${OTHER_KEY}`);
}
const FAILING: Partial<World> = { user: fail, setStatut: fail, list: fail };

async function send(t: Test, { path = '', server, ...options }: Fault): Promise<Answer> {
  const world = worldsWith(t, server === 'failing' || server === 'both' ? FAILING : {});
  const documentedOnly = server === 'documentedOnly' || server === 'both';
  return call(await serve(t, world, { documentedOnly }), path, options);
}

/** Checks that an answer is a problem, of that code where one is given, in French, and tells no secret. */
function shows(t: Test, { status, headers, text, json }: Answer, code: RefusalCode = json.code) {
  t.equal(headers.get('content-type'), 'application/problem+json; charset=utf-8');
  t.same(Object.keys(json), ['type', 'title', 'status', 'detail', 'code']);
  t.equal(json.type, `urn:faire-simple:probleme:${code}`);
  t.equal(json.title, REFUSALS[code].title);
  t.equal(json.status, status);
  t.equal(json.code, code);
  t.match(json.detail, /^[A-ZÀ-Ý].*\.$/s);
  t.match(json.detail, /(^|[ ’])(l’|d’|n’|(le|la|de|du|ce|aucun|est) )/i, 'is French');
  const sent = [text, ...[...headers].map(([, value]) => value)].join('\n');
  for (const secret of SECRETS) t.notOk(sent.includes(secret), 'tells no secret');
}

t.test('the refusals are those of the table, in its order', async (t) => {
  t.same(
    Object.entries(REFUSALS).map(([code, { status }]) => [status, code]),
    ROWS.map(([status, code]) => [status, code]),
  );
});

t.test('a secret that slipped into the wrong place is not repeated', async (t) => {
  const server = await serve(t, worldsWith(t));
  for (const secret of SECRETS.map(encodeURIComponent)) {
    for (const path of [`/${secret}`, `/users/${secret}`, `/actualisation/${secret}`]) {
      for (const method of ['GET', 'DELETE']) shows(t, await call(server, path, { method }));
    }
    shows(t, await call(server, `/users?statut=${secret}`));
  }
  for (const secret of SECRETS) {
    for (const body of [`{"action":"${secret}"}`, `{"key":"${secret}"}`, `"${secret}"`, secret]) {
      const { text } = await call(server, '/users/7/statut', post('', body));
      t.match(text, '"code":"requete_invalide"');
      for (const hidden of SECRETS) t.notOk(text.includes(hidden));
    }
  }
});

for (const [status, code, fault] of ROWS) {
  t.test(`${code} is refused with ${status}, and told in French what to mend`, async (t) => {
    const answer = await send(t, fault);
    t.equal(answer.status, status);
    shows(t, answer, code);
    t.equal(answer.headers.get('www-authenticate'), status === 401 ? CHALLENGE : null);
    t.equal(answer.headers.get('allow'), status === 405 ? 'GET, HEAD' : null);
  });
}

for (const [faults, code, fault] of ORDER) {
  t.test(`${faults}: ${code} comes first`, async (t) => {
    const answer = await send(t, fault);
    t.equal(answer.json.code, code);
    t.equal(answer.status, REFUSALS[code].status);
  });
}
