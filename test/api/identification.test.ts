import t from 'tap';
import { basic, call, head, postStatut, raw, start, statusOf } from '../helpers.ts';

const VALMONT = {
  user: 'valmont:guichet:unique-2016',
  key: 'c0a2f7d94e1b58636d0f9b7e25a84c13',
};
const OBSERVATOIRE = { user: 'observatoire:été-à-Nîmes', key: 'f41d8c27b6905ea3d2c87f1e0b5a9364' };
const DEMO = '6bb16ea35b02a9cbeec697d2e81bfd7d';
const authorization = (value: string) => ({ user: null, headers: { authorization: value } });

for (const [what, options, name] of [
  ['the demo application', {}, 'Application de démonstration'],
  ['a password with a colon', VALMONT, 'Portail des démarches de Valmont-sur-Orge'],
  ['a password in UTF-8', OBSERVATOIRE, 'Observatoire associatif de la simplification'],
  ['the scheme in small letters', authorization('basic ZGVtbzpkZW1v'), undefined],
  ['the scheme in capitals', authorization('BASIC ZGVtbzpkZW1v'), undefined],
  ['several spaces after the scheme', authorization('Basic   ZGVtbzpkZW1v'), undefined],
] as const) {
  t.test(`${what} is recognised`, async (t) => {
    const server = await start(t);
    const { status, json } = await call(server, '', options);
    t.equal(status, 200);
    t.equal(json.application.nom, name ?? 'Application de démonstration');
  });
}

for (const [what, value] of [
  ['an empty header', ''],
  ['the scheme alone', 'Basic'],
  ['the scheme and a space', 'Basic '],
  ['another scheme', 'Bearer ZGVtbzpkZW1v'],
  ['the credentials without a scheme', 'ZGVtbzpkZW1v'],
  ['the credentials in clear', 'Basic demo:demo'],
  ['no colon in the credentials', basic('demo')],
  ['a control character in the credentials', basic('demo:de\u0007mo')],
  ['something after the credentials', 'Basic ZGVtbzpkZW1v ZGVtbzpkZW1v'],
] as const) {
  t.test(`${what}: identification_requise, with the challenge`, async (t) => {
    const server = await start(t);
    const { status, json, headers } = await call(server, '', authorization(value));
    t.equal(status, 401);
    t.equal(json.code, 'identification_requise');
    t.equal(headers.get('www-authenticate'), 'Basic realm="faire-simple", charset="UTF-8"');
  });
}

t.test('two Authorization headers are malformed, even if both are right', async (t) => {
  const server = await start(t);
  const answer = await raw(server, head(server, 'GET', '', `Authorization: ${basic('demo:demo')}`));
  t.equal(statusOf(answer), 401);
  t.match(answer, '"code":"identification_requise"');
  t.match(answer, /^www-authenticate: Basic realm="faire-simple", charset="UTF-8"\r$/im);
});

t.test('requests without a socket are identified by the same rules', async (t) => {
  const server = await start(t);
  const url = `/api/users/7?key=${server.application.key}`;
  const right = basic('demo:demo');
  for (const [authorization, status] of [
    [right, 200],
    [[right, right], 401],
    [basic('demo:x'), 401],
    [undefined, 401],
  ] as const) {
    const headers = authorization && { authorization: authorization as string };
    const answer = await server.inject({ url, ...(headers && { headers }) });
    t.equal(answer.statusCode, status, `${authorization}`);
  }
});

const INVALID = {
  'an unknown login': 'nobody:demo',
  'a wrong password': 'demo:Demo',
  'an empty password': 'demo:',
  'an empty login': ':demo',
  'nothing but a colon': ':',
  'the password up to its colon': 'valmont:guichet',
  'a password with a space more': 'demo:demo ',
  'another’s password': 'valmont:demo',
  'a name that objects have': '__proto__:demo',
};
for (const [what, user] of Object.entries(INVALID)) {
  t.test(`${what}: identifiants_invalides`, async (t) => {
    const server = await start(t);
    const { status, json, headers } = await call(server, '', { user });
    t.equal(status, 401);
    t.equal(json.code, 'identifiants_invalides');
    t.equal(headers.get('www-authenticate'), 'Basic realm="faire-simple", charset="UTF-8"');
  });
}

t.test('the answer does not say whether the login or the password is wrong', async (t) => {
  const server = await start(t);
  const [login, password] = await Promise.all(
    ['nobody:demo', 'demo:nobody'].map((user) => call(server, '', { user })),
  );
  t.equal(login?.text, password?.text);
});

t.test('a password in Latin-1 is not the one in UTF-8', async (t) => {
  const server = await start(t);
  const latin = `Basic ${Buffer.from(OBSERVATOIRE.user, 'latin1').toString('base64')}`;
  const { json } = await call(server, '', { ...authorization(latin), key: OBSERVATOIRE.key });
  t.equal(json.code, 'identifiants_invalides');
});

for (const [what, path, status, code] of [
  ['no key', '', 403, 'cle_manquante'],
  ['an empty key', '?key=', 403, 'cle_manquante'],
  ['a key without a value', '?key', 403, 'cle_manquante'],
  ['a key of another name', `?Key=${DEMO}`, 403, 'cle_manquante'],
  ['a key in brackets', `?key[]=${DEMO}`, 403, 'cle_manquante'],
  ['a key after a semicolon', `?a=1;key=${DEMO}`, 403, 'cle_manquante'],
  ['an unknown key', '?key=0', 403, 'cle_inconnue'],
  ['a key in capitals', `?key=${DEMO.toUpperCase()}`, 403, 'cle_inconnue'],
  ['a key with a space', `?key=${DEMO}%20`, 403, 'cle_inconnue'],
  ['a key that encodes nothing', '?key=%zz', 403, 'cle_inconnue'],
  ['a name that objects have', '?key=__proto__', 403, 'cle_inconnue'],
  ['another application’s key', `?key=${VALMONT.key}`, 403, 'cle_non_associee'],
  ['the key twice', `?key=${DEMO}&key=${DEMO}`, 403, 'cle_manquante'],
  ['two keys', `?key=${DEMO}&key=${VALMONT.key}`, 403, 'cle_manquante'],
] as const) {
  t.test(`${what}: ${code}`, async (t) => {
    const server = await start(t);
    const answer = await call(server, path, { key: null });
    t.equal(answer.status, status);
    t.equal(answer.json.code, code);
    t.notMatch(answer.text, DEMO);
  });
}

t.test('a key in the body or in a header does not count', async (t) => {
  const server = await start(t);
  const inBody = await postStatut(server, 1, { action: 0, key: DEMO }, { key: null });
  t.equal(inBody.json.code, 'cle_manquante');
  const headers = { key: DEMO, 'x-api-key': DEMO, cookie: `key=${DEMO}` };
  t.equal((await call(server, '', { key: null, headers })).json.code, 'cle_manquante');
});

t.test('a key may be percent-encoded', async (t) => {
  const server = await start(t);
  const path = `?%6Bey=%36${DEMO.slice(1)}`;
  t.equal((await call(server, path, { key: null })).status, 200);
});
