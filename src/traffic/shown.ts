import { isUtf8 } from 'node:buffer';
import { toInstant } from '../contract/instants.ts';
import type { OperationId, Subjects } from '../contract/operations.ts';
import { toLatin1, toText, untilWholeCharacter } from './bytes.ts';
import type { Captured, Entry, ExplainedRefusal, RequestState } from './entry.ts';
import { type Redaction, redactHeader, redactQuery } from './redaction.ts';
import { warningsOf } from './warnings.ts';

/** A body in the journal. */
export interface JournalBody {
  readonly text: string;
  /** `latin1` if the bytes are not UTF-8: then each character of `text` is one byte. */
  readonly encoding: 'utf-8' | 'latin1';
  /** Length of the whole body, in bytes. */
  readonly length: number;
  /** Whether `text` is only the beginning of the body. */
  readonly cut: boolean;
}

/** An entry of the journal, without secrets. */
export interface JournalEntry extends Subjects {
  /** Number by arrival, from 1 since the journal was last emptied. */
  readonly id: number;
  /** Number of the entry's latest change: it became visible, or ended. Numbers never decrease. */
  readonly change: number;
  /** `running`: not answered yet; `answered`; `aborted`: it ended before its answer was sent whole. */
  readonly state: RequestState;
  /** The instant of arrival, by the world's clock. */
  readonly at: string;
  readonly operation: OperationId | null;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | string[]>>;
  /** 0: none was sent. */
  readonly status: number;
  /** Milliseconds; 0 while it is running. */
  readonly duration: number;
  readonly application: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestBody: JournalBody | null;
  readonly responseBody: JournalBody | null;
  /** The ids of the rules that acted, in order, `Prefer` included. */
  readonly rules: readonly string[];
  /**
   * The last one of them; null without any.
   * @deprecated Use `rules`.
   */
  readonly rule: string | null;
  readonly warnings: readonly string[];
  readonly refusal: ExplainedRefusal | null;
  /** Whether its details were dropped to make room: then path, query, headers, bodies, warnings and refusal are empty. */
  readonly dropped: boolean;
}

/** Maximum length of a shown body, in characters. */
const SHOWN = 4096;

/** Bytes kept of a body: a secret across the cut must be complete to be removed. */
export const CAPTURED = SHOWN + 1024;

/** Converts an entry for readers of the journal. */
export function show(
  entry: Entry,
  redactionOf: (request: ShownRequest) => Redaction,
): JournalEntry {
  const { id, change, state, at, operation, subjects, method, status, rules, details } = entry;
  const rule = rules.at(-1) ?? null;
  const head = {
    id,
    change,
    state,
    at: toInstant(new Date(at * 1000)),
    operation,
    ...subjects,
    method,
    rules,
    rule,
  };
  if (details === undefined) {
    return { ...head, ...NOTHING, status, dropped: true };
  }
  const { url, rawHeaders, application, duration, responseBody, refusal, unchanged } = details;
  const redaction = redactionOf(details);
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  return {
    ...head,
    path: redaction.text(path),
    query: redactQuery(query, redaction),
    status,
    duration,
    application,
    headers: headersOf(rawHeaders, redaction),
    requestBody: bodyOf(entry.requestBody ?? null, redaction),
    responseBody: bodyOf(responseBody, redaction),
    warnings: warningsOf({
      method,
      operation,
      rawHeaders,
      url,
      unchanged,
    }).map((warning) => redaction.text(warning)),
    refusal: refusal && {
      code: refusal.code,
      explanation: redaction.text(refusal.explanation),
    },
    dropped: false,
  };
}

/** Whether a request announces a body (RFC 9112 §6.3), which may not have been read. */
export function announcesBody({ headers }: JournalEntry): boolean {
  return Number(headers['content-length']) > 0 || 'transfer-encoding' in headers;
}

/** The parts of a request with secrets. */
export type ShownRequest = { readonly url: string; readonly rawHeaders: readonly string[] };

/** The details of an entry whose details were dropped. */
const NOTHING = {
  path: '',
  query: {},
  duration: 0,
  application: null,
  headers: {},
  requestBody: null,
  responseBody: null,
  warnings: [],
  refusal: null,
} as const;

/** The header fields shown last: a client repeats them in each request. */
let latest:
  | {
      readonly raw: readonly string[];
      readonly redaction: Redaction;
      readonly headers: Readonly<Record<string, string>>;
    }
  | undefined;

function headersOf(raw: readonly string[], redaction: Redaction): Record<string, string> {
  if (latest?.raw !== raw || latest.redaction !== redaction) {
    latest = { raw, redaction, headers: makeHeaders(raw, redaction) };
  }
  // A copy: a test may change what it is given.
  return { ...latest.headers };
}

function makeHeaders(raw: readonly string[], redaction: Redaction): Record<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] as string).toLowerCase();
    const value = redactHeader(name, raw[index + 1] as string, redaction);
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  // `Object.fromEntries` makes own members of names like __proto__, too.
  return Object.fromEntries(headers);
}

function bodyOf(body: Captured | string | null, redaction: Redaction): JournalBody | null {
  if (body === null) return null;
  if (typeof body === 'string') {
    const text = redaction.text(body.slice(0, CAPTURED));
    const cut = text.length > SHOWN || body.length > CAPTURED;
    return { text: text.slice(0, SHOWN), encoding: 'utf-8', length: Buffer.byteLength(body), cut };
  }
  const { length } = body;
  const bytes = length > body.bytes.length ? untilWholeCharacter(body.bytes) : body.bytes;
  const encoding = isUtf8(bytes) ? 'utf-8' : 'latin1';
  const redacted = redaction.text(toText(bytes));
  const text = encoding === 'utf-8' ? redacted : toLatin1(redacted);
  const cut = text.length > SHOWN || length > body.bytes.length;
  return { text: text.slice(0, SHOWN), encoding, length, cut };
}
