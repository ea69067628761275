import type { IncomingMessage } from 'node:http';
import { wholeItems } from './cut-json.ts';

/** A JSON object of an answer. */
export type Json = Readonly<Record<string, unknown>>;

/** An answer of the server. */
export class Answer {
  readonly status: number;
  /** The bytes that were read. */
  readonly body: Buffer;
  /** Whether there were more. */
  readonly cut: boolean;
  readonly #headers: Readonly<Record<string, string[]>>;
  #json: { readonly value: unknown } | undefined;

  constructor({ statusCode = 0, headersDistinct }: IncomingMessage, body: Buffer, cut: boolean) {
    this.status = statusCode;
    this.#headers = headersDistinct as Record<string, string[]>;
    this.body = body;
    this.cut = cut;
  }

  /** The value of a header field; several are joined. */
  header(name: string): string | undefined {
    return this.#headers[name]?.join(', ');
  }

  /** Whether it is of this media type, whatever its parameters. */
  isOf(type: string): boolean {
    const essence = String(this.header('content-type')).replace(/;.*/s, '');
    return essence.trim().toLowerCase() === type;
  }

  /** The body as JSON, up to its last whole item if it was cut; undefined if it is not JSON in UTF-8. */
  get json(): unknown {
    this.#json ??= { value: parse(this.body, this.cut) };
    return this.#json.value;
  }
}

function parse(body: Buffer, cut: boolean): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: !cut, ignoreBOM: true }).decode(body);
    return JSON.parse(cut ? wholeItems(text) : text);
  } catch {
    return undefined;
  }
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of an answer; none if it is no object. */
export function membersOf({ json }: Answer): Json {
  return isObject(json) ? json : {};
}
