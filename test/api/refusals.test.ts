import { once } from 'node:events';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { OPERATIONS } from '../../src/contract/operations.ts';
import { REFUSAL_CODES, REFUSALS, type RefusalCode } from '../../src/contract/refusals.ts';
import type { World } from '../../src/world/world.ts';
import {
  type Answer,
  basic,
  type CallOptions,
  call,
  serve,
  type Target,
  worldsWith,
} from '../helpers.ts';

/** A request, and the server that it is sent to. */
interface Request extends CallOptions {
  path: string;
  /** A server that serves only what is documented, or whose storage fails. */
  server?: { documentedOnly?: boolean; failing?: boolean };
}

const LARGE = `{"action":1}${' '.repeat(17 * 1024)}`;
const OTHER_KEY = 'c0a2f7d94e1b58636d0f9b7e25a84c13';
const UNKNOWN_KEY = '0123456789abcdef0123456789abcdef';

/** Sent with the methods that have a body. */
const BODY = { body: '{"action":1}', headers: { 'content-type': 'application/json' } };

const post = (path: string, body: string, type = 'application/json'): Request => ({
  path,
  method: 'POST',
  body,
  headers: { 'content-type': type },
});

/** Changes of a request; each earns a refusal on its own, in the operations that it concerns. */
const FAULTS: readonly Partial<Request>[] = [
  { user: null },
  { user: 'demo:not-the-password' },
  { key: null },
  { key: UNKNOWN_KEY },
  { key: OTHER_KEY },
  { path: '/associes' },
  { server: { documentedOnly: true } },
  { headers: { 'content-type': 'text/plain' } },
  { body: LARGE },
  { body: '{"action":2}' },
  { body: 'no JSON' },
  { path: '/users/abc' },
  { path: '/users/abc/statut' },
  { path: '/users/9999' },
  { path: '/users/9999/statut' },
  { server: { failing: true } },
];

/** The refusals that a request earns, each told on its own (CONTRACT.md §4): the catalogue puts them in order. */
function earned(request: Request): RefusalCode[] {
  const { user, key, path, method = 'GET', server } = request;
  const codes: RefusalCode[] = [];
  if (user === null) codes.push('identification_requise');
  else if (user !== undefined) codes.push('identifiants_invalides');
  if (key === null) codes.push('cle_manquante');
  else if (key === UNKNOWN_KEY) codes.push('cle_inconnue');
  else if (key === OTHER_KEY) codes.push('cle_non_associee');
  const asked = path.replace(/\/$/, '').split('/');
  const there = OPERATIONS.filter(({ path: template }) => {
    const parts = template.split('/');
    return (
      parts.length === asked.length &&
      parts.every((part, at) => part.startsWith('{') || part === asked[at])
    );
  });
  const operation = there.find((each) => each.method === (method === 'HEAD' ? 'GET' : method));
  if (there.length === 0) codes.push('ressource_inconnue');
  else if (operation === undefined) codes.push('methode_non_autorisee');
  if (operation === undefined) return codes;
  if (server?.documentedOnly && operation.provenance !== 'documented') codes.push('non_documente');
  if (operation.body) {
    if (request.headers?.['content-type'] !== 'application/json') codes.push('type_non_supporte');
    if (request.body === LARGE) codes.push('corps_trop_volumineux');
    if (request.body !== LARGE && request.body !== BODY.body) codes.push('requete_invalide');
  }
  if (path.includes('abc')) codes.push('requete_invalide');
  else if (path.includes('9999') && !server?.failing) codes.push('partenaire_inconnu');
  // A list that is not read cannot fail.
  if (server?.failing && !(method === 'HEAD' && operation.lists)) codes.push('erreur_interne');
  return codes;
}

/** Every fault, and every pair of violations, on requests of every method, with and without a slash at the end. */
function* requests(): Generator<Request> {
  for (const method of ['GET', 'HEAD', 'POST', 'DELETE', 'PROPFIND']) {
    for (const path of ['/users/7', '/users/7/statut', '/users']) {
      for (const [index, one] of FAULTS.entries()) {
        for (const other of FAULTS.slice(index)) {
          const request: Request = {
            ...BODY,
            path,
            method,
            ...one,
            ...other,
            server: { ...one.server, ...other.server },
          };
          if (method === 'GET' || method === 'HEAD') delete request.body;
          yield request;
          yield { ...request, path: `${request.path}/` };
        }
      }
    }
  }
}

// The table of CONTRACT.md §4, line by line: the status, the code, and a request that earns it.
const ROWS: readonly [number, RefusalCode, Request][] = [
  [401, 'identification_requise', { path: '', user: null }],
  [401, 'identifiants_invalides', { path: '', user: 'demo:not-the-password' }],
  [403, 'cle_manquante', { path: '', key: null }],
  [403, 'cle_inconnue', { path: '', key: UNKNOWN_KEY }],
  [403, 'cle_non_associee', { path: '', key: OTHER_KEY }],
  [404, 'ressource_inconnue', { path: '/associes' }],
  [405, 'methode_non_autorisee', { path: '/users/7', method: 'DELETE' }],
  [501, 'non_documente', { path: '/users', server: { documentedOnly: true } }],
  [415, 'type_non_supporte', post('/users/7/statut', '{"action":1}', 'text/plain')],
  [413, 'corps_trop_volumineux', post('/users/7/statut', LARGE)],
  [400, 'requete_invalide', post('/users/7/statut', 'no JSON')],
  [404, 'partenaire_inconnu', { path: '/users/9999' }],
  [429, 'trop_de_requetes', { path: '/users/7', headers: { prefer: 'code=429' } }],
  [500, 'erreur_interne', { path: '/users/7', server: { failing: true } }],
  [503, 'service_indisponible', { path: '/users/7', headers: { prefer: 'code=503' } }],
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
const FAILING: Partial<World> = { document: fail, change: fail, list: fail };

/** A server for each kind asked for, started once. */
function senderOf<Sent>(t: Test, by: Sender<Sent>): (request: Request) => Promise<Sent> {
  const servers = new Map<string, Promise<Target>>();
  return async ({ path, server = {}, ...options }) => {
    const { documentedOnly = false, failing = false } = server;
    const kind = `${documentedOnly} ${failing}`;
    const started =
      servers.get(kind) ?? serve(t, worldsWith(t, failing ? FAILING : {}), { documentedOnly });
    servers.set(kind, started);
    return by(await started, path, options);
  };
}

type Sender<Sent> = (server: Target, path: string, options: CallOptions) => Promise<Sent>;

const agent = new http.Agent({ keepAlive: true });
t.teardown(() => agent.destroy());

/** As `call`, in half the time of `fetch`: the status, and the code of a body that has one. */
const quickly: Sender<[number | undefined, string | undefined]> = async (server, path, options) => {
  const { login, password, key: own } = server.application;
  const { method, user = `${login}:${password}`, key = own, body } = options;
  const query = key === null ? '' : `?key=${key}`;
  const request = http.request(`${server.apiUrl}${path}${query}`, {
    agent,
    method,
    headers: {
      ...options.headers,
      ...(user !== null && { authorization: basic(user) }),
      ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
    },
  });
  request.end(body);
  const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
  const sent = await text(answer);
  return [answer.statusCode, sent === '' ? undefined : JSON.parse(sent).code];
};

/** Checks that an answer is a problem, of that code where one is given, in French, and tells no secret. */
function shows(t: Test, { status, headers, text, json }: Answer, code: RefusalCode = json.code) {
  t.equal(headers.get('content-type'), 'application/problem+json; charset=utf-8');
  t.same(
    Object.keys(json).filter((name) => name !== 'errors'),
    ['type', 'title', 'status', 'detail', 'code'],
  );
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

for (const [status, code, request] of ROWS) {
  t.test(`${code} is refused with ${status}, in French, with how to correct it`, async (t) => {
    const answer = await senderOf(t, call)(request);
    t.equal(answer.status, status);
    shows(t, answer, code);
    t.equal(answer.headers.get('www-authenticate'), status === 401 ? CHALLENGE : null);
    t.equal(answer.headers.get('allow'), status === 405 ? 'GET, HEAD' : null);
    t.equal(answer.headers.get('retry-after'), status === 429 || status === 503 ? '1' : null);
  });
}

t.test('of two refusals that a request earns, the first of the catalogue is sent', async (t) => {
  const send = senderOf(t, quickly);
  const offending: unknown[] = [];
  let sent = 0;
  for (const request of requests()) {
    const codes = earned(request);
    const first = REFUSAL_CODES.find((code) => codes.includes(code));
    const expected = [first === undefined ? 200 : REFUSALS[first].status, first];
    const [status, code] = await send(request);
    const got = [status, request.method === 'HEAD' ? first : code];
    if (got.join() !== expected.join()) offending.push({ request, expected, got });
    sent++;
  }
  t.same(offending.slice(0, 5), []);
  t.equal(sent, 5 * 3 * 136 * 2);
});
