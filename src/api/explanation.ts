import type { FastifyRequest } from 'fastify';
import type { Refusal } from '../contract/refusals.ts';
import { KEY_NAME, LOGIN_MARK } from '../traffic/redaction.ts';
import type { Worlds } from '../world/worlds.ts';

/**
 * Explains a refusal for the client's developer, in terms of the request: the progress of its checks, and places where
 * the missing part was sent instead. `body`: the part of the body that has been read.
 */
export function explain(
  refusal: Refusal,
  request: FastifyRequest,
  body: string | Buffer | undefined,
  worlds: Worlds,
): string {
  const { code } = refusal;
  const found = [identification(request, worlds)];
  if (code !== 'identification_requise' && code !== 'identifiants_invalides') {
    found.push(key(request, body, worlds));
  }
  if (!code.startsWith('identi') && !code.startsWith('cle_')) found.push(...rest(refusal, request));
  return `${found.join('; ')}.`;
}

function identification({ headers, raw }: FastifyRequest, worlds: Worlds): string {
  const { authorization } = headers;
  if (authorization === undefined) {
    const other = ['proxy-authorization', 'x-authorization'].find((name) => headers[name]);
    return `no Authorization header${other ? ` (there is ${other})` : ''}`;
  }
  const several = raw.rawHeaders.filter(
    (name, at) => at % 2 === 0 && /^authorization$/i.test(name),
  );
  if (several.length > 1) return `there are ${several.length} Authorization headers`;
  const scheme = authorization.split(/\s/, 1)[0] as string;
  const token = authorization.slice(scheme.length).trimStart();
  if (authorization === '') return 'the Authorization is empty, not Basic';
  if (scheme.toLowerCase() !== 'basic') {
    // A single word, or a text that is not a word, may be the key or the password.
    return token && /^[a-z]+$/i.test(scheme)
      ? `the Authorization is ${scheme}, not Basic`
      : 'the Authorization has no scheme, not Basic';
  }
  const bytes = Buffer.from(token, 'base64');
  const credentials = split(bytes.toString());
  if (credentials === undefined) return 'the Basic credentials have no colon, or are not base64';
  const { login, password } = credentials;
  const access = worlds.byLogin(login);
  if (access?.application.mot_de_passe === password) return `Basic accepted for login ${login}`;
  const spelling = misspelling(bytes, worlds);
  if (spelling !== undefined) return spelling;
  if (access !== undefined) return `the password of login ${login} is wrong`;
  const ended = login.startsWith(LOGIN_MARK) ? ENDED : '';
  return `no application has the Basic login "${login}"${ended}`;
}

const ENDED =
  ' (a sandbox that was dropped, has expired, or ended when the fixtures were reloaded)';

/** The parts of Basic credentials. */
interface Credentials {
  readonly login: string;
  readonly password: string;
}

/** The login ends at the first colon (RFC 7617 §2). */
function split(text: string): Credentials | undefined {
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  return { login: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** The explanation for credentials that would be right in another spelling; undefined for others. */
function misspelling(bytes: Buffer, worlds: Worlds): string | undefined {
  const text = bytes.toString();
  const spellings = [
    [new TextDecoder('latin1').decode(bytes), 'they are in Latin-1: send them in UTF-8'],
    [text, 'their accents are composed in another way (Unicode NFC and NFD)'],
    [text.trimEnd(), 'white space follows them, such as the line feed that echo adds'],
  ] as const;
  for (const [spelling, what] of spellings) {
    const { login, password } = split(spelling.normalize('NFC')) as Credentials;
    const { mot_de_passe: expected } = worlds.byLogin(login)?.application ?? {};
    if (expected !== undefined && expected.normalize('NFC') === password) {
      return `the credentials of login ${login} are right, but ${what}`;
    }
  }
  return undefined;
}

function key(
  { query, headers }: FastifyRequest,
  body: string | Buffer | undefined,
  worlds: Worlds,
): string {
  const { key: given } = query as { key?: string | string[] };
  if (Array.isArray(given)) return `\`key\` is given ${given.length} times`;
  if (given) {
    const access = worlds.byKey(given);
    return access === undefined
      ? 'no application has this `key`'
      : `\`key\` is that of login ${access.application.login}`;
  }
  const places = [
    ...Object.keys(headers)
      .filter((name) => KEY_NAME.test(name))
      .map((name) => `in the header ${name}`),
    ...Object.keys(query as object)
      .filter((name) => KEY_NAME.test(name) && name !== 'key')
      .map((name) => `as the parameter ${name}`),
    ...(body && /\bkey\b/.test(body.toString()) ? ['in the body'] : []),
  ];
  const missing = given === '' ? '`key` is empty' : '`key` is missing from the query string';
  return places.length > 0 ? `${missing}; it was found ${places.join(' and ')}` : missing;
}

function rest({ code, errors, message }: Refusal, request: FastifyRequest): string[] {
  const { subject } = request.trace.operation ?? {};
  if (subject?.unknown === code) {
    return [
      `there is no record of ${subject.collection} with this ${subject.parameter} in this world`,
    ];
  }
  switch (code) {
    case 'requete_invalide':
      return [
        message.replace(/\.$/, ''),
        ...(errors ?? [])
          .filter((each) => 'pointer' in each)
          .map(({ pointer, detail }) => `${pointer || 'the body'}: ${detail.replace(/\.$/, '')}`),
      ];
    case 'type_non_supporte':
      return [`the Content-Type is ${typeOf(request)}`];
    default:
      return [message.replace(/\.$/, '')];
  }
}

/** The type as it was sent: the API plane replaces types other than JSON. */
function typeOf({ raw: { rawHeaders } }: FastifyRequest): string {
  const at = rawHeaders.findIndex((name, index) => index % 2 === 0 && /^content-type$/i.test(name));
  return rawHeaders[at + 1] && at >= 0 ? (rawHeaders[at + 1] as string) : 'missing';
}
