import type { TObject } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { type BodyFault, Problem } from '../contract/problems.ts';

/** Whether a Content-Type announces JSON; parameters have no meaning there (RFC 8259 §11). */
export function isJson(contentType: string | undefined): boolean {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json';
}

/** A reader of bodies of that schema: bytes in, the value out, or a 400 that says what to mend and where. */
export function bodyReader<Body>(schema: TObject): (bytes: Buffer | undefined) => Body {
  const validator = Compile(schema);
  return (bytes) => {
    const value = parseJson(bytes);
    if (!validator.Check(value)) {
      const errors = faults(validator, schema, value);
      throw new Problem('requete_invalide', 'Le corps ne suit pas le schéma attendu.', { errors });
    }
    return value as Body;
  };
}

function parseJson(bytes: Buffer | undefined): unknown {
  if (bytes === undefined || bytes.length === 0) {
    throw new Problem('requete_invalide', 'Le corps est vide : envoyez un objet JSON.');
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Problem('requete_invalide', 'Le corps n’est pas en UTF-8 (RFC 8259 §8.1).');
  }
  if (text.startsWith('\uFEFF')) {
    throw new Problem(
      'requete_invalide',
      'Le corps commence par une marque d’ordre des octets (BOM) : retirez-la (RFC 8259 §8.1).',
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem(
      'requete_invalide',
      `Le corps n’est pas du JSON valide : erreur ${syntaxPlace(text, error as SyntaxError)}.`,
    );
  }
}

/** V8 tells where it stopped reading, unless it was at the end. */
function syntaxPlace(text: string, error: SyntaxError): string {
  const position = /at position (\d+)/.exec(error.message)?.[1];
  if (position === undefined) return 'à la fin du corps';
  const before = text.slice(0, Number(position)).split('\n');
  return `ligne ${before.length}, colonne ${(before.at(-1) ?? '').length + 1}`;
}

/** One fault for each place, in the words of the contract's descriptions. */
function faults(validator: Validator, schema: TObject, value: unknown): BodyFault[] {
  const found = new Map<string, string>();
  const members = schema.properties as Record<string, { description?: string }>;
  const names = Object.keys(members)
    .map((name) => `« ${name} »`)
    .join(', ');
  for (const { keyword, instancePath, params } of validator.Errors(value)) {
    if (keyword === 'required') {
      for (const name of (params as { requiredProperties: string[] }).requiredProperties) {
        found.set(`/${name}`, `Ce membre manque. ${members[name]?.description}`);
      }
    } else if (keyword === 'additionalProperties') {
      for (const name of (params as { additionalProperties: string[] }).additionalProperties) {
        found.set(
          `/${escapePointer(name)}`,
          `Membre non admis : le corps ne contient que ${names}.`,
        );
      }
    } else if (instancePath === '') {
      found.set('', `Le corps doit être un objet JSON qui contient ${names}.`);
    } else if (keyword !== 'boolean') {
      // « boolean » is how a member that is not admitted shows a second time.
      const { description } = members[instancePath.slice(1)] ?? {};
      found.set(instancePath, `Valeur non admise. ${description} Sans guillemets.`);
    }
  }
  return [...found].map(([pointer, detail]) => ({ pointer, detail }));
}

/** RFC 6901 §3. */
function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
