import { toInstant } from '../contract/instants.ts';
import {
  type OperationId,
  SUBJECT_NAMES,
  type SubjectName,
  type Subjects,
} from '../contract/operations.ts';
import type { RefusalCode } from '../contract/refusals.ts';
import { type Redaction, redactHeader, redactQuery } from './redaction.ts';
import { warningsOf } from './warnings.ts';

/** A request as it was answered, kept raw: it is made readable when somebody reads it. */
export interface Exchange {
  /** The world's time, in milliseconds. */
  readonly at: number;
  readonly operation: OperationId | null;
  readonly subjects: Subjects;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  /** How long it took, in milliseconds. */
  readonly duration: number;
  /** The login of the application, once it is known. */
  readonly application: string | null;
  /** Names and values in turn, as Node has them. */
  readonly rawHeaders: readonly string[];
  readonly requestBody: Captured | null;
  readonly responseBody: Captured | string | null;
  /** The id of the rule that acted. */
  readonly rule: string | null;
  readonly refusal: ExplainedRefusal | null;
  /** A POST that changed nothing. */
  readonly unchanged: boolean;
}

/** Why a request was refused: what the client was told, and what was seen. */
export interface ExplainedRefusal {
  readonly code: RefusalCode;
  readonly explanation: string;
}

/** A body, or the beginning of a long one. */
export interface Captured {
  readonly bytes: Buffer;
  /** Of the whole body, in bytes. */
  readonly length: number;
}

/** A body as the journal shows it. */
export interface JournalBody {
  readonly text: string;
  /** Of the whole body, in bytes. */
  readonly length: number;
  /** Whether `text` is only its beginning. */
  readonly cut: boolean;
}

/** An entry of the journal, without secrets. */
export interface JournalEntry extends Subjects {
  /** Counts up from 1 since the last reset. */
  readonly id: number;
  readonly at: string;
  readonly operation: OperationId | null;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | string[]>>;
  readonly status: number;
  readonly duration: number;
  readonly application: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestBody: JournalBody | null;
  readonly responseBody: JournalBody | null;
  readonly rule: string | null;
  readonly warnings: readonly string[];
  readonly refusal: ExplainedRefusal | null;
}

/** Which entries are wanted; those given must all hold. */
export interface JournalFilter extends Partial<Record<SubjectName, number>> {
  readonly operation?: OperationId;
  readonly status?: number;
  /** Instants of the world's clock; start included, end excluded. */
  readonly since?: string;
  readonly until?: string;
  /** Entries after this id. */
  readonly after?: number;
}

/** How much of a body is shown, in characters. */
const SHOWN = 4096;

/** How much of a body is kept, in bytes: a secret across the cut must be seen whole to be removed. */
export const CAPTURED = SHOWN + 1024;

const MOST_ENTRIES = 1000;
const MOST_BYTES = 4 * 1024 * 1024;

/** What an entry costs besides its texts. */
const ENTRY_BYTES = 512;

type Listener = (entry: JournalEntry) => void;

/** The requests a world has seen: the latest 1,000, and no more than 4 MiB of them. */
export class Journal {
  readonly #redaction: (exchange: Exchange) => Redaction;
  readonly #listeners = new Set<Listener>();
  /** The entry of an id is at its remainder by the length. */
  readonly #ring: (Exchange | undefined)[] = [];
  readonly #sizes: number[] = [];
  /** The ids of the oldest entry that is kept, and of the latest. */
  #first = 1;
  #last = 0;
  #bytes = 0;

  constructor(redaction: (exchange: Exchange) => Redaction) {
    this.#redaction = redaction;
  }

  /** How many entries were dropped to make room. */
  get dropped(): number {
    return this.#first - 1;
  }

  add(exchange: Exchange): void {
    if (this.#last - this.#first + 1 === MOST_ENTRIES) this.#drop();
    const bytes = sizeOf(exchange);
    const at = ++this.#last % MOST_ENTRIES;
    this.#ring[at] = exchange;
    this.#sizes[at] = bytes;
    this.#bytes += bytes;
    while (this.#bytes > MOST_BYTES && this.#first < this.#last) this.#drop();
    if (this.#listeners.size > 0) {
      const entry = this.#show(this.#last, exchange);
      for (const listener of [...this.#listeners]) listener(entry);
    }
  }

  #drop(): void {
    const at = this.#first++ % MOST_ENTRIES;
    this.#ring[at] = undefined;
    this.#bytes -= this.#sizes[at] as number;
  }

  /** The entries that hold, oldest first. */
  entries(filter: JournalFilter = {}): JournalEntry[] {
    const entries: JournalEntry[] = [];
    for (let id = this.#first; id <= this.#last; id++) {
      const exchange = this.#ring[id % MOST_ENTRIES] as Exchange;
      if (holds(id, exchange, filter)) entries.push(this.#show(id, exchange));
    }
    return entries;
  }

  clear(): void {
    this.#ring.length = 0;
    this.#sizes.length = 0;
    this.#first = 1;
    this.#last = 0;
    this.#bytes = 0;
  }

  /** Calls back for every entry to come, until the function that is returned is called. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #show(id: number, exchange: Exchange): JournalEntry {
    const redaction = this.#redaction(exchange);
    const [path = '', query = ''] = exchange.url.split(/\?(.*)/s);
    return {
      id,
      at: toInstant(new Date(exchange.at)),
      operation: exchange.operation,
      ...exchange.subjects,
      method: exchange.method,
      path: redaction.text(path),
      query: redactQuery(query, redaction),
      status: exchange.status,
      duration: exchange.duration,
      application: exchange.application,
      headers: headersOf(exchange.rawHeaders, redaction),
      requestBody: bodyOf(exchange.requestBody, redaction),
      responseBody: bodyOf(exchange.responseBody, redaction),
      rule: exchange.rule,
      warnings: warningsOf(exchange).map((warning) => redaction.text(warning)),
      refusal: exchange.refusal && {
        code: exchange.refusal.code,
        explanation: redaction.text(exchange.refusal.explanation),
      },
    };
  }
}

function sizeOf({ url, rawHeaders, requestBody, responseBody }: Exchange): number {
  let bytes = ENTRY_BYTES + url.length;
  for (const text of rawHeaders) bytes += text.length;
  if (requestBody !== null) bytes += requestBody.bytes.length;
  if (typeof responseBody === 'string') bytes += responseBody.length;
  else if (responseBody !== null) bytes += responseBody.bytes.length;
  return bytes;
}

function holds(id: number, exchange: Exchange, filter: JournalFilter): boolean {
  return (
    (filter.operation === undefined || exchange.operation === filter.operation) &&
    SUBJECT_NAMES.every(
      (name) => filter[name] === undefined || exchange.subjects[name] === filter[name],
    ) &&
    (filter.status === undefined || exchange.status === filter.status) &&
    (filter.since === undefined || exchange.at >= Date.parse(filter.since)) &&
    (filter.until === undefined || exchange.at < Date.parse(filter.until)) &&
    (filter.after === undefined || id > filter.after)
  );
}

function headersOf(raw: readonly string[], redaction: Redaction): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] as string).toLowerCase();
    const value = redactHeader(name, raw[index + 1] as string, redaction);
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return headers;
}

function bodyOf(body: Captured | string | null, redaction: Redaction): JournalBody | null {
  if (body === null) return null;
  const whole = typeof body === 'string';
  const text = redaction.text(whole ? body : body.bytes.toString());
  const length = whole ? Buffer.byteLength(body) : body.length;
  const cut = text.length > SHOWN || (!whole && length > body.bytes.length);
  return { text: text.slice(0, SHOWN), length, cut };
}
