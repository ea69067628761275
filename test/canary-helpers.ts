import { basic, type CallOptions } from './helpers.ts';

/** Credentials that no output may show. */
export interface Credentials {
  login: string;
  password: string;
  key: string;
}

/** How a secret is written on its way. */
export function spellings(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    encodeURIComponent(secret),
    encodeURIComponent(secret).replace(/%../g, (octet) => octet.toLowerCase()),
    json,
    json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  ];
}

/** All that must be seen nowhere, of some credentials; a password that is its login is no secret. */
export function secretsOf({ login, password, key }: Credentials): string[] {
  const both = `${login}:${password}`;
  return login === password ? [key] : [key, password, both];
}

/** Requests that carry credentials, of an application or unknown, where they belong, and where they do not. */
export function* requestsWith(
  credentials: Credentials,
  known: boolean,
): Generator<[string, CallOptions]> {
  const { login, password, key } = credentials;
  const own = { user: `${login}:${password}`, key };
  const json = { 'content-type': 'application/json' };
  yield ['/users/7', own];
  yield ['/users/7', { ...own, user: null }];
  yield ['/users/7', { ...own, user: `${login}:x` }];
  // An unknown login is shown: it is the most frequent mistake, and not a working secret.
  if (known) yield ['/users/7', { ...own, user: `${password}:${login}` }];
  yield [`/users?cle=${key}&api_key=${key}&x-key=${key}`, { ...own, key: null }];
  for (const value of [key, `Bearer ${key}`, `Basic ${key}`, `Digest ${key}`]) {
    yield ['/users/7', { user: null, key, headers: { authorization: value } }];
  }
  for (const name of ['x-authorization', 'proxy-authorization']) {
    yield ['/users/7', { user: null, key, headers: { [name]: basic(own.user) } }];
  }
  for (const secret of secretsOf(credentials)) {
    for (const spelling of spellings(secret)) {
      const text = encodeURI(spelling).replaceAll('#', '%23');
      yield [`/users/${text.replaceAll('?', '%3F')}`, own];
      yield [`/users?a=${encodeURIComponent(spelling)}&${encodeURIComponent(spelling)}=1`, own];
      for (const body of [`{"action":"${spelling}"}`, `{"${spelling}":1}`, spelling]) {
        yield ['/users/7/statut', { ...own, method: 'POST', headers: json, body }];
      }
      const type = { 'content-type': `text/${encodeURIComponent(spelling)}` };
      yield ['/users/7/statut', { ...own, method: 'POST', headers: type, body: '1' }];
      const header = encodeURIComponent(spelling);
      const headers = { 'x-api-key': header, cookie: `key=${header}`, 'x-other': header };
      yield ['/users/7', { ...own, headers }];
    }
  }
}
