import type { Described, OpenApiDocument } from './documents.ts';
import type { Random } from './random.ts';
import { anything, changed, sample, textOf } from './sample.ts';
import type { Sent } from './victim.ts';

/** A request made from a document. */
export interface Made extends Sent {
  readonly method: string;
  readonly target: string;
  /** The document forbids the body: the server must not accept it. */
  readonly invalid: boolean;
}

/** A request of an operation; valid more often than not. */
export function make(document: OpenApiDocument, operation: Described, random: Random): Made {
  const { method, template, parameters, requestBody, operationId } = operation;
  const value = ({ schema }: Described['parameters'][number]) =>
    random.in(8) ? textOf(random) : String(sample(document, schema, random));
  let target = template;
  const query = new URLSearchParams();
  for (const parameter of parameters) {
    if (parameter.in === 'path') {
      // An empty or dotted segment would be another path.
      const text = value(parameter).toWellFormed();
      const safe = /^\.{0,2}$/.test(text) ? 'a' : text;
      target = target.replace(`{${parameter.name}}`, () => encodeURIComponent(safe));
    } else if (random.in(4)) {
      query.append(parameter.name, value(parameter));
      if (random.in(10)) query.append(parameter.name, value(parameter));
    }
  }
  if (random.in(20)) query.append(textOf(random), textOf(random));
  if (query.size > 0) target += `?${query}`;
  const schema = Object.values(requestBody?.content ?? {})[0]?.schema;
  if (schema === undefined) return { method, target, invalid: false };
  let body = sample(document, schema, random);
  if (random.in(3)) body = random.in(10) ? anything(random) : changed(body, random);
  if (operationId === 'waitForRequest' && typeof body === 'object' && body !== null) {
    Object.assign(body, { timeout: random.one([0, 5, 20, 'PT0S', -1, 'x', null]) });
  }
  const text = JSON.stringify(body);
  const headers = { 'content-type': random.in(30) ? textType(random) : 'application/json' };
  if (random.in(30)) return { method, target, headers, body: spoilt(text, random), invalid: false };
  return {
    method,
    target,
    headers,
    body: text,
    invalid: document.errorsOf(schema, JSON.parse(text)) !== undefined,
  };
}

const textType = (random: Random) =>
  random.one(['text/plain', 'application/json; charset=latin1', 'application/xml', 'x', 'a/b;c']);

/** A text with some characters removed, doubled or replaced. */
function spoilt(text: string, random: Random): string {
  const place = random.below(text.length);
  const rest = text.slice(place + random.below(3));
  return text.slice(0, place) + random.one(['', '"', '{', '\0', ',', '1e400', '[[']) + rest;
}
