import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, preParsingHookHandler } from 'fastify';
import { BODY_LIMIT } from '../contract/operations.ts';
import { Refusal, type RequestViolation } from '../contract/refusals.ts';
import type { ObjectSchema } from '../json/schema.ts';
import { DEEPEST, tooDeepAt } from '../json/value.ts';
import { MOST_VIOLATIONS, type Violation, violations } from '../json/violations.ts';

/**
 * Registers the body parsers (CONTRACT.md §4): JSON is read up to 16 KiB, and its bytes are kept for the journal; other
 * types are refused before the body is read.
 */
export function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    (request, bytes: Buffer, done) => {
      const text = isUtf8(bytes) ? bytes.toString() : undefined;
      request.trace.body = text ?? bytes;
      try {
        done(null, parseJson(text));
      } catch (error) {
        done(error as Error);
      }
    },
  );
  app.addContentTypeParser('*', (request, payload: IncomingMessage, done) => {
    // An empty body needs no type: it may be sent in chunks, without a length.
    payload.once('data', (chunk: Buffer) => {
      request.trace.body = chunk;
      done(new Refusal('type_non_supporte'));
    });
    payload.once('end', () => {
      if (request.trace.body === undefined) done(emptyBody());
    });
    payload.once('error', done);
  });
}

/** A `preParsing` hook: refuses a missing body, and a body in a content coding, before anything is read. */
export const checkBodyHeaders: preParsingHookHandler = ({ headers }, _reply, payload, done) => {
  const coding = headers['content-encoding'];
  const { 'content-length': length, 'transfer-encoding': transfer } = headers;
  if (transfer === undefined && (length === undefined || Number(length) === 0)) done(emptyBody());
  else if (coding !== undefined && coding.toLowerCase() !== 'identity') {
    done(new Refusal('type_non_supporte'));
  } else done(null, payload);
};

/** The refusal of a body that violates a schema, with one violation for each place; undefined for a valid body. */
export function refusalOfBody(schema: ObjectSchema, value: unknown): Refusal | undefined {
  const found = violations(schema, value);
  if (found.length === 0) return undefined;
  const errors = inWords(found.slice(0, MOST_VIOLATIONS), schema);
  const more =
    found.length > errors.length
      ? ` Seules les ${errors.length} premières erreurs sont indiquées.`
      : '';
  const detail = `Le corps ne suit pas le schéma attendu.${more}`;
  return new Refusal('requete_invalide', detail, { errors });
}

function emptyBody(): Refusal {
  return new Refusal('requete_invalide', 'Le corps est vide : envoyez un objet JSON.');
}

/** Parses a body; undefined: one that is not valid UTF-8. */
function parseJson(text: string | undefined): unknown {
  if (text === '') throw emptyBody();
  if (text === undefined) {
    throw new Refusal('requete_invalide', 'Le corps n’est pas en UTF-8 (RFC 8259 §8.1).');
  }
  if (text.startsWith('\uFEFF')) {
    throw new Refusal(
      'requete_invalide',
      'Le corps commence par une marque d’ordre des octets (BOM) : retirez-la (RFC 8259 §8.1).',
    );
  }
  if (tooDeepAt(text) !== undefined) {
    throw new Refusal(
      'requete_invalide',
      `Le corps a plus de ${DEEPEST} niveaux de tableaux et d’objets.`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal(
      'requete_invalide',
      `Le corps n’est pas du JSON valide : erreur ${syntaxPlace(text, error as SyntaxError)}.`,
    );
  }
}

/** V8 gives the position of an error, except at the end of the text and at a token that is invalid at any position. */
function syntaxPlace(text: string, { message }: SyntaxError): string {
  const told = /at position (\d+)/.exec(message)?.[1];
  const position = told === undefined ? firstMisplaced(text) : Number(told);
  const before = text.slice(0, position);
  return `ligne ${before.split('\n').length}, colonne ${position - before.lastIndexOf('\n')}`;
}

/** The length of the longest prefix that can begin a JSON text. */
function firstMisplaced(text: string): number {
  let good = 0;
  let bad = text.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isMisplaced(text.slice(0, middle))) bad = middle;
    else good = middle;
  }
  return good;
}

/** Whether V8 refuses a text because of a token without a position, and not because of its end. */
function isMisplaced(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    return !/at position|^Unexpected end/.test((error as SyntaxError).message);
  }
}

/** One violation for each place, in the words of the contract's descriptions. */
function inWords(found: readonly Violation[], { properties }: ObjectSchema): RequestViolation[] {
  const names = Object.keys(properties)
    .map((name) => `« ${name} »`)
    .join(', ');
  return found.map(({ kind, location, schema }) => {
    const pointer = location.map((step) => `/${escapePointer(String(step))}`).join('');
    const { description }: { description?: string } = schema;
    if (kind === 'missing') return { pointer, detail: `Ce membre manque. ${description}` };
    if (kind === 'unknown') {
      return { pointer, detail: `Membre non admis : le corps ne contient que ${names}.` };
    }
    return location.length === 0
      ? { pointer, detail: `Le corps doit être un objet JSON qui contient ${names}.` }
      : { pointer, detail: `Valeur non admise. ${description} Sans guillemets.` };
  });
}

/** RFC 6901 §3. */
function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
