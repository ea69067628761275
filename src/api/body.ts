import { isUtf8 } from 'node:buffer';
import { type BodyFault, Refusal } from '../contract/refusals.ts';
import type { ObjectSchema } from '../json/schema.ts';
import { type Violation, violations } from '../json/violations.ts';

/** Whether a Content-Type announces JSON; parameters have no meaning there (RFC 8259 §11). */
export function isJson(contentType: string | undefined): boolean {
  // What nearly every client writes is compared first.
  return (
    contentType === 'application/json' ||
    contentType?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json'
  );
}

/** A reader of bodies of that schema: bytes in, the value out, or a 400 that says what to mend and where. */
export function bodyReader<Body>(schema: ObjectSchema): (bytes: Buffer | undefined) => Body {
  return (bytes) => {
    const value = parseJson(bytes);
    const wrong = violations(schema, value);
    if (wrong.length > 0) {
      const errors = faults(wrong, schema);
      throw new Refusal('requete_invalide', 'Le corps ne suit pas le schéma attendu.', { errors });
    }
    return value as Body;
  };
}

function parseJson(bytes: Buffer | undefined): unknown {
  if (bytes === undefined || bytes.length === 0) {
    throw new Refusal('requete_invalide', 'Le corps est vide : envoyez un objet JSON.');
  }
  if (!isUtf8(bytes)) {
    throw new Refusal('requete_invalide', 'Le corps n’est pas en UTF-8 (RFC 8259 §8.1).');
  }
  const text = bytes.toString();
  if (text.startsWith('\uFEFF')) {
    throw new Refusal(
      'requete_invalide',
      'Le corps commence par une marque d’ordre des octets (BOM) : retirez-la (RFC 8259 §8.1).',
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal(
      'requete_invalide',
      `Le corps n’est pas du JSON valide : erreur ${syntaxPlace(text, error as SyntaxError)}.`,
    );
  }
}

/** V8 tells where it stopped reading, unless it was at the end or at a token that cannot stand anywhere there. */
function syntaxPlace(text: string, { message }: SyntaxError): string {
  const told = /at position (\d+)/.exec(message)?.[1];
  const position = told === undefined ? firstMisplaced(text) : Number(told);
  const before = text.slice(0, position);
  return `ligne ${before.split('\n').length}, colonne ${position - before.lastIndexOf('\n')}`;
}

/** The length of the longest beginning of a text that a JSON text could still begin with. */
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

/** Whether V8 refuses a text for a token, without a place, and not for its end. */
function isMisplaced(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    return !/at position|^Unexpected end/.test((error as SyntaxError).message);
  }
}

/** One fault for each place, in the words of the contract's descriptions. */
function faults(wrong: readonly Violation[], { properties }: ObjectSchema): BodyFault[] {
  const names = Object.keys(properties)
    .map((name) => `« ${name} »`)
    .join(', ');
  return wrong.map(({ kind, location, schema }) => {
    const pointer = location.map((step) => `/${escapePointer(String(step))}`).join('');
    const { description }: { description?: string } = schema;
    if (kind === 'missing') return { pointer, detail: `Ce membre manque. ${description}` };
    if (kind === 'unknown') {
      return { pointer, detail: `Membre non admis : le corps ne contient que ${names}.` };
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
