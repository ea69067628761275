import { STATUS_CODES } from '../node-http.ts';
import { announcesBody, type JournalBody, type JournalEntry } from './shown.ts';
import type { Har, HarEntry } from './types.ts';

/** A shown entry of the journal, and whether its request came over TLS. */
export interface Archived {
  readonly entry: JournalEntry;
  readonly secure: boolean;
}

/** The archive of requests, for the developer tools of browsers; `version`: of this program. */
export function toHar(archived: readonly Archived[], version: string): Har {
  const creator = { name: 'faire-simple-mock', version };
  return { log: { version: '1.2', creator, entries: archived.map(toHarEntry) } };
}

const HTTP_VERSION = 'HTTP/1.1';
const DROPPED = 'details were dropped to save memory';

function toHarEntry({ entry, secure }: Archived): HarEntry {
  const { at, duration, method, query, headers, status } = entry;
  const common = { httpVersion: HTTP_VERSION, cookies: [], headersSize: -1 };
  return {
    startedDateTime: at,
    time: duration,
    request: {
      ...common,
      method,
      url: urlOf(entry, secure),
      headers: pairsOf(headers),
      queryString: pairsOf(query),
      ...requestBodyOf(entry),
    },
    response: {
      ...common,
      status,
      statusText: STATUS_CODES[status] ?? '',
      headers: [],
      content: contentOf(entry),
      redirectURL: '',
      bodySize: entry.responseBody?.length ?? 0,
    },
    cache: {},
    timings: { send: 0, wait: duration, receive: 0 },
    comment: commentOf(entry),
  };
}

function urlOf({ dropped, path, query, headers }: JournalEntry, secure: boolean): string {
  if (dropped) return 'about:blank';
  const parameters = pairsOf(query).map(
    ({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  const search = parameters.length > 0 ? `?${parameters.join('&')}` : '';
  const scheme = secure ? 'https' : 'http';
  return `${scheme}://${headers.host ?? 'localhost'}${inUrl(path)}${search}`;
}

/** Escapes the characters that a URL cannot have (RFC 3986 §2), and percent signs that begin no escape. */
function inUrl(path: string): string {
  return path.replace(/[^!-~]|["<>\\^`{|}#[\]]|%(?![\dA-Fa-f]{2})/g, encodeURIComponent);
}

function pairsOf(
  values: Readonly<Record<string, string | string[]>>,
): { name: string; value: string }[] {
  return Object.entries(values).flatMap(([name, each]) =>
    [each].flat().map((value) => ({ name, value })),
  );
}

function requestBodyOf(entry: JournalEntry): Pick<HarEntry['request'], 'bodySize' | 'postData'> {
  const { dropped, requestBody, headers } = entry;
  const mimeType = headers['content-type'] ?? '';
  if (requestBody) {
    const { text, length } = requestBody;
    return { bodySize: length, postData: { mimeType, text, ...remarkOn(requestBody) } };
  }
  if (dropped) return { bodySize: -1 };
  if (!announcesBody(entry)) return { bodySize: 0 };
  return { bodySize: -1, postData: { mimeType, text: '', comment: 'the body was not read' } };
}

function contentOf(entry: JournalEntry): HarEntry['response']['content'] {
  const { responseBody, refusal, dropped } = entry;
  if (responseBody === null) {
    return { size: 0, mimeType: 'x-unknown', ...(dropped && { comment: DROPPED }) };
  }
  const { text, encoding, length } = responseBody;
  return {
    size: length,
    mimeType: refusal ? 'application/problem+json' : 'application/json',
    ...(encoding === 'utf-8'
      ? { text }
      : { text: Buffer.from(text, 'latin1').toString('base64'), encoding: 'base64' }),
    ...remarkOn(responseBody),
  };
}

function remarkOn({ cut, length }: JournalBody): { comment?: string } {
  return cut ? { comment: `only the beginning of ${length} bytes` } : {};
}

function commentOf({ id, operation, rules, refusal, state, dropped }: JournalEntry): string {
  return [
    `request ${id}`,
    operation ?? 'no operation',
    ...rules.map((rule) => `rule ${rule}`),
    ...(refusal === null ? [] : [`${refusal.code}: ${refusal.explanation}`]),
    ...(state === 'answered' ? [] : [state]),
    ...(dropped ? [DROPPED] : []),
  ].join('; ');
}
