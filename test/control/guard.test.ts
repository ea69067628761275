import t from 'tap';
import { folderOf, validFiles } from '../fixture-helpers.ts';
import {
  basic,
  call,
  firstAnswer,
  raw,
  serve,
  start,
  statusOf,
  type Target,
  worldsWith,
} from '../helpers.ts';
import { ask, stateOf } from './helpers.ts';

t.setTimeout(120_000);

/** A request's raw header lines, and its outcome. */
type Case = [string, string[], number, string?];

const own = (port: string) => `127.0.0.1:${port}`;
const CASES: Case[] = [
  ['localhost', ['Host: localhost'], 204],
  ['localhost and port', ['Host: localhost:PORT'], 204],
  ['localhost in capitals', ['Host: LocalHost:PORT'], 204],
  ['a name below localhost', ['Host: essai.localhost:PORT'], 204],
  ['127.0.0.1', ['Host: 127.0.0.1'], 204],
  ['127.0.0.1 and port', ['Host: 127.0.0.1:PORT'], 204],
  ['another loopback address', ['Host: 127.1.2.3:PORT'], 204],
  ['[::1]', ['Host: [::1]'], 204],
  ['[::1] and port', ['Host: [::1]:PORT'], 204],
  ['a foreign name', ['Host: attacker.example'], 403, 'host_refused'],
  ['a foreign name and our port', ['Host: attacker.example:PORT'], 403, 'host_refused'],
  ['a name that begins like ours', ['Host: localhost.attacker.example'], 403, 'host_refused'],
  ['a name that ends like ours', ['Host: attacker.xlocalhost:PORT'], 403, 'host_refused'],
  ['a name that begins like an address', ['Host: 127.0.0.1.nip.example'], 403, 'host_refused'],
  ['another address', ['Host: 192.168.1.1:PORT'], 204],
  ['another address of IPv6', ['Host: [2001:db8::1]:PORT'], 204],
  ['a name of one label', ['Host: mock:PORT'], 204],
  ['a complete name', ['Host: localhost.:PORT'], 204],
  ['the real name', ['Host: www.faire-simple.gouv.fr'], 204],
  ['a name below the real one', ['Host: x.www.faire-simple.gouv.fr'], 403, 'host_refused'],
  ['a name with ours in it', ['Host: x.localhost.evil.example:PORT'], 403, 'host_refused'],
  ['an empty Host', ['Host:'], 403, 'host_refused'],
  ['its own origin', ['Host: OWN', 'Origin: http://OWN'], 204],
  ['its own origin, by a proxy', ['Host: OWN', 'Origin: https://OWN'], 204],
  ['a foreign origin', ['Host: OWN', 'Origin: http://attacker.example'], 403, 'origin_refused'],
  ['another port', ['Host: OWN', 'Origin: http://127.0.0.1:1'], 403, 'origin_refused'],
  ['an origin that begins like ours', ['Host: OWN', 'Origin: http://OWN1'], 403, 'origin_refused'],
  [
    'an origin whose name begins like ours',
    ['Host: OWN', 'Origin: http://OWN.evil.example'],
    403,
    'origin_refused',
  ],
  [
    'a page by name and our name below',
    ['Host: a', 'Origin: http://a.example'],
    403,
    'origin_refused',
  ],
  ['another name of ours', ['Host: OWN', 'Origin: http://localhost:PORT'], 403, 'origin_refused'],
  ['an origin that is none', ['Host: OWN', 'Origin: null'], 403, 'origin_refused'],
  ['an empty origin', ['Host: OWN', 'Origin:'], 403, 'origin_refused'],
  ['another site', ['Host: OWN', 'Sec-Fetch-Site: cross-site'], 403, 'origin_refused'],
  ['the same site', ['Host: OWN', 'Sec-Fetch-Site: same-site'], 403, 'origin_refused'],
  ['a site of a future browser', ['Host: OWN', 'Sec-Fetch-Site: other'], 403, 'origin_refused'],
  ['the same origin', ['Host: OWN', 'Sec-Fetch-Site: same-origin'], 204],
  ['the user himself', ['Host: OWN', 'Sec-Fetch-Site: none'], 204],
];

const server = await start(t, { fixtures: folderOf(t, validFiles()) });

for (const [what, headers, status, code] of CASES) {
  const verb = code ? 'refused, and nothing is done' : 'accepted';
  t.test(`a request that names ${what} (${headers[0]}) is ${verb}`, async (t) => {
    const { port } = new URL(server.url);
    await call(server, '/users/1');
    const before = await stateOf(server);
    const lines = headers.map((line) => line.replace('OWN', own(port)).replace('PORT', port));
    const answer = await raw(
      server,
      `DELETE /_mock/journal HTTP/1.1\r\nConnection: close\r\n${lines.join('\r\n')}\r\n\r\n`,
    );
    t.equal(statusOf(answer), status);
    t.notMatch(answer, /access-control-/i);
    if (code === undefined) {
      t.strictSame(server.listJournal(), []);
      return;
    }
    t.match(answer, `"code":"${code}"`);
    t.match(answer, 'content-type: application/problem+json');
    const { '/clock': _, ...after } = (await stateOf(server)) as Record<string, unknown>;
    t.match(before, after);
  });
}

t.test('a request of HTTP/1.0 names no host, and no web page sends one', async (t) => {
  const server = await start(t);
  const answer = await raw(server, 'POST /_mock/sandboxes HTTP/1.0\r\n\r\n');
  t.equal(statusOf(answer), 201);
  t.match(answer, `"FAIRE_SIMPLE_URL":"${server.apiUrl}"`);
});

t.test('callers are refused before the body is read, on every path', async (t) => {
  const server = await start(t);
  for (const [method, path] of [
    ['PUT', '/state'],
    ['POST', '/nowhere'],
    ['OPTIONS', '/state'],
  ] as const) {
    // Of the body announced, not a byte is sent: an answer that comes cannot have waited for it.
    const answer = await firstAnswer(
      server,
      `${method} /_mock${path} HTTP/1.1\r\nHost: attacker.example\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n`,
    );
    t.equal(statusOf(answer), 403, path);
    t.match(answer, '"code":"host_refused"');
  }
});

t.test('a preflight gets no header that would admit a page', async (t) => {
  const server = await start(t);
  for (const origin of ['http://attacker.example', server.url]) {
    const headers = {
      origin,
      'access-control-request-method': 'PUT',
      'access-control-request-private-network': 'true',
    };
    const answer = await ask(server, 'OPTIONS', '/state', { headers });
    t.equal(answer.status, origin === server.url ? 405 : 403);
    t.notMatch([...answer.headers.keys()].join(), 'access-control');
  }
});

/** The answers to a path by several Hosts: their statuses, in that order. */
async function statuses(server: Target, path: string, hosts: readonly string[], more = '') {
  const answers = hosts.map((host) =>
    raw(server, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${more}\r\n`),
  );
  return (await Promise.all(answers)).map(statusOf);
}

t.test(
  'where the server can be reached from elsewhere, its names are looked at, too',
  async (t) => {
    const token = 'Authorization: Bearer sésame\r\n';
    const server = await start(t, {
      host: '0.0.0.0',
      controlToken: 'sésame',
      publicUrl: 'https://mock.example/faire-simple',
      allowHosts: ['ci.example', '.Réseau.example'],
    });
    const admitted = [
      'mock.example',
      'ci.example:3000',
      'a.b.xn--rseau-bsa.example',
      'xn--rseau-bsa.example',
    ];
    t.strictSame(await statuses(server, '/_mock/clock', admitted, token), [200, 200, 200, 200]);
    const refused = [
      'evil.example',
      'x.ci.example',
      'ci.example.evil.example',
      'xxn--rseau-bsa.example',
    ];
    t.strictSame(await statuses(server, '/_mock/clock', refused, token), [403, 403, 403, 403]);
  },
);

t.test('documentation, home page and control plane have one guard, the API has none', async (t) => {
  const server = await start(t);
  const guarded = [
    '/',
    '/docs',
    '/docs/',
    '/docs/json',
    '/openapi.json',
    '/openapi-control.yaml',
    '/_mock',
    '/_mock/x',
  ];
  for (const path of [...guarded, '/docs/static/swagger-initializer.js']) {
    const answer = await raw(
      server,
      `GET ${path} HTTP/1.1\r\nHost: evil.example:3000\r\nConnection: close\r\n\r\n`,
    );
    t.equal(statusOf(answer), 403, path);
    t.match(answer, 'content-type: application/problem+json');
    t.match(
      answer,
      /"detail":"\\"evil.example\\" is not a known name of this server: .* --allow-host evil.example\."/,
    );
  }
  const { login, password, key } = server.application;
  const authorization = `Authorization: ${basic(`${login}:${password}`)}\r\n`;
  t.strictSame(
    await statuses(server, `/api/users/1?key=${key}`, ['evil.example', 'x'], authorization),
    [200, 200],
  );
  t.strictSame(await statuses(server, '/nowhere', ['evil.example']), [404]);
});

t.test('of a target in absolute form, it is the host of the target that counts', async (t) => {
  const server = await start(t);
  for (const [target, host, status] of [
    ['evil.example', 'localhost', 403],
    ['localhost', 'evil.example', 200],
  ] as const) {
    const answer = await raw(
      server,
      `GET http://${target}/openapi.json HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    );
    t.equal(statusOf(answer), status, target);
  }
});

t.test('all that is guarded may be used by pages of its own origin alone', async (t) => {
  const server = await start(t);
  for (const path of [
    '/',
    '/docs',
    '/docs/',
    '/docs/static/swagger-initializer.js',
    '/docs/x',
    '/openapi.json',
    '/_mock',
    '/_mock/x',
  ]) {
    const { headers } = await fetch(`${server.url}${path}`, { redirect: 'manual' });
    t.equal(headers.get('cross-origin-resource-policy'), 'same-origin', path);
    t.equal(headers.get('x-content-type-options'), 'nosniff', path);
  }
});

const guarded = await start(t, { controlToken: 'sesame' });
const open = await serve(t, worldsWith(t), {
  control: { token: undefined, open: true, bodyLimit: 1024 },
});

for (const header of [
  'Forwarded: for=192.0.2.1',
  'X-Forwarded-For: 192.0.2.1',
  'X-Forwarded-Host: a',
  'X-Forwarded-Proto: https',
  'X-Real-IP: 192.0.2.1',
  'Via: 1.1 proxy',
]) {
  t.test(`a request with "${header}" came through a proxy, and needs the token`, async (t) => {
    const asked = async (server: Target, more = '') =>
      raw(
        server,
        `GET /_mock/clock HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${header}\r\n${more}\r\n`,
      );
    const answer = await asked(server);
    t.equal(statusOf(answer), 401);
    t.match(answer, '"code":"token_required"');
    t.match(answer, /came through a proxy .*--control-token TOKEN.*--control-open/);
    t.equal(statusOf(await asked(guarded)), 401);
    t.equal(statusOf(await asked(guarded, 'Authorization: Bearer sesame\r\n')), 200);
    t.equal(statusOf(await asked(open)), 200);
  });
}

t.test('behind a proxy that sends its own Host, the public origin is the page’s', async (t) => {
  const server = await start(t, { publicUrl: 'https://mock.example:8443/a' });
  const asked = async (origin: string) =>
    (await ask(server, 'GET', '/clock', { headers: { origin } })).status;
  t.equal(await asked('https://mock.example:8443'), 200);
  t.equal(await asked('https://mock.example'), 403);
  t.equal(await asked('https://mock.example:8443.evil.example'), 403);
});

const TOKEN = 'k7.Zt-_~+/=';
const AUTHORIZATIONS: [string, string | undefined, number][] = [
  ['the token', `Bearer ${TOKEN}`, 204],
  ['the scheme in small letters', `bearer ${TOKEN}`, 204],
  ['no token', undefined, 401],
  ['another token', 'Bearer autre', 401],
  ['the beginning of the token', `Bearer ${TOKEN.slice(0, -1)}`, 401],
  ['more than the token', `Bearer ${TOKEN}x`, 401],
  ['the token alone', TOKEN, 401],
  ['the token as a password', `Basic ${btoa(`demo:${TOKEN}`)}`, 401],
  ['the token in another scheme', `Token ${TOKEN}`, 401],
  ['an empty token', 'Bearer ', 401],
];
const strict = await start(t, { controlToken: TOKEN });

for (const [what, authorization, status] of AUTHORIZATIONS) {
  t.test(`with a required token, ${what} is answered ${status}`, async (t) => {
    strict.clearJournal();
    await call(strict, '/users/1');
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await ask(strict, 'DELETE', '/journal', { headers });
    t.equal(answer.status, status);
    t.equal(strict.listJournal().length, status === 204 ? 0 : 1);
    if (status === 204) return;
    t.equal(answer.headers.get('www-authenticate'), 'Bearer realm="faire-simple-mock"');
    t.match(answer.json, { code: 'token_required', detail: /--control-token/ });
    t.notMatch(answer.text, TOKEN);
    for (const path of ['', '/nowhere', '/journal/stream']) {
      t.equal((await ask(strict, 'GET', path, { headers })).status, 401, path);
    }
  });
}
